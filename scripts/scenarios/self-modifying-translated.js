// A write to translated code takes effect at once: the unit is dropped, and what is executed next are the new bytes.
// Without it: the loop adds what it has written into itself
import { assert, cpu, run, setup, tb, test } from 'ringside'
import { bootTranslated, without } from './lib.js'

setup(() => {
  bootTranslated(`
start:  mov edx, 4
outer:  mov ecx, 200
again:
patch:  add eax, 1
        loop again
        inc byte [patch + 2]
        dec edx
        jnz outer
done:   hlt
`)
  without('set dbt.smc off')
})

test('four rounds of 200 add 1, 2, 3 and 4', () => {
  run()
  assert.equal(cpu.eax, 200 * (1 + 2 + 3 + 4), 'the loop adds what it has written into itself')
  assert.ok(tb.stats().invalidated >= 3)
  assert.match(tb.why('again').join('\n'), /invalidated [2-4] times, the last time at count [0-9]+ by the instruction at l:00007c0f/)
})
