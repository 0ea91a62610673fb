// Debian's kernel boots to a shell, and each test types a command into a fresh copy of it:
//
//   ringside test --kernel vmlinuz --initrd initramfs.cpio.gz --append 'console=ttyS0 nokaslr' debian-shell.js
//
// scripts/guests/fetch gets both files from Debian's packages. With --set bug=read, reads of files in the root file system
// bring nothing, and the tests say so.
import { asm, assert, cmd, cpu, log, param, serial, setup, test } from 'ringside'

setup(() => {
  serial.expect('Run /init as init process', { insns: 12e9 })
  serial.expect('BOOTED', { insns: 4e9 })
  serial.expect('# ', { insns: 4e9 })
  log(`booted after ${cpu.icount} instructions`)
  if (param('bug', '') === 'read') {
    cmd('symbols linux')
    asm('shmem_file_read_iter', 'xor eax, eax')
    asm('shmem_file_read_iter + 2', 'ret')
  }
}, { insns: 20e9, seconds: 900 })

/** Types a command and answers what it printed. */
const shell = (line) => {
  serial.send(`${line}\n`)
  return serial.expect(/\n([^]*?)# /, { insns: 2e9 })[1]
}

test('the shell computes', { insns: 3e9 }, () => {
  assert.equal(shell('echo $((6 * 7))').trim(), '42')
})

test('a file written is a file read', { insns: 3e9 }, () => {
  shell('echo hello >/tmp-file')
  assert.equal(shell('cat /tmp-file').trim(), 'hello')
})

test('the file of the other test is not here', { insns: 3e9 }, () => {
  assert.match(shell('cat /tmp-file'), /No such file/)
})

test('the kernel sees this CPU', { insns: 3e9 }, () => {
  assert.match(shell('cat /proc/cpuinfo'), /flags\s+: fpu/)
})
