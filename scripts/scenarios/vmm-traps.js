// What a monitor sees of its guest: system calls, interrupts and exceptions trap and are reflected through the guest's own IDT; ring 3
// runs at CPL 3, the kernel at CPL 1; and the guest is the one that was loaded, to the byte.
// Without it: CPL of the kernel on the machine: expected 1, but it is 0
import { assert, bp, cmd, cpu, mem, param, run, sym, test } from 'ringside'
import { bootRing3 } from './lib.js'

const technique = param('without', false) ? 'off' : 'te'

// Ring 3 divides by zero, executes HLT and touches a page above all memory segments; each handler counts and skips.
const guest = () => {
  bootRing3({
    user: `xor ecx, ecx
        div ecx
        hlt
        ud2
over:   nop
end:    jmp end`,
    handlers: `exception_0: inc dword [0xb000]
        add dword [esp], 2
        iret
exception_13: inc dword [0xb004]
        add esp, 4
        inc dword [esp]
        iret
exception_6: inc dword [0xb008]
inner:  add dword [esp], 2
        iret`,
  })
  cmd(`vmm ${technique}`)
}

test('each exception enters the monitor and leaves it into the handler of the guest, once', () => {
  guest()
  bp.at('over')
  run(10_000)
  assert.deepEqual([0xb000, 0xb004, 0xb008].map((at) => mem.u32(at)), [1, 1, 1])
  const reflected = cmd('exits last 100').data.filter((exit) => exit.handler.endsWith('reflected'))
  assert.deepEqual(reflected.map((exit) => exit.qualification.split(' ')[0]), technique === 'te' ? ['#DE', '#GP', '#UD'] : [])
})

test('the handler runs at CPL 1 and believes to be at 0; the user is at 3 for both', () => {
  guest()
  bp.at('inner')
  run(10_000)
  assert.equal(cpu.cpl, 1, 'CPL of the kernel on the machine')
  assert.deepEqual(cmd('vmm regs').data.cpl, [0, 1])
  bp.at('over')
  run(10_000)
  assert.deepEqual(cmd('vmm regs').data.cpl, [3, 3])
})

test('under te and bt not a byte of the guest is changed, patched INT3 stands where IRET stood', () => {
  const text = () => [...mem.bytes('kernel', sym('gdt') - sym('kernel'))]
  guest()
  const loaded = text()
  for (const [how, differing] of [['te', 0], ['bt', 0], ['patch', 1]]) {
    guest()
    cmd(`vmm ${how}`)
    bp.at('over')
    run(10_000)
    const now = text()
    const changed = loaded.filter((octet, i) => octet !== now[i]).length
    assert.ok(differing ? changed > 0 : changed === 0, `${changed} bytes changed under ${how}`)
    cmd('vmm off')
    assert.deepEqual(text(), loaded)
  }
})
