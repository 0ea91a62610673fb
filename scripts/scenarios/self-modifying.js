// Code that writes into itself: the next execution is of the new bytes, also when they are in the block that writes them.
import { assert, boot, bp, cpu, mem, run, setup, step, test } from 'ringside'

setup(() => boot({ ram: '4M', mode: 'pm32', at: 0x7c00, asm: `
        bits 32
        org 0x7c00
start:  mov ecx, 100
        xor ebx, ebx
again:  mov byte [patch + 1], cl        ; the immediate of the very next instruction
patch:  mov eax, 0
        add ebx, eax
        loop again
        mov byte [ahead], 0x43          ; inc ebx instead of nop
        nop
ahead:  nop
done:   jmp done
` }))

test('each round executes the byte it has just written', () => {
  step.to('done')
  assert.equal(cpu.ebx, (100 * 101) / 2 + 1)
})

test('what the debugger writes is executed, too', () => {
  const stop = bp.at('again', { ignore: 10 })
  run()
  stop.remove()
  mem.set('ahead', 0xcb89, 2) // mov ebx, ecx
  mem.set('patch + 1', 0, 4)
  mem.set('again', '\x90'.repeat(6)) // no more writes
  step.to('patch')
  step()
  assert.equal(cpu.eax, 0)
})
