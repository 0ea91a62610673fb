// GRUB from Debian's rescue disk, on the built-in BIOS: its boot sector is stopped at and stepped through, it loads its second
// stage, enters protected mode and shows its menu; then it loads Debian's kernel from a second disk and boots it to a shell.
import { assert, cmd, cpu, log, mem, run, screen, serial, step, test } from 'ringside'

const INT_13H = 0x13cd
const type = (text) => {
  for (const key of text) {
    cmd(`sendkey ${JSON.stringify(key)}`)
    run({ maxInsns: 3e6 })
  }
}
/** Types a line at GRUB's prompt and waits for the next one. */
const grub = (line, limit) => {
  const prompts = () => screen().filter((row) => row.includes('grub> ')).length
  const before = prompts()
  type(`${line}\n`)
  for (let spent = 0; spent < limit && prompts() === before; spent += 10e6) run({ maxInsns: 10e6 })
  assert.equal(prompts(), before + 1, `prompts after '${line}'`)
}

test('the BIOS starts the boot sector at 7C00h', () => {
  cmd('tbreak *0x7c00')
  run({ maxInsns: 10e6 })
  assert.equal(cpu.pc, 0x7c00)
  assert.equal(cpu.edx & 0xff, 0x80, 'the boot drive in DL')
  assert.equal(mem.u16(0x7dfe), 0xaa55)
})

test('next steps over int 13h', () => {
  for (let i = 0; i < 1000 && mem.u16(cpu.pc) !== INT_13H; i++) step()
  const call = cpu.pc
  assert.equal(mem.u16(call), INT_13H, 'the instruction')
  const before = cpu.icount
  step.over()
  assert.equal(cpu.pc, call + 2)
  assert(cpu.icount > before + 10, 'the BIOS has run')
})

test('the second stage is loaded and enters protected mode', () => {
  for (let i = 0; i < 10000 && cpu.mode !== 'pm32'; i++) run({ maxInsns: 1000 })
  assert.equal(cpu.mode, 'pm32')
  log(`protected mode after ${cpu.icount} instructions`)
})

test('the menu is on the screen', () => {
  screen.expect('GNU GRUB', 2e9)
  screen.expect('*GNU/Linux', 1e9)
  log(screen().join('\n'))
})

test('a kernel is loaded from the second disk', () => {
  type('c')
  screen.expect('grub> ', 1e9)
  grub('linux (hd1)/vmlinuz console=ttyS0 nokaslr', 4e9)
  grub('initrd (hd1)/initramfs.cpio.gz', 4e9)
})

test('the kernel boots to a shell', () => {
  type('boot\n')
  serial.expect('Linux version 6.1', 12e9)
  serial.expect('BIOS-e820: [mem 0x0000000000000000-0x000000000009fbff] usable', 2e9)
  serial.expect('BOOTED', 12e9)
  serial.expect('# ', 2e9)
  serial.send('uname -r\n')
  serial.expect(/6\.1\.[^\n]*\n/, 2e9)
  log(`booted after ${cpu.icount} instructions`)
})
