// Debian's kernel out of static units: its text is translated once it has unpacked, relocated and patched itself (at
// start_kernel the calls of __fentry__ in front of all functions are still to be patched away). So it boots to the shell, and
// lists the root directory; then the interpreter does the same from the reset on, and the whole state must be equal every 100
// million instructions:
//
//   ringside test --kernel vmlinuz --initrd initramfs.cpio.gz --append 'console=ttyS0 nokaslr' debian-static.js
//
// --set engine=sbt+dbt names another engine; with dbt no static unit runs, and the last check fails.
import { assert, cmd, cpu, log, param, run, serial, snap, test } from 'ringside'

const STEP = 100e6
const LIMITS = { insns: 20e9, seconds: 3000 }

/** The shell's prompt, behind which the kernel may have said something since. */
const BOOTED = /BOOTED[^]*\n# /
const LISTED = /\n# [^]*ls \/[^]*init[^]*\n# /

/** Runs up to a count, through stops on the way. */
const runTo = (count, stops) => {
  while (cpu.icount < count) {
    if (run({ maxInsns: count - cpu.icount }).kind === 'breakpoint') stops.shift()()
  }
}

/** Runs to the shell and through one command; answers the counts and hashes of the state on the way, and when it typed. */
const toTheShell = (hash, stops) => {
  const course = []
  let typed = false
  for (let count = STEP; ; count += STEP) {
    runTo(count, stops)
    const prompt = BOOTED.test(serial.output())
    course.push({ count, hash: hash(), types: prompt && !typed })
    if (prompt && !typed) {
      serial.send('ls /\n')
      typed = true
    } else if (typed && LISTED.test(serial.output())) {
      return course
    }
  }
}

/** Does the same at the same counts. */
const again = (course, hash) =>
  course.map(({ count, types }) => {
    runTo(count, [])
    const now = { count: cpu.icount, hash: hash(), types }
    if (types) serial.send('ls /\n')
    return now
  })

test('at least half of the kernel after decompression runs from static units, and every state is equal', LIMITS, (t) => {
  let before = { instructions: 0, static: 0 }
  const started = () => {
    before = cmd('engine stats').data
  }
  const patched = () => {
    cmd('delete')
    cmd('sbt translate _stext _etext --load')
    cmd('sbt translate _sinittext _einittext --load')
    cmd(`engine ${param('engine', 'sbt+dbt')}`)
  }
  snap.save('reset')
  cmd('engine dbt')
  cmd('break start_kernel')
  cmd('break kernel_init')
  const actual = toTheShell(t.hash, [started, patched])
  const after = cmd('engine stats').data
  const instructions = after.instructions - before.instructions
  const share = (after.static - before.static) / instructions
  log(`${(100 * share).toFixed(1)} % of the ${instructions} instructions since start_kernel ran in static units`)
  log(`the last of ${actual.length} states: ${JSON.stringify(actual.at(-1))}`)
  snap.load('reset')
  cmd('engine interpreter')
  assert.deepEqual(actual, again(actual, t.hash))
  assert.ok(share >= 0.5, 'half of the instructions since start_kernel run in static units')
})
