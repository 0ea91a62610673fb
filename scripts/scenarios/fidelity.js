// An emulator is exact where a simulator approximates. What is exact can be foretold; 'info fidelity' says what is not.
import { assert, boot, cmd, cpu, setup, step, test } from 'ringside'

setup(() => boot({ ram: '4M', mode: 'pm32', at: 0x7c00, asm: `
        bits 32
        org 0x7c00
start:  mov ecx, 1000
again:  loop again
        mov ecx, 7
        mov edi, 0x100000
        rep stosd
done:   jmp done
` }))

const how = (what) => cmd('info fidelity').data.find((aspect) => aspect.what === what).how

test('instructions are counted exactly, each iteration of a repeated one too', () => {
  assert.equal(how('instruction count'), 'exact')
  step.to('done')
  assert.equal(cpu.icount, 1 + 1000 + 2 + 7)
})

test('time is approximate: one unit per instruction, whatever it is', () => {
  assert.equal(how('time'), 'approximate')
  step.to('done')
  assert.equal(cpu.time, cpu.icount)
})

test('caches are modelled on request, and nothing is executed by the host directly', () => {
  assert.equal(how('data cache'), 'modelled')
  assert.equal(how('direct execution'), 'none')
})
