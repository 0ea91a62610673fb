// One virtual machine attacks: it writes all over its address space, the monitor's part at the top included. The other one does not
// notice: its state is that of a run alone. With segment limits that are not truncated the writes reach the monitor's tables, and
// the meter of escapes says so. The debugger, too, sees each VM's own memory.
// Without it: escapes: expected 0
import { assert, cmd, mem, snap, test, vm } from 'ringside'
import { bootFlat, without } from './lib.js'

const TURNS = 30000

/** A guest that counts, or attacks if the doubleword at 500h is not zero; two VMs of it. */
const two = () => {
  bootFlat(`
        cmp dword [0x500], 0
        jne attack
count:  inc dword [0x600]
        jmp count
attack: mov edi, 0x100000
        mov eax, 0xffffffff
again:  mov [edi], eax
        add edi, 0x200000
        jnc again
        mov edi, 0xffc00000
        mov ecx, 0x9000
        rep stosd
        jmp attack
`)
  cmd('set vm.slice 10000')
  vm.create('victim', { ram: '4M', technique: 'te' })
  vm.create('attacker', { ram: '4M', technique: 'te' })
  vm.select('attacker')
  without('vmm seed-bug untruncated-limits')
  mem.set(0x500, 1)
}

const victim = () => {
  vm.select('victim')
  return cmd('hash').data.hash
}

test('the attacked VM is in the state of a run alone, and nothing has escaped', () => {
  two()
  snap.save('start')
  vm.pause('attacker')
  vm.run(TURNS)
  const alone = victim()
  snap.load('start')
  vm.run(2 * TURNS)
  assert.equal(vm.get('victim').icount, TURNS)
  assert.equal(victim(), alone)
  assert.ok(vm.get('attacker').exits > 2000, 'the attacks were the VMM\'s to carry out')
  assert.equal(vm.get('attacker').escapes, 0, 'escapes')
})

test('each VM has memory of its own, and the hardware has both', () => {
  two()
  vm.run(TURNS)
  vm.select('victim')
  const count = mem.u32(0x600)
  assert.ok(count > 0)
  vm.select('attacker')
  assert.equal(mem.u32(0x600), 0)
  vm.select('machine')
  assert.equal(mem.u32(0x600), 0)
  const { memory } = vm.get('victim')
  vm.select('hardware')
  assert.equal(mem.u32(`p:${memory + 0x600}`), count)
})
