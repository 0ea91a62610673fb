// Units may be made on another thread while the guest is interpreted: when that is finished is nobody's business, so the guest
// comes to the same state.
import { assert, cmd, cpu, run, test } from 'ringside'
import { bootTranslated } from './lib.js'

const hash = (t, background) => {
  bootTranslated(`
start:  mov ecx, 400000
again:  add eax, ecx
        xor edx, eax
        mov [0x100000], edx
        dec ecx
        jnz again
done:   hlt
`)
  cmd(`set dbt.background ${background}`)
  run()
  assert.equal(cpu.icount, 2000002)
  return t.hash()
}

test('the state is the same', (t) => {
  assert.equal(hash(t, 'on'), hash(t, 'off'))
})
