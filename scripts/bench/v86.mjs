// Runs a guest under v86, COM1 on standard output:
//   node v86.mjs PACKAGE BIOS MEGABYTES multiboot|linux KERNEL INITRD COMMAND_LINE      (INITRD: - for none)
import { readFileSync, writeSync } from 'node:fs'

const [directory, bios, megabytes, kind, kernel, initrd, commandLine] = process.argv.slice(2)
const { V86 } = await import(`${directory}/build/libv86.mjs`)
const file = (path) => ({ buffer: new Uint8Array(readFileSync(path)).buffer })

const machine = new V86({
  wasm_path: `${directory}/build/v86.wasm`,
  bios: file(bios),
  memory_size: Number(megabytes) << 20,
  cmdline: commandLine,
  [kind === 'linux' ? 'bzimage' : 'multiboot']: file(kernel),
  ...(initrd === '-' ? {} : { initrd: file(initrd) }),
  disable_keyboard: true,
  disable_mouse: true,
  disable_speaker: true,
  autostart: true,
})

let line = ''
machine.add_listener('serial0-output-byte', (byte) => {
  line += String.fromCharCode(byte)
  if (byte === 10) {
    writeSync(1, line)
    line = ''
  }
})
