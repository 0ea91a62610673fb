// Debian's unmodified kernel on the monitor: from start_kernel on its code is translated into the cache, its page tables are
// shadows, and it boots to the busybox shell, which tells the same of the machine and its files as bare:
//
//   ringside test --kernel vmlinuz --initrd initramfs.cpio.gz --append 'console=ttyS0 nokaslr' debian-bt.js
//
// --set exact=N compares N instructions (50 million) in exact translation with bare. With --set technique=patch or te the kernel
// boots on another technique; under te it fails, and the first test with it. --set user=translate translates users too.
import { assert, cmd, cpu, log, param, run, serial, setup, snap, test } from 'ringside'

const LIMITS = { insns: 20e9, seconds: 1500 }
const BOOT = { insns: 10e9 }
const ANSWER = { insns: 2e9 }

/** Typed into the shell; times and frequencies are left out, which longer units of translation change. */
const COMMANDS = [
  'cat /proc/version',
  'cat /proc/filesystems',
  'grep MemTotal /proc/meminfo',
  'grep -v -e MHz -e bogomips /proc/cpuinfo',
  'sha256sum /init /bin/busybox',
  'cksum /init /bin/busybox',
]

const runTo = (name) => {
  cmd(`break ${name}`)
  assert.equal(run({ maxInsns: 10e9 }).kind, 'breakpoint')
  cmd('delete')
}

/** Boots from here to the shell and answers what it said to each command. */
const answers = () => {
  serial.expect(/BOOTED[^]*# /, BOOT)
  log(`at the shell after ${cpu.icount} instructions`)
  return COMMANDS.map((line) => {
    serial.send(`${line}\n`)
    return serial.expect(/\n([^]*?)# /, ANSWER)[1]
  })
}

setup(() => {
  cmd('engine dbt')
  runTo('start_kernel')
}, LIMITS)

test('the shell says of the machine and its files what it says on the bare machine', LIMITS, () => {
  snap.save('start')
  const bare = answers()
  assert.match(bare.join(''), /Linux version 6[^]*MemTotal[^]*processor[^]*  \/bin\/busybox/)
  snap.load('start')
  cmd(`set vmm.user ${param('user', 'direct')}`)
  cmd(`vmm ${param('technique', 'bt')}`)
  assert.deepEqual(answers(), bare)
  const { exits, directPercent } = cmd('vmm').data
  log(`${exits} exits, ${directPercent.toFixed(2)} % of the instructions ran without the monitor`)
  assert.equal(cpu.cpl, 0, 'the guest believes to be in ring 0')
})

test('translated exactly, registers, memory and devices are those of bare for 50 million instructions', LIMITS, () => {
  runTo('kernel_init')
  const count = param('exact', 50e6)
  assert.equal(cmd(`vmm lockstep bt ${count}`).text, `bt is as bare for ${count} instructions`)
})

test('without shadows that outlive a flush of the TLB, the TLB is that of bare, too', LIMITS, () => {
  cmd('vmm set cache off')
  runTo('kernel_init')
  const count = param('exact', 50e6) / 10
  assert.equal(cmd(`vmm lockstep bt ${count}`).text, `bt is as bare for ${count} instructions`)
})

test('under trap-and-emulate it goes wrong at its first critical instruction', LIMITS, () => {
  const { equalFor, instruction } = cmd('vmm lockstep te 10000').data
  log(`equal to bare for ${equalFor} instructions, then: ${instruction}`)
  assert.match(instruction, /^(pushf|popf|push cs|mov \w+,[cs]s) at /)
})
