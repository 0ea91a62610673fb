// A return leads to a place that only the stack knows. A unit that holds both callers compares with what it knows and stays
// inside; else each return leaves it and is looked up.
// Without it: returns are found inside the unit
import { assert, cpu, profile, run, setup, tb, test } from 'ringside'
import { bootTranslated, without } from './lib.js'

const GUEST = `
start:  mov esp, 0x7000
        mov ecx, 5000
again:  call work
first:  add ebx, eax
        call work
second: dec ecx
        jnz again
done:   hlt
work:   inc eax
        ret
`

setup(() => {
  bootTranslated(GUEST)
  without('set dbt.regions off')
})

test('both ways of a return stay inside', () => {
  run()
  assert.equal(cpu.eax, 10000)
  const entries = tb.list().reduce((sum, unit) => sum + unit.entries, 0)
  assert.ok(entries < 200, 'returns are found inside the unit')
})

test('the profile knows where the return led, and how often', () => {
  profile.on('targets')
  run()
  const [ret] = profile.show('targets').lines
  assert.deepEqual(ret.targets.map(({ symbol, count }) => [symbol, count]), [['first', 5000], ['second', 5000]])
})
