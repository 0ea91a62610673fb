// A guest that reads its own code sees its own bytes, never what they were translated to.
import { assert, cpu, mem, run, setup, sym, tb, test } from 'ringside'
import { bootTranslated } from './lib.js'

setup(() => bootTranslated(`
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
`))

test('its checksum is that of its bytes, while it runs translated', () => {
  const sum = mem.bytes('start', sym('end') - sym('start')).reduce((total, octet) => total + octet, 0)
  run()
  assert.ok(tb.at('again') !== null)
  assert.equal(cpu.eax, sum)
})
