// Translating one instruction at a time misses what goes on between them. Of the flags that four instructions set here, only
// those of CMP are read, and only by the jump, which becomes one comparison with it.
// Without it: no instruction calls for its flags
import { assert, cmd, cpu, run, setup, tb, test } from 'ringside'
import { bootTranslated, without } from './lib.js'

const guest = () => bootTranslated(`
start:  xor ecx, ecx
again:  add eax, ecx
        xor edx, eax
        and edx, 0x7fffffff
        inc ecx
        cmp ecx, 1000
        jb again
done:   hlt
`)

setup(() => {
  guest()
  without('set dbt.flags off', 'set dbt.fuse off')
})

test('flags that nobody reads cost nothing', () => {
  run()
  assert.equal(cpu.eax, 999 * 1000 / 2)
  const ways = tb.at('again').blocks[0].instructions.map((each) => each.way)
  assert.ok(ways.every((way) => way === 'emitted'), 'no instruction calls for its flags')
})

test('a comparison and the jump on it, apart, evaluate the flags between them', () => {
  const conditions = () => tb.bytecode('again').filter((line) => /Conditions/.test(line)).length
  run()
  assert.equal(conditions(), 0)
  guest()
  cmd('set dbt.fuse off')
  run()
  assert.equal(conditions(), 1)
})
