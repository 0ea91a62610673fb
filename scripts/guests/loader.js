// A boot loader in two stages (loader.asm) on the built-in BIOS, as one would debug it: stop where it starts, step over the
// BIOS, see the second stage arrive, look at the switch to protected mode.
import { assert, cmd, cpu, mem, run, screen, step, test } from 'ringside'

test('the BIOS starts the first stage with the drive in DL', () => {
  cmd('tbreak *0x7c00')
  run()
  assert.equal(cpu.pc, 0x7c00)
  assert.equal(cpu.mode, 'real16')
  assert.equal(cpu.edx & 0xff, 0x80)
})

test('one step leads over the disk read, and the second stage is there', () => {
  cmd('tbreak load')
  run()
  const call = cpu.pc
  assert.match(screen().join('\n'), /First stage/)
  assert.equal(mem.u8('second'), 0)
  step.over()
  assert.equal(cpu.pc, call + 2)
  assert.equal(cpu.eflags & 1, 0, 'the carry flag')
  assert.equal(cpu.eax & 0xff, 2, 'sectors read')
  assert.notEqual(mem.u8('second'), 0)
})

test('the second stage enters protected mode', () => {
  cmd('tbreak protected')
  run()
  assert.equal(cpu.mode, 'pm32')
})

test('it writes to the screen and ends with its code', () => {
  const stop = run()
  assert.equal(stop.kind, 'exit')
  assert.equal(stop.code, 42)
  assert.match(screen().join('\n'), /Second stage in protected mode/)
})
