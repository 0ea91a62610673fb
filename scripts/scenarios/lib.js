// What several scenarios share: a guest in flat 32-bit protected mode with ring 3, written around a few lines of code.
//
// The guest starts at 7C00h in 32-bit mode with paging off, loads tables of its own and goes to ring 3 with IRET. Its IDT
// sends every exception to `exception_N` if the scenario defines it, else to `stray`, which halts.
import { boot, cmd, param } from 'ringside'

const EXCEPTIONS = [...Array(20).keys()]

/**
 * Boots `user` in ring 3, under a kernel that is nothing but tables.
 *
 * @param user assembly that runs in ring 3, from the label user
 * @param kernel assembly that runs in ring 0 before it, from the label kernel
 * @param handlers assembly of handlers: labels exception_N
 */
export const bootRing3 = ({ user = 'jmp $', kernel = '', handlers = '', iopl = 0, cpu = 'ringside32' }) => {
  const handler = (n) => (new RegExp(`^\\s*exception_${n}:`, 'm').test(handlers) ? `exception_${n}` : 'stray')
  boot({ ram: '4M', cpu, mode: 'pm32', at: 0x7c00, asm: `
        bits 32
        org 0x7c00
kernel: lgdt [gdt_pointer]
        jmp 0x08:reload
reload: mov ax, 0x10
        mov ds, ax
        mov es, ax
        mov ss, ax
        mov esp, 0x9000
        mov ax, 0x28
        ltr ax
        lidt [idt_pointer]
        ${kernel}
enter:  push 0x23
        push 0xa000
        push ${0x202 | (iopl << 12)}
        push 0x1b
        push user
        mov ax, 0x23
        mov ds, ax
        mov es, ax
        iret
user:   ${user}
        jmp $
stray:  cli
        hlt
        ${handlers}
        align 8
gdt:    dq 0
        dq 0x00cf9a000000ffff           ; 08 code, ring 0
        dq 0x00cf92000000ffff           ; 10 data, ring 0
        dq 0x00cffa000000ffff           ; 18 code, ring 3
        dq 0x00cff2000000ffff           ; 20 data, ring 3
        dw 0x67, tss, 0x8900, 0         ; 28 TSS
gdt_pointer:
        dw gdt_pointer - gdt - 1
        dd gdt
idt:
${EXCEPTIONS.map((n) => `        dw ${handler(n)}, 0x08, 0x8e00, 0`).join('\n')}
idt_pointer:
        dw idt_pointer - idt - 1
        dd idt
        align 8
tss:    dd 0, 0x9000, 0x10
        times 22 dd 0
        dd 0x680000
` })
}

/**
 * Takes a mechanism away, by these commands, when the scenario is run with --set without=true: it has to fail then with the
 * message that its line "Without it:" gives.
 */
export const without = (...commands) => {
  if (param('without', false)) commands.forEach((command) => cmd(command))
}

/**
 * Boots `code` as a kernel at 7C00h in flat 32-bit segments of a table of its own, paging off, stack below 7000h.
 *
 * @param spare empty descriptors at the end of the table
 * @param more descriptors behind those, as numbers
 */
export const bootFlat = (code, { spare = 0, more = [] } = {}) => {
  boot({ ram: '4M', mode: 'pm32', at: 0x7c00, asm: `
        bits 32
        org 0x7c00
        lgdt [gdt_pointer]
        jmp 8:reload
reload: mov ax, 0x10
        mov ds, ax
        mov es, ax
        mov ss, ax
        mov esp, 0x7000
        ${code}
        align 8
gdt:    dq 0, 0x00cf9b000000ffff, 0x00cf93000000ffff${', 0'.repeat(spare)}${more.map((each) => `, ${each}`).join('')}
gdt_pointer:
        dw gdt_pointer - gdt - 1
        dd gdt
` })
}

/** Assembly of page tables, not in use yet: the one at 101000h maps 4 MiB to themselves, the directory at 100000h has it. */
export const IDENTITY_TABLES = `
        mov edi, 0x101000
        mov eax, 7
entry:  mov [edi], eax
        add edi, 4
        add eax, 0x1000
        cmp edi, 0x102000
        jb entry
        mov dword [0x100000], 0x101007`

/** Assembly that brings IRQ 0 to 7 to vectors 20h to 27h, all masked but those whose bit in `mask` is 0. */
export const pic = (mask) => `
        mov al, 0x11
        out 0x20, al
        mov al, 0x20
        out 0x21, al
        mov al, 4
        out 0x21, al
        mov al, 1
        out 0x21, al
        mov al, ${mask}
        out 0x21, al`

/** Boots 32-bit code at 7C00h under the dynamic translator, which takes a block when it has been entered `threshold` times. */
export const bootTranslated = (asm, threshold = 50) => {
  boot({ ram: '4M', mode: 'pm32', at: 0x7c00, asm: `        bits 32\n        org 0x7c00\n${asm}` })
  cmd('engine dbt')
  cmd(`set dbt.threshold ${threshold}`)
}
