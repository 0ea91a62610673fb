// The shadow page tables are on the path: an entry taken away costs exactly one hidden fault; a kept shadow without traces lets the
// guest read through a mapping that it has changed.
// Without it: what the guest reads: expected 68 (0x44), but it is 51 (0x33)
import { assert, bp, cmd, cpu, param, run, test } from 'ringside'
import { bootFlat, IDENTITY_TABLES } from './lib.js'

const paged = () => {
  bootFlat(`
        ${IDENTITY_TABLES}
        mov dword [0x102000], 0x101007
        mov dword [0x300000], 0x33
        mov dword [0x301000], 0x44
        mov dword [0x101800], 0x300007
        mov eax, 0x100000
        mov cr3, eax
        mov eax, cr0
        or eax, 0x80010000
        mov cr0, eax
        mov eax, [0x200000]
first:  nop
        mov dword [0x101800], 0x301007
        mov ecx, 0x102000
        mov cr3, ecx
        mov ebx, [0x200000]
last:   hlt
`)
}

const faults = () => cmd('vmm pf').data

test('an entry taken from the shadow is exactly one hidden fault', () => {
  paged()
  cmd('vmm te')
  bp.at('first')
  run(20000)
  cmd('vmm clear 0x7c00')
  const before = faults()
  run(1)
  assert.equal(faults().hidden - before.hidden, 1)
  assert.equal(faults().true, before.true)
})

for (const [trace, cache, expected] of [['on', 'on', 0x44], ['off', 'off', 0x44], ['off', 'on', 0x33]]) {
  test(`traces ${trace}, kept shadows ${cache}: the guest reads ${expected.toString(16)}`, () => {
    paged()
    cmd(`vmm set trace ${param('without', false) ? 'off' : trace}`)
    cmd(`vmm set cache ${cache}`)
    cmd('vmm te')
    bp.at('last')
    assert.equal(run(20000).kind, 'breakpoint')
    assert.equal(cpu.ebx, expected, 'what the guest reads')
    assert.equal(faults().tracing, trace === 'on' ? 1 : 0)
  })
}

test("shadow diff shows the entry that is not what the guest's tables say, and shadow walk both; traced, there is none", () => {
  const differences = (trace) => {
    paged()
    cmd(`vmm set trace ${param('without', false) ? 'off' : trace}`)
    cmd('vmm te')
    bp.at('last')
    run(20000)
    return cmd('shadow diff').data
  }
  assert.deepEqual(differences('on'), [])
  const [only, ...others] = differences('off')
  assert.equal(others.length, 0)
  assert.equal(only.guest.linear, 0x200000)
  assert.equal(only.guest.translation.physical, 0x301000, 'where the guest thinks that it is')
  assert.equal(only.table & 0xfffff000, 0x300000, 'where the machine finds it')
  assert.match(cmd('shadow walk 0x200000').text, /PTE +00301007 +P W U +00300025/)
})
