// Two virtual machines on one machine get the CPU by their shares, exactly: instructions retired are what counts. What makes them
// share is the monitor's timer: without it the first one keeps the CPU.
// Without it: expected 150000 (0x249f0), but it is 300000 (0x493e0)
import { assert, cmd, test, vm } from 'ringside'
import { without } from './lib.js'

const two = (first, second) => {
  without('set vm.timer off')
  cmd('set vm.slice 10000')
  vm.create('a', { ram: '4M', shares: first })
  vm.create('b', { ram: '4M', shares: second })
  return vm.run(300000).retired
}

test('with one share each, both retire the same number of instructions', () => {
  const { a, b } = two(1, 1)
  assert.equal(a, 150000)
  assert.equal(b, 150000)
})

test('two shares to one are two instructions to one', () => {
  const { a, b } = two(2, 1)
  assert.equal(a, 200000)
  assert.equal(b, 100000)
})

test('the time of a VM is what it retired and idled itself, whatever others do', () => {
  two(2, 1)
  vm.pause('a')
  vm.run(100000)
  assert.equal(vm.get('a').icount, 200000)
  assert.equal(vm.get('b').time, 200000)
})
