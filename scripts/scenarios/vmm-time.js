// Time is a count of instructions. Translated exactly, a kernel's time is that of its own code; in longer units translated code retires
// more than the guest's, by which the guest's clocks run ahead: timing is what a monitor cannot keep.
// Without it: time stamps apart: expected 203
import { assert, bp, cmd, cpu, inject, param, run, sym, test } from 'ringside'
import { bootFlat, pic } from './lib.js'

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

/** Takes an interrupt that is requested while IF is 0, ten NOPs before STI; returns how late it is. */
const late = (...settings) => {
  bootFlat(`
        lidt [idt_pointer]
        ${pic(0xdf)}
first:  ${'nop\n'.repeat(10)}
        sti
        nop
        nop
last:   hlt
irq:    mov al, 0x20
        out 0x20, al
        iret
        align 8
idt:
${Array(0x28).fill('        dw irq, 8, 0x8e00, 0').join('\n')}
idt_pointer:
        dw ${8 * 0x28 - 1}
        dd idt`)
  bp.at('first')
  run(1000)
  inject.irq(5)
  settings.forEach((setting) => cmd(setting))
  bp.at('irq')
  assert.equal(run(1000).kind, 'breakpoint')
  const { late, latest } = cmd('info time').data
  assert.equal(late.reduce((sum, each) => sum + each), 1)
  assert.equal(late[32 - Math.clz32(latest)], 1, 'its class of the histogram')
  return latest
}

test('an interrupt is as late as IF makes it: ten NOPs, STI and the one in its shadow', () => {
  assert.equal(late(), 10 + 1 + 1)
  assert.equal(late('vmm te'), 12)
  assert.equal(late('vmm set unit 1', 'vmm bt'), 12)
})

test('in longer units it is later: STI takes three instructions more to find that an interrupt waits', () => {
  assert.equal(late('vmm set unit 12', 'vmm bt'), 12 + 3)
})
