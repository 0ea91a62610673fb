// What a translator needs to know to do better, counted on a loop whose counts can be worked out: branches, targets, values,
// and the misses of a modelled cache.
// Without it: branches are counted
import { assert, boot, profile, run, setup, test } from 'ringside'
import { without } from './lib.js'

setup(() => {
  boot({ ram: '4M', mode: 'pm32', at: 0x7c00, asm: `
        bits 32
        org 0x7c00
start:  mov edx, 2
pass:   xor esi, esi
again:  mov eax, [0x100000 + esi]
        mov [0x200000], esi
        add esi, 64
        cmp esi, 6400
        jne again
        dec edx
        jnz pass
        jmp [table]
done:   hlt
table:  dd done
` })
  profile.on('branches')
  profile.on('targets')
  profile.on('values')
  profile.on('cache', { size: 4096, line: 64, ways: 4 })
  without('profile off')
})

const at = (kind, symbol) => profile.show(kind).lines.filter((line) => line.instruction.startsWith(symbol))

test('the counts are those that the program says', () => {
  run()
  assert.deepEqual(at('branches', 'jne').map((b) => [b.taken, b.notTaken]), [[198, 2], [1, 1]], 'branches are counted')
  assert.deepEqual(at('targets', 'jmp')[0].targets.map((t) => [t.symbol, t.count]), [['done', 1]])
  const [stored] = profile.show('values').lines.filter((site) => site.access === 'write')
  assert.equal(stored.count, 200)
  assert.deepEqual(stored.values[0], { value: 0, count: 2 })
  // 100 lines do not fit into 64: in the second pass each is gone again. The cell that is stored to is used all the time.
  const misses = profile.show('cache')
  assert.equal(misses.modelled, true)
  assert.equal(misses.misses, 200 + 1 + 1, 'each read misses, the stored cell and the table once')
  assert.equal(misses.lookups, 401)
})
