// Debian's kernel out of static units: its text is translated once it has unpacked, relocated and patched itself (at
// start_kernel the calls of __fentry__ in front of all functions are still to be patched away). So it boots to the shell, and
// lists the root directory; then the interpreter does the same, and the whole state must be equal every 100 million
// instructions:
//
//   ringside test --kernel vmlinuz --initrd initramfs.cpio.gz --append 'console=ttyS0 nokaslr' debian-static.js
//
// --set engine=sbt+dbt names another engine; with dbt no static unit runs, and the first test says so.
import { assert, bp, cmd, cpu, log, param, run, serial, snap, test } from 'ringside'

const STEP = 100e6
const LIMITS = { insns: 20e9, seconds: 3000 }

/** Runs to the shell and through one command; answers the counts and hashes of the state on the way, and when it typed. */
const toTheShell = (hash) => {
  const course = []
  let typed = false
  for (let count = Math.ceil(cpu.icount / STEP) * STEP; ; count += STEP) {
    run({ maxInsns: count - cpu.icount })
    const prompt = /BOOTED[^]*# $/.test(serial.output())
    course.push({ count, hash: hash(), types: prompt && !typed })
    if (prompt && !typed) {
      serial.send('ls /\n')
      typed = true
    } else if (typed && /ls \/[^]*init[^]*# $/.test(serial.output())) {
      return course
    }
  }
}

/** Does the same at the same counts. */
const again = (course, hash) =>
  course.map(({ count, types }) => {
    run({ maxInsns: count - cpu.icount })
    const now = { count: cpu.icount, hash: hash(), types }
    if (types) serial.send('ls /\n')
    return now
  })

test('at least half of the kernel after decompression runs from static units, and every state is equal', LIMITS, (t) => {
  cmd('engine dbt')
  const stop = bp.at('kernel_init')
  run()
  stop.remove()
  cmd('sbt translate _stext _etext --load')
  cmd('sbt translate _sinittext _einittext --load')
  cmd(`engine ${param('engine', 'sbt+dbt')}`)
  snap.save('translated')
  const before = cmd('engine stats').data
  const actual = toTheShell(t.hash)
  const after = cmd('engine stats').data
  const share = (after.static - before.static) / (after.instructions - before.instructions)
  log(`${(100 * share).toFixed(1)} % of ${after.instructions - before.instructions} instructions ran in static units`)
  assert.ok(share >= 0.5, 'half of the instructions, those of programs included, run in static units')
  snap.load('translated')
  cmd('engine interpreter')
  assert.deepEqual(actual, again(actual, t.hash))
})
