// What scripts may write, and what an editor must mark as wrong: each @ts-expect-error is an error if nothing is wrong there.
import {
  asm, assert, boot, bp, cmd, cpu, debugPort, describe, dis, files, inject, io, log, mem, on, param, run, screen, serial,
  serialPorts, setup, snap, step, sym, test,
} from 'ringside'
import type { Breakpoint, Happening, Stop } from 'ringside'

setup((t) => t.log(serial.expect('> ').text), { insns: 1e9, seconds: 10 })

describe('registers', () => {
  test('are numbers, and those of 64 bits BigInt', { insns: 1000 }, (t) => {
    const sum: number = cpu.eax + cpu.cr3 + cpu.icount
    const efer: bigint = cpu.efer & 0x800n
    const flags: number = (cpu.eflags & 0x200) + cpu.eflags.if + cpu.cs.base + (cpu.cs & ~3) + cpu.cr0.pe
    cpu.eflags = 2
    cpu.ds = 0x10
    cpu.cr0.wp = 1
    cpu.eax = t.random() * 100
    log(sum, efer, flags, t.hash(), t.name)
    // @ts-expect-error: no such register
    cpu.eaxx
    // @ts-expect-error: 64 bits and 32 bits do not add
    cpu.efer + cpu.eax
    // @ts-expect-error: a text is no value of a register
    cpu.ebx = '1'
    // @ts-expect-error: counts cannot be set
    cpu.icount = 5
  })
})

test('memory', () => {
  const wide: bigint = mem.u64('p:0x1000') + 1n
  const found: number | null = mem.find(0x8000, 0x1000, [0xcd, 0x80])
  mem.set('ss:sp', new Uint8Array([1, 2]))
  mem.fill(0x500n, 16, 0xff)
  log(wide, found, mem.bytes(sym('banner') + 4, 8)[0], io.in(0x60), files.text('a.txt').length)
  // @ts-expect-error: it may be found nowhere
  found + 1
})

test('stop points', () => {
  const all: Breakpoint[] = [
    bp.at('start32', { when: 'eax == 1', ignore: 3, once: true, hit: (e: Happening) => e.hits > 2 }),
    bp.write(0xb8000, 160, (e) => log(e.address, e.old, e.value)),
    on('exception', { vector: 14 }, (e) => e.stop(`error ${e.error}`)),
    on('io.in', { port: [0x60, 0x64], phase: 'after' }, (e) => e.set(0xfa)),
    on('insn', { mnemonic: 'popf' }, (e) => e.skip()),
  ]
  all.forEach((one) => one.remove())
  const stop: Stop = run({ until: 'eip == 0x7c00', maxInsns: 1e6 })
  if (stop.kind === 'died') log(stop.notes.join('\n'))
  log(step(10).icount - step.over().icount, step.out().pc, step.to('start32').symbol)
  // @ts-expect-error: there is no such event
  on('nothing', () => {})
  // @ts-expect-error: a stop has no such kind
  stop.kind === 'bored'
})

test('the rest', () => {
  boot({ asm: 'hlt', ram: '4M' })
  asm(0x7c00, 'nop')
  inject.irq(1)
  snap.save('a')
  serial.send('help\n')
  const [, count] = serialPorts[1].expect(/(\d+)/, { insns: 1e6 })
  const colour: string = param('colour', 'red')
  const loops: number = param('loops', 10)
  assert.match(screen.text(), /x/)
  assert.throws(() => cmd('info gdt').data)
  log(count, colour === 'blue', loops * 2, debugPort.output(), dis('start', 3)[0].text)
  // @ts-expect-error: no such mode
  boot({ mode: 'real32' })
})
