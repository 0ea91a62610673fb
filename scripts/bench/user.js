// For scripts/bench/user: lets the benchmark guest run on the machine and in the VMs 'patch' and 'bt' by turns, a kernel at a time, and
// prints the processor time that the thread which runs them has had for each turn. The guest calls call_in_ring3 for each.
import { bp, console, files, run, serial, vm } from 'ringside'

const nanoseconds = () => Number(files.text('/proc/thread-self/schedstat').split(' ')[0])
const machines = ['machine', 'patch', 'bt']

for (const name of machines) {
  vm.select(name)
  bp.at('call_in_ring3')
  run()
}
for (let more = true; more; machines.reverse()) {
  for (const name of machines) {
    vm.select(name)
    const before = nanoseconds()
    const { kind } = run()
    const time = nanoseconds() - before
    const [, kernel, sum] = [...serial.output().matchAll(/END (\w+) (\w+)/g)].at(-1)
    console.log(`turn ${name} ${kernel} ${sum} ${time}`)
    more = kind === 'breakpoint'
  }
}
