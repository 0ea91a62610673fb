// Patching: critical instructions of the kernel's text become INT3 and come back; the kernel is as bare, a guest that sums its code
// notices. Under plain trap-and-emulate nothing is patched.
// Without it: expected 658 (0x292), but it is 563 (0x233)
import { assert, boot, bp, cmd, cpu, mem, param, run, test } from 'ringside'

const guest = () => {
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
        sti
site:   pushf
        cli
        popf
        xor eax, eax
        xor ebx, ebx
        mov esi, site
        mov ecx, 3
sum:    mov bl, [esi]
        add eax, ebx
        inc esi
        loop sum
last:   hlt
        align 8
gdt:    dq 0, 0x00cf9b000000ffff, 0x00cf93000000ffff
gdt_pointer:
        dw 23
        dd gdt
` })
  cmd(`vmm ${param('without', false) ? 'te' : 'patch'}`)
  bp.at('last')
  run(1000)
}

test('the far jump, pushf and popf are listed with the bytes that were there', () => {
  guest()
  const list = cmd('vmm patches').data.map((each) => [each.instruction, each.original])
  assert.deepEqual(list, [['jmp 0x8:0x7c0e', 0xea], ['pushf', 0x9c], ['popf', 0x9d]])
})

test('a guest that sums its own code gets INT3 twice: CC + FA + CC, bare 9C + FA + 9D', () => {
  guest()
  assert.equal(cpu.eax, 0xcc + 0xfa + 0xcc)
})

test('IF is right, and without the monitor the code is as it was', () => {
  guest()
  cmd('vmm off')
  assert.equal(cpu.eflags.if, 1)
  assert.deepEqual([...mem.bytes('site', 3)], [0x9c, 0xfa, 0x9d])
})
