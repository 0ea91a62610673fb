// The red pill: SIDT, SGDT, SLDT, STR and SMSW do not trap in ring 3, so a program sees the monitor's tables and CR0. On a CPU with
// UMIP the monitor makes them trap and answers what the bare machine would.
// Without it: the GDT of the guest is seen
import { assert, bp, cmd, cpu, mem, param, run, sym, test } from 'ringside'
import { bootRing3 } from './lib.js'

/** What ring 3 sees under a technique, on this CPU. */
const seen = (technique, model) => {
  bootRing3({ cpu: model, user: `sgdt [0xb000]
        sidt [0xb010]
        sldt eax
        str ebx
        smsw ecx
seen:   nop` })
  cmd(`vmm ${technique}`)
  bp.at('seen')
  assert.equal(run(10000).kind, 'breakpoint')
  assert.equal(cpu.cpl, 3)
  return { gdt: mem.u32(0xb002), idt: mem.u32(0xb012), ldt: cpu.eax, task: cpu.ebx, cr0: cpu.ecx }
}

test('under trap-and-emulate ring 3 sees tables above the guest, another task and paging', () => {
  const { gdt, idt, task, cr0 } = seen('te', 'ringside32')
  assert.ok(gdt >= 0xffc00000, 'the GDT of the monitor is seen')
  assert.ok(idt >= 0xffc00000, 'the IDT of the monitor is seen')
  assert.notEqual(task, 0x28)
  assert.equal(cr0 >>> 31, 1, 'shadow page tables are on')
})

test('with UMIP it sees what it sees bare', () => {
  const { cr0, ...tables } = seen('te', param('without', false) ? 'ringside32' : 'ringside32,+umip')
  assert.ok(tables.gdt === sym('gdt'), 'the GDT of the guest is seen')
  assert.deepEqual(tables, { gdt: sym('gdt'), idt: sym('idt'), ldt: 0, task: 0x28 })
  assert.equal(cr0 >>> 31, 0, 'paging is off')
})
