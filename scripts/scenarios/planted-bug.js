// Finding a bug: the timer's handler must give back every register as it was. The second test plants a bug, as an edit of the
// kernel might: the handler changes EBX in the frame that POPA takes it from. The check is green without it and red with it.
import { assert, bp, cpu, mem, run, serial, setup, test } from 'ringside'

setup(() => serial.expect('> '))

const REGISTERS = ['eax', 'ebx', 'ecx', 'edx', 'esi', 'edi', 'ebp', 'esp']

/** Runs up to a timer interrupt of a task, through its handler, and back to where it came from. */
const checkTimer = () => {
  bp.at('timer_irq', { when: '(byte[$esp + 4] & 3) == 3', once: true })
  assert.equal(run({ maxInsns: 1e8 }).kind, 'breakpoint')
  const frame = { eip: mem.u32('esp'), esp: mem.u32('esp + 12') }
  const before = Object.fromEntries(REGISTERS.map((name) => [name, cpu[name]]))
  before.esp = frame.esp
  bp.at(frame.eip, { when: `$esp == ${frame.esp} && $cpl == 3`, once: true })
  const stop = run({ maxInsns: 1e8 })
  assert.equal(stop.kind, 'breakpoint', 'the task goes on where it was interrupted')
  const after = Object.fromEntries(REGISTERS.map((name) => [name, cpu[name]]))
  assert.deepEqual(after, before, 'registers around the timer interrupt')
}

test('the timer gives back every register', checkTimer)

test('the check finds the register that a wrong handler changes', () => {
  bp.at('timer_irq.task', { hit: () => { mem.set('esp + 24', 0xbad); return false } })
  const error = assert.throws(checkTimer, /registers around the timer interrupt/)
  assert.equal(error.actual.ebx, 0xbad)
})

test('the check finds a handler that forgets to give back the registers', () => {
  mem.set('resume + 2', 0x90, 1) // POPA
  assert.throws(checkTimer, /died/)
})
