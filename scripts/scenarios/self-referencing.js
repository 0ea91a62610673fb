// A guest that reads its own code sees its own bytes, never what they were translated to: code caches lie apart from them, that of
// the dynamic translator and that of the monitor. A monitor that patches the guest's code instead is seen.
// Without it: the guest reads its own bytes, not those that stand for them
import { assert, bp, cmd, cpu, mem, param, run, sym, tb, test } from 'ringside'
import { bootFlat, bootTranslated } from './lib.js'

const sum = (from, to) => mem.bytes(from, sym(to) - sym(from)).reduce((total, octet) => total + octet, 0)

test('its checksum is that of its bytes, while it runs translated', () => {
  bootTranslated(`
start:  mov edx, 200
outer:  mov esi, start
        xor eax, eax
        mov ecx, end - start
again:  movzx ebx, byte [esi]
        add eax, ebx
        inc esi
        loop again
        dec edx
        jnz outer
done:   hlt
end:
`)
  const expected = sum('start', 'end')
  run()
  assert.ok(tb.at('again') !== null)
  assert.equal(cpu.eax, expected)
})

test('so it is under a monitor that translates the kernel', () => {
  bootFlat(`
site:   pushf
        cli
        popf
        xor eax, eax
        xor ebx, ebx
        mov esi, site
        mov ecx, last - site
next:   mov bl, [esi]
        add eax, ebx
        inc esi
        loop next
last:   hlt
`)
  const expected = sum('site', 'last')
  cmd(`vmm ${param('without', false) ? 'patch' : 'bt'}`)
  bp.at('last')
  run(1000)
  assert.ok(expected !== 0 && cpu.ecx === 0)
  assert.equal(cpu.eax, expected, 'the guest reads its own bytes, not those that stand for them')
})
