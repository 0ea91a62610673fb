// Interpret first, translate what gets hot: the block that is entered as often as the threshold says runs from the code cache
// from that entry on.
// Without it: all rounds after the threshold run translated
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
`, 50)
  without('set dbt.threshold 1000000')
})

test('the unit is made at the fiftieth entry', () => {
  // The first round belongs to the block that begins at start: 6 instructions. Each round has 5.
  run(6 + 49 * 5)
  assert.equal(tb.stats().made, 0)
  run()
  assert.equal(cpu.icount, 1 + 1000 * 5 + 1)
  assert.equal(tb.stats().translated, (999 - 49) * 5, 'all rounds after the threshold run translated')
  assert.equal(tb.at('again').bornAt, 6 + 49 * 5)
})
