// Segment limits protect the monitor, which shares the guest's linear space: its part at the top is beyond the limit of every shadow
// segment. The guest, who has memory of its own mapped there, reads and writes that memory: each access is one exit, carried out
// on the guest's pages. With shadow segments that are not truncated there is no exit, and the guest meets the monitor's pages.
// Without it: exits at the limit: expected 2
import { assert, bp, cmd, cpu, mem, run, test, vm } from 'ringside'
import { bootFlat, IDENTITY_TABLES, without } from './lib.js'

/** Pages the first 4 MiB identically, and the page at FFD00000h to 300000h. */
const guest = () => bootFlat(`
        ${IDENTITY_TABLES}
        mov dword [0x100ffc], 0x102007
        mov dword [0x102400], 0x300007
        mov dword [0x300000], 0x1234
        mov eax, 0x100000
        mov cr3, eax
        mov eax, cr0
        or eax, 0x80000000
        mov cr0, eax
first:  mov ebx, [0xffd00000]
        mov dword [0xffd00004], 0x5678
last:   nop
        jmp $
`)

for (const technique of /** @type {const} */ (['te', 'patch', 'bt'])) {
  test(`the guest's own memory is behind the monitor's addresses, ${technique}`, () => {
    guest()
    cmd('set vm.ram 32M')
    vm.create('a', { ram: '4M', technique })
    vm.select('a')
    without('vmm seed-bug untruncated-limits')
    bp.at('last')
    assert.equal(run(50000).kind, 'breakpoint')
    const limits = cmd('exits last 4000').data.filter((exit) => exit.reason === 'SEGMENT_LIMIT')
    assert.equal(limits.length, 2, 'exits at the limit')
    assert.equal(cpu.ebx, 0x1234)
    assert.equal(mem.u32('p:0x300004'), 0x5678)
    assert.equal(vm.get('a').escapes, 0)
  })
}
