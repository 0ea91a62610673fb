// Breakpoints, single steps, watchpoints, injected interrupts and events inside a virtual machine, under each technique and on both
// engines: they act on the selected VM alone, stop texts name it, and another VM beside it changes nothing of what they see.
import { assert, bp, cmd, cpu, inject, mem, step, sym, test, vm } from 'ringside'
import { bootFlat, pic } from './lib.js'

const VECTORS = Array.from({ length: 48 }, (_, n) => n)

const guest = () => bootFlat(`
        lidt [idt_pointer]
        ${pic(0)}
        sti
count:  inc dword [0x600]
        mov eax, [0x600]
        and eax, 0x3f
        jnz count
called: call store
        jmp count
store:  mov [0x604], eax
        ret
irq:    inc dword [0x608]
        push eax
        mov al, 0x20
        out 0x20, al
        pop eax
        iret
nmi:    inc dword [0x60c]
        iret
        align 8
idt:
${VECTORS.map((n) => `        dw ${n === 2 ? 'nmi' : 'irq'}, 0x08, 0x8e00, 0`).join('\n')}
idt_pointer:
        dw ${8 * VECTORS.length - 1}
        dd idt
`)

const two = (technique, engine) => {
  guest()
  cmd('set vm.ram 32M')
  cmd('set vm.slice 100')
  cmd('set dbt.threshold 5')
  vm.create('a', { ram: '2M', technique, engine })
  vm.create('b', { ram: '2M', technique, engine })
  vm.select('b')
}

for (const technique of ['te', 'patch', 'bt']) {
  for (const engine of ['interpreter', 'dbt']) {
    test(`breakpoints, steps, watchpoints and injection, ${technique} on ${engine}`, () => {
      two(technique, engine)
      // A breakpoint in b stops all of them at the 64th round and names b.
      bp.at('called')
      const stopped = cmd('vm run 100000')
      assert.match(stopped.text, /Breakpoint 1 at called[^]*VM b \(guest view\) 0008:/)
      assert.equal(cpu.cpl, 0, 'the guest view')
      assert.equal(mem.u32(0x600), 64)
      // Steps are b's alone.
      const a = vm.get('a').icount
      step()
      assert.equal(cpu.eip, sym('store'))
      cmd('until called + 5')
      assert.equal(cpu.eip, sym('called + 5'))
      assert.equal(vm.get('a').icount, a)
      cmd('delete')
      // A watchpoint tells who wrote, and from what to what.
      cmd('watch 0x600')
      assert.match(cmd('vm run 100000').text, /Write watch[^]*0x40 -> 0x41[^]*VM b \(guest view\)/)
      cmd('delete')
      // Interrupts and NMIs that are injected into b reach its handlers, at once.
      assert.match(inject.irq(5), /^VM b: /)
      bp.at('irq')
      assert.match(cmd('vm run 100000').text, /at irq[^]*VM b/)
      cmd('delete')
      inject.nmi()
      bp.at('nmi')
      assert.match(cmd('vm run 100000').text, /at nmi[^]*VM b/)
      cmd('delete')
      vm.run(2000)
      assert.equal(mem.u32(0x608), 1)
      assert.equal(mem.u32(0x60c), 1)
      vm.select('a')
      assert.equal(mem.u32(0x608), 0, 'a had none')
      assert.match(cmd('continue for 10').text, /VM a \(guest view\)/)
      // What the machine has is another view.
      vm.select('hardware')
      assert.match(cmd('vm select hardware').text, /hardware \(machine view\)/)
    })
  }
}
