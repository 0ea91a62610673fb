// An emulator is exact where a simulator approximates. What is exact can be foretold; 'info fidelity' says what is not. A
// translator that does not look whether code has changed would be faster, and an approximation.
// Without it: 0 + 1 + ... + 99 is the sum of what the guest wrote into its own code
import { assert, boot, cmd, cpu, run, setup, step, test } from 'ringside'
import { without } from './lib.js'

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

test('translated code does what the interpreter does, even where it changes itself', () => {
  boot({ ram: '4M', mode: 'pm32', at: 0x7c00, asm: `
        bits 32
        org 0x7c00
start:  xor ecx, ecx
again:  mov [add_it + 1], cl
add_it: db 0x05, 0, 0, 0, 0             ; add eax, imm32
        inc ecx
        cmp ecx, 100
        jne again
done:   jmp done
` })
  cmd('engine dbt')
  cmd('set dbt.threshold 3')
  without('set dbt.smc off')
  run(1 + 5 * 100)
  assert.equal(cpu.eax, 4950, '0 + 1 + ... + 99 is the sum of what the guest wrote into its own code')
})
