// Five ways lead around the emulation manager: hit and miss out of it, trigger into the translator, exit and return back. With
// no links between blocks each of the 1000 rounds passes there.
// Without it: what is in the code cache is found there
import { assert, cmd, run, setup, tb, test } from 'ringside'
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
  cmd('set dbt.chain off')
  without('engine interpreter')
})

test('each round is a hit once the loop is translated, a miss before', () => {
  run()
  const { hits, misses, triggers, exits, returns } = tb.stats()
  assert.equal(hits, 999 - 50, 'what is in the code cache is found there')
  // start, 50 rounds of which the last one is translated on the way, and done.
  assert.equal(misses, 1 + 50 + 1)
  assert.equal(triggers, 1)
  assert.equal(exits, 999 - 49)
  // start, and the 50 rounds that were interpreted; done stops the run.
  assert.equal(returns, 1 + 50)
})
