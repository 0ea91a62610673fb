// Patching: critical instructions of the kernel's text become INT3 and come back; the kernel is as bare, a guest that sums its code
// notices. Under plain trap-and-emulate nothing is patched.
// Without it: expected 658 (0x292), but it is 563 (0x233)
import { assert, bp, cmd, cpu, mem, param, run, test } from 'ringside'
import { bootFlat } from './lib.js'

const guest = () => {
  bootFlat(`
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
`)
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
