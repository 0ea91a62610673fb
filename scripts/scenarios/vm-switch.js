// The eight steps of a switch between virtual machines, one at a time: what each changes on the CPU of the hardware, and that the
// registers that were put away come back to the bit. The interrupt of the monitor's timer takes the CPU from the running VM; without
// it the CPU does not go through the monitor's gate.
// Without it: but it is undefined
import { assert, cpu, test, vm } from 'ringside'
import { without } from './lib.js'

const GENERAL = ['eax', 'ecx', 'edx', 'ebx', 'esp', 'ebp', 'esi', 'edi', 'eip']

const two = () => {
  without('set vm.timer off')
  vm.create('a', { ram: '4M' })
  vm.create('b', { ram: '4M' })
  vm.run(200001)
}

test('step by step from the timer to the next VM', () => {
  two()
  const before = vm.state('a')
  assert.ok(before.hasCpu, 'a had the last turn')
  const steps = []
  for (let i = 0; i < 8; i++) {
    steps.push(vm.switchStep().steps[0])
  }
  assert.equal(steps.map((step) => step.number).join(), '1,2,3,4,5,6,7,8')
  assert.equal(Object.keys(steps[0].changes).length, 0, 'asserting a line changes no register')
  assert.equal(steps[1].changes.cs, '001b -> ffe8')
  assert.equal(steps[1].changes.cpl, '3 -> 0', 'the VMM has the CPU')
  assert.ok('cr3' in steps[5].changes, 'the tables of the next VM')
  const after = vm.state('b')
  assert.ok(after.hasCpu)
  for (const name of GENERAL) assert.equal(after.hardware[name], after.virtual[name], name)
  for (const name of GENERAL) assert.equal(vm.state('a').virtual[name], before.virtual[name], name)
})

test('there and back again nothing has changed, and no instruction has retired', () => {
  two()
  const before = vm.state('a')
  assert.equal(vm.switch().to, 'b')
  assert.equal(vm.switch().to, 'a')
  const after = vm.state('a')
  for (const name of GENERAL) assert.equal(after.hardware[name], before.virtual[name], name)
  assert.equal(after.vm.icount, before.vm.icount)
  vm.select('a')
  assert.equal(cpu.icount, before.vm.icount)
})
