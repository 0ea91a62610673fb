// Debian's unmodified i386 kernel with a busybox initramfs: boots to a shell on ttyS0 and answers; the debugger stops, steps
// and goes on inside the kernel; all of it
// is recorded, for scripts/guests/check to save and replay.
import { assert, bp, cmd, cpu, log, run, serial, step, test } from 'ringside'

const BOOT = 12e9
const ANSWER = 2e9
/** Types a command and answers what it printed. */
const shell = (line) => {
  serial.send(`${line}\n`)
  return serial.expect(/\n# /, ANSWER).text
}

cmd('record start')

test('the kernel boots to a shell', () => {
  serial.expect('Linux version 6.1', BOOT)
  serial.expect('Run /init as init process', BOOT)
  serial.expect('BOOTED', ANSWER)
  serial.expect('# ', ANSWER)
  log(`booted after ${cpu.icount} instructions`)
})

test('commands answer', () => {
  assert.match(shell('ls /'), /bin +dev +etc +init +proc/)
  assert.match(shell('cat /proc/cpuinfo'), /vendor_id\s+: \S+[\s\S]*model name[\s\S]*flags\s+: fpu/)
  assert.match(shell('uname -m'), /i686/)
  assert.match(shell('echo $((6 * 7))'), /42/)
})

test('a breakpoint inside the kernel stops, steps and goes on', () => {
  const line = shell("grep ' T do_filp_open$' /proc/kallsyms")
  const address = parseInt(line.match(/([0-9a-f]{8}) T do_filp_open/)[1], 16)
  const b = bp.at(address)
  serial.send('cat /proc/version\n')
  const stop = run({ maxInsns: ANSWER })
  assert.equal(stop.kind, 'breakpoint')
  assert.equal(stop.pc, address)
  assert.equal(cpu.cpl, 0)
  const before = cpu.icount
  for (let i = 0; i < 10; i++) assert.equal(step().kind, 'step')
  assert.equal(cpu.icount - before >= 9, true, 'instructions stepped')
  b.remove()
  assert.match(serial.expect(/\n# /, ANSWER), /Linux version 6\.1/)
})
