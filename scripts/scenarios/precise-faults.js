// A fault in the midst of a unit is precise: the same instruction, count, flags and registers as under the interpreter, and
// the address that the handler finds on its stack can be foretold.
import { assert, boot, cmd, cpu, mem, run, setup, sym, tb, test } from 'ringside'
import { bootRing3 } from './lib.js'

const guest = () => bootRing3({
  user: `
        mov ecx, 500
again:  mov eax, 1000
        xor edx, edx
        lea ebx, [ecx - 100]
fault:  div ebx
        add edi, eax
        dec ecx
        jnz again`,
  handlers: 'exception_0: hlt',
})

const stateUnder = (engine) => {
  guest()
  cmd(`engine ${engine}`)
  cmd('set dbt.threshold 20')
  run()
  return {
    icount: cpu.icount, eax: cpu.eax, ebx: cpu.ebx, ecx: cpu.ecx, edx: cpu.edx, edi: cpu.edi,
    eip: mem.u32(cpu.esp), eflags: mem.u32(cpu.esp + 8), fault: sym('fault'), made: tb.stats().made,
  }
}

test('a division by zero in round 401 is found where it happened', () => {
  const interpreted = stateUnder('interpreter')
  const translated = stateUnder('dbt')
  assert.ok(translated.made > 0 && interpreted.made === 0)
  assert.deepEqual({ ...translated, made: 0 }, interpreted)
  assert.equal(translated.eip, translated.fault)
  assert.equal(translated.ecx, 100)
  assert.equal(translated.ebx, 0)
})
