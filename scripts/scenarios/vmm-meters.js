// The three properties of a monitor after Popek and Goldberg, on kernels whose counts can be worked out: equivalence is lost under
// trap-and-emulate alone and kept with patches; nothing escapes; what does not trap runs without the monitor.
// Without it: divergences from bare: expected 0, but it is 1
import { assert, bp, cmd, param, run, test } from 'ringside'
import { bootFlat } from './lib.js'

const technique = param('without', false) ? 'te' : 'patch'

/** Runs to the label last under a technique and answers what the meters say there. */
const meters = (how, code, ahead = 0) => {
  bootFlat(`
first:  ${code}
last:   hlt`)
  bp.at('first')
  run(1000)
  bp.at('last')
  const stats = ahead && (cmd(`vmm ${how}`), cmd(`vmm stats ${ahead}`).data)
  if (!ahead) {
    cmd(`vmm ${how}`)
    assert.equal(run(100_000).kind, 'breakpoint')
  }
  return stats || cmd('vmm stats').data
}

const SAVED = 'sti\npushf\ncli\npopf\nnop\nnop'

test('equivalence: patched, the next instructions are as bare; untouched, POPF is the first that is not', () => {
  const patched = meters(technique, `xor eax, eax\nnop\nnop\nnop\n${SAVED}`, 9)
  assert.equal(patched.divergences, 0, 'divergences from bare')
  const trapped = meters('te', SAVED, 6)
  assert.equal(trapped.divergences, 1)
  assert.match(trapped.firstDivergence, /^popf at /)
})

// 1 + 100 * 10 instructions, of which CLI enters the monitor 100 times.
const LOOP = `mov ecx, 100
again:  cli
        ${'nop\n'.repeat(7)}
        dec ecx
        jnz again`

test('efficiency: 901 of 1001 instructions ran without the monitor; control: none escaped', () => {
  const { retired, emulated, directPercent, escapes } = meters('te', LOOP)
  assert.deepEqual([retired, emulated, escapes], [1001, 100, 0])
  assert.equal(directPercent.toFixed(3), (90100 / 1001).toFixed(3))
})

test('translated, CLI is a store and enters nothing', () => {
  const { emulated, cost } = meters('bt', LOOP)
  assert.equal(emulated, 0)
  assert.ok(cost.exits + cost.callouts < 10)
})

test('modelled cycles are counts times prices, and prices can be changed', () => {
  const { cost, prices, cycles } = meters('te', LOOP)
  const [names, counts] = [['exit', 'callout', 'emulation', 'reflection', 'shadowWrite', 'read'],
    [cost.exits, cost.callouts, cost.emulated, cost.reflected, cost.shadowWrites, cost.reads]]
  assert.deepEqual([cost.emulated, cost.reflected, cost.callouts], [100, 0, 0])
  assert.equal(cycles, names.reduce((sum, name, i) => sum + counts[i] * prices[name], 0))
  cmd('set vmm.price.exit 0')
  assert.equal(cmd('vmm stats').data.cycles, cycles - cost.exits * prices.exit)
})
