// Links lead from block to block without the manager, so that a hot loop passes there a few times, not a thousand.
// Without it: a loop of 1000 rounds passes the manager a few times
import { assert, cpu, run, setup, tb, test } from 'ringside'
import { bootTranslated, without } from './lib.js'

setup(() => {
  bootTranslated(`
start:  mov ecx, 1000
again:  add eax, ecx
        xor edx, eax
        mov [0x100000], edx
        dec ecx
        jnz again
done:   hlt
`)
  without('set dbt.chain off')
})

test('a loop stays in the code cache', () => {
  run()
  assert.equal(cpu.icount, 5002)
  const { hits, misses } = tb.stats()
  assert.ok(hits + misses <= 10, 'a loop of 1000 rounds passes the manager a few times')
  assert.ok(tb.links('again').some((link) => link.from === link.to && link.way === 'taken'))
})
