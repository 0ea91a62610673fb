// POPF reads 0 into IF: at CPL 0 that takes effect, at CPL 3 it is ignored without any trap (SDM Vol. 2, POPF). The reason why
// a kernel cannot simply be run in ring 3.
import { assert, cpu, setup, step, test } from 'ringside'
import { bootRing3 } from './lib.js'

setup(() => bootRing3({
  kernel: 'sti\n ring0: push 2\n popf\n after0: sti',
  user: 'push 2\n ring3: popf\n after3: nop',
}))

test('POPF at CPL 0 clears IF', () => {
  step.to('ring0')
  assert.equal(cpu.cpl, 0)
  assert.equal(cpu.eflags.if, 1)
  step.to('after0')
  assert.equal(cpu.eflags.if, 0)
})

test('POPF at CPL 3 leaves IF alone and does not trap', () => {
  step.to('ring3')
  assert.equal(cpu.cpl, 3)
  assert.equal(cpu.eflags.if, 1)
  const before = cpu.icount
  step()
  assert.equal(cpu.icount - before, 1, 'the instruction has retired')
  assert.equal(cpu.cpl, 3)
  assert.equal(cpu.eflags.if, 1, 'IF')
})

test('POPF at CPL 3 with IOPL 3 clears IF', () => {
  step.to('ring3')
  cpu.eflags.iopl = 3
  step()
  assert.equal(cpu.eflags.if, 0)
})
