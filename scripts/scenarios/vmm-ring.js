// Ring compression: the kernel's CPL is really 1, the shadow GDT has DPL 1 where the guest's has 0, limits end below the monitor,
// and a write to the guest's GDT is a trace fault after which the shadow follows. Untraced, it does not follow.
// Without it: expected 2, but it is 0
import { assert, bp, cmd, cpu, run, test } from 'ringside'
import { bootFlat, without } from './lib.js'

const guest = () => {
  bootFlat(`
first:  mov dword [gdt + 0x18], 0x0000ffff
        mov dword [gdt + 0x1c], 0x00cf9300
last:   hlt
`, { spare: 1 })
  without('vmm set trace off')
  cmd('vmm te')
  bp.at('first')
  run(1000)
}

const entry = (selector) => cmd('shadow gdt').data.find((each) => each.index === selector)

test('CPL is 1 on the machine and 0 to the guest', () => {
  guest()
  assert.equal(cpu.cpl, 1)
  const { cpl, cs } = cmd('vmm regs').data
  assert.deepEqual(cpl, [0, 1])
  assert.deepEqual(cs, [8, 9])
})

test('DPL and limits are rewritten in the shadow', () => {
  guest()
  assert.equal(entry(8).note, 'DPL 0 -> 1, limit ffffffff -> ffbfffff')
  assert.equal(entry(0x10).note, 'DPL 0 -> 1, limit ffffffff -> ffbfffff')
})

test('a descriptor that the guest writes is in the shadow afterwards', () => {
  guest()
  assert.equal(entry(0x18), undefined)
  bp.at('last')
  run(1000)
  assert.equal(cmd('exits last 2').data.filter((exit) => exit.reason === 'TRACE_FAULT').length, 2)
  assert.equal(entry(0x18).note, 'DPL 0 -> 1, limit ffffffff -> ffbfffff')
})
