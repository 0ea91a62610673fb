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

test('an injected bit flip is reported', () => {
  // Physical memory well inside the tested range, away from the program; the test has written it and will read it again.
  for (let i = 0; i < 200 && errors() === 0; i++) {
    const victim = 0x600000 + i * 0x1000
    mem.phys.set(victim, mem.phys.u32(victim) ^ 0x00000400)
    run({ maxInsns: 20e6 })
  }
  log(screen().join('\n'))
  assert(errors() > 0, 'no error was reported')
})
