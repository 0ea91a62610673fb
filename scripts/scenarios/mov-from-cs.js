// MOV from CS shows a program which ring it runs in: a kernel moved to ring 1 or 3 would notice. Neither this nor PUSH CS can
// be made to trap.
import { assert, cpu, step, test } from 'ringside'
import { bootRing3 } from './lib.js'

test('ring 3 sees its own privilege level in CS', () => {
  bootRing3({ user: 'mov eax, cs\n push cs\n pop ebx\n done: nop' })
  step.to('done')
  assert.equal(cpu.eax & 3, 3)
  assert.equal(cpu.ebx, 0x1b)
})

test('ring 0 sees 0 there', () => {
  bootRing3({ kernel: 'mov eax, cs\n done0: nop' })
  step.to('done0')
  assert.equal(cpu.eax, 8)
})
