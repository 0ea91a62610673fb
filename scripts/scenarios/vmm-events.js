// Stops and handlers at what the monitor does: VM exits by reason, entries of the shadow filled, traced writes. A guest of five
// traced writes and five CLI; untraced, the writes go unnoticed.
// Without it: expected 5, but it is 0
import { assert, bp, cmd, cpu, on, run, sym, test } from 'ringside'
import { bootFlat, IDENTITY_TABLES, without } from './lib.js'

const guest = () => {
  bootFlat(`
        ${IDENTITY_TABLES}
        mov eax, 0x100000
        mov cr3, eax
        mov eax, cr0
        or eax, 0x80010000
        mov cr0, eax
first:  mov ecx, 5
again:  mov eax, [0x200000]
        xor dword [0x101800], 0x1000
        cli
        dec ecx
        jnz again
last:   hlt
`)
  bp.at('first')
  run(100000)
  without('vmm set trace off')
  cmd('vmm te')
  bp.at('last')
}

/** Counts an event up to the end of the guest. */
const count = (name, options = {}) => {
  guest()
  let times = 0
  on(name, options, () => { times++ })
  run(100000)
  return times
}

test('five CLI are five exits with that reason', () => assert.equal(count('vmexit', { reason: 'INTERRUPT_FLAG' }), 5))
test('five writes to a page table are five traces', () => assert.equal(count('trace'), 5))
test('each of them takes the entry of the page away', () => assert.equal(count('shadow.desync'), 5))

test('catch stops behind the exit and says what it was', () => {
  guest()
  cmd('catch vmexit INTERRUPT_FLAG if ecx == 3')
  assert.equal(run(100000).kind, 'breakpoint')
  assert.equal(cpu.ecx, 3)
  assert.equal(cpu.eip, sym('again') + 0x10, 'the instruction behind CLI')
  const last = cmd('exits last 1').data[0]
  assert.equal(last.qualification, 'cli')
})
