// A boot sector of 512 bytes goes to protected mode and says hello. boot({ asm }) puts it to 7C00h and starts it there, as a
// BIOS would; an image of a whole disk boots with boot({ fda: 'floppy.img' }).
import { assert, boot, cpu, mem, screen, step, test } from 'ringside'

const SECTOR = `
        bits 16
        org 0x7c00
start:  cli
        xor ax, ax
        mov ds, ax
        mov es, ax
        mov ss, ax
        mov sp, 0x7c00
        in al, 0x92
        or al, 2
        and al, 0xfe
        out 0x92, al
        lgdt [pointer]
        mov eax, cr0
        or al, 1
        mov cr0, eax
        jmp dword 8:protected
        bits 32
protected:
        mov ax, 16
        mov ds, ax
        mov es, ax
        mov esi, hello
        mov edi, 0xb8000
        mov ah, 7
next:   lodsb
        test al, al
        jz ready
        stosw
        jmp next
ready:  jmp ready
hello:  db 'Hello from protected mode', 0
        align 8
gdt:    dq 0, 0x00cf9a000000ffff, 0x00cf92000000ffff
pointer: dw 23
        dd gdt
        times 510 - ($ - $$) db 0
        dw 0xaa55
`

test('it starts in real mode at 0000:7C00', () => {
  boot({ ram: '4M', asm: SECTOR, at: 0x7c00, mode: 'real16' })
  assert.equal(cpu.mode, 'real16')
  assert.equal(cpu.pc, 0x7c00)
  assert.equal(mem.u16(0x7dfe), 0xaa55)
})

test('code is read as 16 and 32 bits on either side of the jump', () => {
  boot({ ram: '4M', asm: SECTOR, at: 0x7c00, mode: 'real16' })
  step.to('protected')
  assert.equal(cpu.mode, 'pm32')
  step.to('ready')
  screen.expect(/Hello from (\w+) mode/)
})

test('the BIOS loads it from a floppy and leaves the drive in DL', () => {
  boot({ ram: '4M', floppyAsm: SECTOR })
  step.to(0x7c00)
  assert.equal(cpu.mode, 'real16')
  assert.equal(cpu.dl, 0)
  screen.expect('Hello from protected mode', { insns: 1e6 })
})
