// Only the kernel is translated, users run directly: of a program in ring 3 nothing is in the translation cache, and it retires just
// what it does bare. The cache lies in the monitor's part of the same address space, at its top, and so do all its tables.
// Without it: the instructions that the user retired: expected 100001 (0x186a1), but it is 0
import { assert, bp, cmd, cpu, param, run, sym, test } from 'ringside'
import { bootRing3 } from './lib.js'

const ROUNDS = 50_000
const BASE = 0xffc00000

const guest = () => {
  bootRing3({ user: `mov ecx, ${ROUNDS}
again:  dec ecx
        jnz again
done:   nop` })
  cmd('vmm bt')
  bp.at('user')
  run(10_000)
}

test('ring 3 is not translated, needs no monitor, and counts what it counts bare', () => {
  guest()
  const before = [cpu.icount, cmd('vmm').data.exits]
  if (param('without', false)) cmd('vmm off')
  bp.at('done')
  run(1_000_000)
  const { exits = -1, technique } = cmd('vmm').data
  const retired = technique === 'bt' ? cpu.icount - before[0] : 0
  assert.equal(retired, 1 + 2 * ROUNDS, 'the instructions that the user retired')
  assert.ok(exits - before[1] <= 1, 'but for the page of its code')
  const fragments = cmd('vmm tc list 100000').data
  assert.ok(fragments.length > 0)
  assert.ok(fragments.every((each) => each.eip < sym('user') || each.eip >= sym('stray')))
})

test('the tables of the machine are at the top of the address space of the guest', () => {
  guest()
  const regs = cmd('vmm regs').data
  assert.equal(regs['gdtr.base'][0] >>> 0, sym('gdt'))
  assert.equal(regs['gdtr.base'][1] >>> 0, BASE)
  assert.equal(regs['idtr.base'][1] >>> 0, BASE + 0x20000)
  assert.equal(cmd(`shadow walk ${BASE}`).data.note, 'the monitor\'s region')
})
