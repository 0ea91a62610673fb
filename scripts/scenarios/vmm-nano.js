// Nanobenchmarks: a hundred of each operation, bare and under each technique. What enters the monitor can be foretold; what is said
// of the order of costs names the prices on which it depends.
import { assert, cmd, log, test } from 'ringside'

let nano
const measured = () => (nano ??= cmd('vmm nano').data)
const cost = (name, technique) =>
  measured().results.find((each) => each.name === name && each.technique === technique).cost

/** A few entries more are those of the beginning: hidden faults, and the first translations. */
const hundreds = (count, hundred) => assert.ok(count >= 100 * hundred && count < 100 * hundred + 10, `${count} entries`)

test('bare, nothing enters a monitor', () => {
  for (const { technique, cost: { exits, callouts } } of measured().results) {
    if (technique === 'OFF') assert.equal(exits + callouts, 0)
  }
})

test('by traps, each operation is one exit, a fault of the guest two with its IRET, call and return none', () => {
  for (const name of ['syscall', 'in', 'cr write', 'pte change']) hundreds(cost(name, 'TRAP_AND_EMULATE').exits, 1)
  for (const name of ['page fault', 'divide by zero']) hundreds(cost(name, 'TRAP_AND_EMULATE').exits, 2)
  hundreds(cost('call/ret', 'TRAP_AND_EMULATE').exits, 0)
})

test('translated, they are callouts, and only faults and system calls of users still trap', () => {
  for (const name of ['in', 'cr write']) {
    hundreds(cost(name, 'BINARY_TRANSLATION').exits, 0)
    hundreds(cost(name, 'BINARY_TRANSLATION').callouts, 1)
  }
  for (const name of ['syscall', 'page fault', 'divide by zero']) {
    hundreds(cost(name, 'BINARY_TRANSLATION').exits, 1)
    hundreds(cost(name, 'BINARY_TRANSLATION').callouts, 1)
  }
})

test('an entry of a page table that changes again and again traps eight times, then it is a callout', () => {
  const { exits, callouts } = cost('pte change', 'BINARY_TRANSLATION')
  log(`${exits} exits, ${callouts} callouts`)
  assert.ok(exits >= 8 && exits < 18)
  assert.ok(callouts >= 92)
})

test('an order of costs says whether a halved or doubled price would change it', () => {
  const order = (name) => measured().orders.find((each) => each.operation === name)
  assert.match(order('call/ret').claim, /^te costs less than bt, whichever price is halved or doubled$/)
  assert.deepEqual(order('in').deciding, ['exit', 'callout'])
  assert.match(order('in').claim, /^te costs more than bt; halving or doubling the price of exit, callout changes that$/)
})
