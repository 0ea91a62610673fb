// Where branches went when they were interpreted decides what a unit takes in: here a loop, the function it calls and the way
// round, across the borders of functions. Control stays in that one unit.
// Without it: control stays in one unit
import { assert, cpu, run, setup, tb, test } from 'ringside'
import { bootTranslated, without } from './lib.js'

setup(() => {
  bootTranslated(`
start:  mov esp, 0x7000
        mov ecx, 5000
again:  call work
        test ecx, 7
        jnz skip
        add ebx, eax
skip:   dec ecx
        jnz again
done:   hlt
work:   lea eax, [eax + ecx]
        ret
`)
  without('set dbt.regions off')
})

test('a loop, its branch and the function it calls are one unit', () => {
  run()
  assert.equal(cpu.eax, 5000 * 5001 / 2)
  const units = tb.list()
  const entries = units.reduce((sum, unit) => sum + unit.entries, 0)
  assert.ok(entries < 200, 'control stays in one unit')
  // It was made anew as the profile grew, and control leaves it once, where the last branch is not taken.
  assert.deepEqual(units.map(({ symbol, version, blocks }) => ({ symbol, version, blocks })),
    [{ symbol: 'work', version: 2, blocks: 5 }])
  assert.equal(tb.stats().exits, 1)
  const inside = tb.links().filter((link) => link.inside)
  assert.ok(inside.length >= 4, 'ways between its blocks are jumps inside')
})
