// A fault whose handler cannot be reached is a double fault, and one more is the end. The stop says what led to it, before
// anything is reset.
import { assert, boot, cpu, run, test } from 'ringside'

const explained = (asm) => {
  boot({ ram: '4M', at: 0x7c00, mode: 'real16', asm: `bits 16\n org 0x7c00\n ${asm}` })
  const stop = run(10000)
  assert.equal(stop.kind, 'died')
  assert.match(stop.reason, /triple fault/)
  return stop.notes.join('\n')
}

test('an IDT without entries', () => {
  const story = explained(`
        cli
        xor ax, ax
        mov ds, ax
        lidt [none]
        int 0x20
none:   dw 0
        dd 0`)
  assert.match(story, /#GP.*the IDT limit does not reach the entry of vector 20h/)
})

test('paging switched on without page tables', () => {
  const story = explained(`
        cli
        xor ax, ax
        mov ds, ax
        lgdt [pointer]
        mov eax, cr0
        or eax, 1
        mov cr0, eax
        jmp dword 8:protected
        bits 32
protected:
        mov eax, 0x100000
        mov cr3, eax
        mov eax, cr0
        or eax, 0x80000000
        mov cr0, eax
        nop
gdt:    dq 0
        dq 0x00cf9a000000ffff
pointer: dw 15
        dd gdt`)
  assert.match(story, /#PF/)
  assert.equal(cpu.cr0.pg, 1)
})
