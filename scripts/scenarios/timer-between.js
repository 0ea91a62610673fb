// A timer interrupt between two chosen instructions of the embedded kernel: the request is made there, and it is taken there.
import { assert, bp, cpu, inject, mem, run, serial, setup, step, sym, test } from 'ringside'

setup(() => {
  serial.expect('> ')
  step.to('syscall_entry')
})

test('a request made before STI is taken behind the next instruction that may be interrupted', () => {
  const ticks = mem.u32('ticks')
  assert.equal(cpu.eflags.if, 0, 'the gate has cleared IF')
  inject.irq(0)
  bp.at('timer_irq')
  const stop = run({ maxInsns: 100000 })
  assert.equal(stop.symbol, 'timer_irq')
  assert.equal(mem.u8('esp + 4') & 3, 3, 'it interrupted ring 3')
  step.out()
  assert.equal(mem.u32('ticks'), ticks + 1)
})

test('a request between two instructions of ring 3 is taken exactly there', () => {
  step.out()
  step(5)
  const [next, ticks] = [cpu.eip, mem.u32('ticks')]
  assert.equal(cpu.cpl, 3)
  inject.irq(0)
  step()
  assert.equal(cpu.eip, sym('timer_irq'), 'the next thing that happens')
  assert.equal(mem.u32('esp'), next, 'the place it will come back to')
  step.out()
  assert.equal(mem.u32('ticks'), ticks + 1)
})
