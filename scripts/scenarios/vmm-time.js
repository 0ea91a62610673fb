// Time is a count of instructions. Translated exactly, a kernel's time is that of its own code; in longer units translated code retires
// more than the guest's, by which the guest's clocks run ahead: timing is what a monitor cannot keep.
// Without it: time stamps apart: expected 203
import { assert, bp, cmd, cpu, param, run, sym, test } from 'ringside'
import { bootFlat } from './lib.js'

// Between the two time stamps: MOV, 50 times CALL, RET, DEC, JNZ, and the first RDTSC itself with its MOV.
const passed = (...settings) => {
  bootFlat(`
first:  rdtsc
        mov ebx, eax
        mov ecx, 50
again:  call there
        dec ecx
        jnz again
        rdtsc
        sub eax, ebx
last:   hlt
there:  ret`)
  bp.at('first')
  run(1000)
  bp.at('last')
  settings.forEach((setting) => cmd(setting))
  assert.equal(run(100_000).kind, 'breakpoint')
  assert.equal(cpu.eip, sym('last'))
  return cpu.eax
}

test('bare, by traps and translated exactly, 203 units pass', () => {
  assert.equal(passed(), 1 + 1 + 1 + 50 * 4)
  assert.equal(passed('vmm te'), 203)
  assert.equal(passed(`vmm set unit ${param('without', false) ? 12 : 1}`, 'vmm bt'), 203, 'time stamps apart')
})

test('in units of up to 12 instructions more pass: the clocks are ahead of the work', () => {
  const ahead = passed('vmm set unit 12', 'vmm bt')
  assert.ok(ahead > 203, `${ahead} units`)
})

test('what passed in the machine while it ran is counted; how long that took on the host is told apart', () => {
  passed()
  const { units, instructions, waited, seconds, hostSeconds, ratio } = cmd('info time').data
  assert.equal(units, cpu.icount)
  assert.deepEqual([instructions, waited], [cpu.icount, 0])
  assert.equal(seconds, cpu.icount / 1e9)
  assert.ok(Math.abs(ratio - seconds / hostSeconds) < 1e-9 + ratio * 1e-6)
})
