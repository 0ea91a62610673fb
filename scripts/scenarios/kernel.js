// The embedded kernel as a whole: tasks, time, system calls, and that the same input gives the same state. With
// --set bug=eoi its timer forgets to tell the interrupt controller that it is done, and the tests say so.
import { assert, bp, cpu, describe, mem, on, param, run, serial, setup, test } from 'ringside'

setup(() => {
  serial.expect('> ')
  if (param('bug', '') === 'eoi') mem.set(mem.find('timer_irq', 40, [0xe6, 0x20]), [0x90, 0x90])
})

test('the timer ticks a hundred times a second of guest time', () => {
  const ticks = mem.u32('ticks')
  const start = cpu.time
  run({ maxInsns: 30e6 })
  const seconds = (cpu.time - start) / 1e9
  const expected = Math.round(seconds * 100)
  assert.ok(Math.abs(mem.u32('ticks') - ticks - expected) <= 1, `${mem.u32('ticks') - ticks} ticks in ${seconds} s`)
})

test('both tasks run in ring 3 and call the kernel', () => {
  for (const [number, inside] of [[1, 'task_a.divide'], [2, 'task_b']]) {
    bp.at(inside, { once: true })
    assert.equal(run({ maxInsns: 1e8 }).symbol, inside)
    assert.equal(cpu.cpl, 3)
    bp.at('syscall_entry', { when: `dword[current] == ${number}`, once: true })
    assert.equal(run({ maxInsns: 1e8 }).symbol, 'syscall_entry')
    assert.equal(cpu.cpl, 0)
    assert.equal(mem.u32('esp + 4') & 3, 3, 'where it came from')
  }
})

test('every system call comes back to where it was made', () => {
  let made = null
  let calls = 0
  on('int', { vector: 0x80 }, (e) => { made = made ?? { pc: e.pc, task: mem.u32('current') } })
  on('insn', { mnemonic: 'iret' }, () => {
    if (made && mem.u32('current') === made.task && mem.u8('esp + 4') === (made.task ? 0x1b : 8) && mem.u32('esp') === made.pc + 2) {
      calls++
      made = null
    }
  })
  run({ maxInsns: 50000 })
  assert.ok(calls > 10, `${calls} calls came back`)
})

describe('the same input', () => {
  const states = []
  const work = (t) => {
    serial.send('ticks\n')
    serial.expect('system calls')
    run({ maxInsns: 3e6 })
    states.push(t.hash())
  }
  test('once', work)
  test('twice', work)
  test('gives the same state', () => {
    if (states.length === 2) assert.equal(states[0], states[1])
  })
})
