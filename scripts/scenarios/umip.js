// SGDT and SMSW tell ring 3 where the kernel's tables are and what CR0 holds, unless CR4.UMIP makes them privileged: then they
// raise #GP(0) (SDM Vol. 3A, 2.5).
import { assert, bp, cpu, mem, run, step, sym, test } from 'ringside'
import { bootRing3 } from './lib.js'

const UMIP = 1 << 11
const guest = (enable) => bootRing3({
  cpu: 'ringside32,+umip',
  kernel: enable ? `mov eax, cr4\n or eax, ${UMIP}\n mov cr4, eax` : '',
  user: 'sgdt [0xb000]\n second: smsw eax\n third: nop',
  handlers: 'exception_13: cli\n hlt',
})

test('without UMIP, ring 3 reads the GDT register and CR0', () => {
  guest(false)
  step.to('user')
  assert.equal(cpu.cpl, 3)
  step()
  assert.equal(mem.u32(0xb002), sym('gdt'), 'base of the GDT')
  step()
  assert.equal(cpu.eax & 1, 1, 'CR0.PE')
  assert.equal(cpu.eip, sym('third'))
})

test('with UMIP, SGDT in ring 3 raises #GP(0)', () => {
  guest(true)
  step.to('user')
  bp.at('exception_13')
  assert.equal(run(1000).kind, 'breakpoint')
  assert.equal(cpu.cpl, 0)
  assert.equal(mem.u32('esp'), 0, 'error code')
  assert.equal(mem.u32('esp + 4'), sym('user'), 'the instruction that faulted')
})

test('with UMIP, ring 0 may still read them', () => {
  guest(true)
  step.to('enter')
  mem.set('enter', [0x0f, 0x01, 0xe0]) // smsw eax
  cpu.eax = 0
  step()
  assert.equal(cpu.eax & 1, 1)
})
