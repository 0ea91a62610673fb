// Translated code is kept and used again: two loops that take turns are translated once each. A cache too small for both makes
// them push each other out, with the same results.
// Without it: each loop is translated once
import { assert, cmd, cpu, run, setup, tb, test } from 'ringside'
import { bootTranslated, without } from './lib.js'

setup(() => {
  bootTranslated(`
start:  mov ebx, 20
outer:  mov ecx, 500
first:  add eax, ecx
        loop first
        mov ecx, 500
second: sub eax, ebx
        loop second
        dec ebx
        jnz outer
done:   hlt
`, 200)
  without('set dbt.units 1')
})

const SUM = 20 * (500 * 501 / 2) - 500 * (20 * 21 / 2)

test('what was translated is not translated again', () => {
  run()
  assert.equal(cpu.eax, SUM)
  const { made, evicted } = tb.stats()
  assert.ok(made <= 4, 'each loop is translated once')
  assert.equal(evicted, 0)
})

test('a cache too small for both, in bytes, throws units out, and the result is the same', () => {
  cmd('tb flush')
  cmd('set dbt.bytes 1024')
  run()
  assert.equal(cpu.eax, SUM)
  // Each of 20 rounds makes both anew; the last unit stays.
  assert.equal(tb.stats().evicted, 20 * 2 - 1)
})
