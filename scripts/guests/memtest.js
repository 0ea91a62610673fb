// memtest86+: its first tests find nothing in good memory, and a bit that flips under a test is found.
import { assert, log, mem, run, screen, test } from 'ringside'

const field = (name) => screen().join('\n').match(new RegExp(`${name} *: *([^ ]+)`))?.[1]
const testNumber = () => Number(screen().join('\n').match(/Test #(\d+)/)?.[1] ?? -1)
const errors = () => Number(field('Errors') ?? -1)

/** Runs until the test with this number is under way, and says how it went so far. */
const reach = (number) => {
  for (let i = 0; i < 20000 && testNumber() < number; i++) run({ maxInsns: 5e6 })
  assert.equal(testNumber(), number, 'the test under way')
}

test('the first tests pass without errors', () => {
  screen.expect(/Memtest86\+/, 2e9)
  reach(3)
  log(screen().join('\n'))
  assert.equal(errors(), 0, 'errors')
})

test('one injected bit flip is reported', () => {
  // Late in a test of moving inversions every word holds a pattern that will be read once more before it is overwritten.
  for (let i = 0; i < 20000 && !/Test +[5-9]\d%[\s\S]*Testing: 4MB/.test(screen().join('\n')); i++) run({ maxInsns: 5e6 })
  assert.equal(errors(), 0, 'errors before the flip')
  const victim = 0x800000
  mem.phys.set(victim, mem.phys.u32(victim) ^ 0x00000400)
  for (let i = 0; i < 500 && errors() === 0; i++) run({ maxInsns: 5e6 })
  log(screen().join('\n'))
  assert.equal(errors(), 1, 'errors')
  assert.match(screen().join('\n'), /000000800000 .* 00000400 /)
})
