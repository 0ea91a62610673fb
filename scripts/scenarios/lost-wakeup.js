// An interrupt at every instruction: a guest that tests a flag and then halts loses a wake-up if the interrupt comes between
// the two. From one snapshot, the request is made before each instruction of the wait in turn; the guest must always get on.
import { assert, boot, cpu, inject, run, snap, step, sym, test } from 'ringside'
import { pic } from './lib.js'

const guest = (wait) => `
        bits 32
        org 0x7c00
start:  lidt [idt_pointer]
        ${pic(0xdf)}                            ; only IRQ 5
        sti
        nop
wait_for_it:
        ${wait}
woken:  jmp woken
irq5:   mov byte [flag], 1
        push eax
        mov al, 0x20
        out 0x20, al
        pop eax
        iret
flag:   db 0
        align 8
idt:    times 37 dq 0
        dw irq5, 8, 0x8e00, 0
idt_pointer:
        dw idt_pointer - idt - 1
        dd idt
`

const WRONG = 'cmp byte [flag], 0\n jne woken\n hlt\n jmp wait_for_it'
const RIGHT = 'cli\n cmp byte [flag], 0\n jne woken\n sti\n hlt\n jmp wait_for_it'

/** Makes the request before the n-th instruction of the wait, for all n; answers those after which the guest sleeps on. */
const fuzz = (wait, instructions) => {
  boot({ ram: '4M', mode: 'pm32', at: 0x7c00, asm: guest(wait) })
  step.to('wait_for_it')
  snap.save('wait')
  const lost = []
  for (let n = 0; n < instructions; n++) {
    snap.load('wait')
    if (n > 0) step(n)
    inject.irq(5)
    run({ maxInsns: 50 })
    if (cpu.eip !== sym('woken')) lost.push(n)
  }
  return lost
}

test('testing and halting with interrupts enabled loses the wake-up between the two', () => {
  assert.deepEqual(fuzz(WRONG, 3), [1, 2])
})

test('CLI, test, STI, HLT never does: STI holds interrupts off for one more instruction', () => {
  assert.deepEqual(fuzz(RIGHT, 5), [])
})
