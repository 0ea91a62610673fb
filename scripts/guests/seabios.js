// SeaBIOS as a ROM: from the reset vector in real mode to the attempt to boot, told on debug port 402h.
import { assert, cpu, debugPort, log, step, test } from 'ringside'

test('the CPU starts at the reset vector', () => {
  assert.equal(cpu.mode, 'real16')
  assert.equal(cpu.pc, 0xfffffff0)
  step()
  assert.equal(cpu.pc, 0xfe05b)
})

test('SeaBIOS finds the machine and gives up booting', () => {
  debugPort.expect('SeaBIOS (version', 50e6)
  debugPort.expect('Found QEMU fw_cfg', 50e6)
  debugPort.expect('All threads complete.', 4e9)
  debugPort.expect('enter handle_19', 4e9)
  debugPort.expect(/Booting from .*\n.*Boot failed/, 4e9)
})

log(debugPort.output())
