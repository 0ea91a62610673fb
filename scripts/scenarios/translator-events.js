// Scripts hear of what the translator does: units made, ways linked, units dropped because their code was written.
import { assert, on, run, setup, sym, tb, test } from 'ringside'
import { bootTranslated } from './lib.js'

setup(() => bootTranslated(`
start:  mov edx, 2
outer:  mov ecx, 200
again:
patch:  add eax, 1
        loop again
        inc byte [patch + 2]
        dec edx
        jnz outer
done:   hlt
`))

test('translated, linked, invalidated', () => {
  const seen = []
  on('tb.translate', (unit) => void seen.push(`translated v${unit.version}`))
  on('tb.invalidate', (unit) => void seen.push(unit.state))
  const links = on('tb.link', (link) => link.address === sym('again') && link.target === sym('again'))
  const stop = run()
  assert.equal(stop.kind, 'breakpoint', 'a handler that says so stops the guest')
  assert.match(stop.reason, /link l:00007c0a again -> l:00007c0a again/)
  links.remove()
  run()
  assert.deepEqual(seen, ['translated v1', 'invalidated', 'translated v2', 'invalidated'])
  assert.equal(tb.at('again'), null)
  assert.match(tb.why('again').join('\n'), /invalidated 2 times, the last time at count [0-9]+ by the instruction at l:00007c0f/)
})
