// Adaptive binary translation: an instruction is innocent, a copy, until it has faulted eight times for the monitor's sake; then it is
// a callout, which costs less than a fault. A callout that a copy could have done speaks for it: after 32 of those in a row it is a
// copy again. Found guilty once more, it needs 64.
// Without it: faults of the copy: expected 8, but it is 100
import { assert, bp, cmd, cpu, log, run, test } from 'ringside'
import { bootFlat, without } from './lib.js'

/** Runs a kernel to its end under translation and returns its exits. */
const translated = (code, adapt = 'on') => {
  bootFlat(`
        ${code}
last:   hlt
site:   inc dword [esi]
        ret
`, { spare: 1 })
  bp.at('last')
  cmd(`vmm set adapt ${adapt}`)
  without('vmm set adapt off')
  cmd('vmm bt')
  assert.equal(run(200000).kind, 'breakpoint')
  return cmd('exits last 4096').data
}

const count = (exits, reason, what) =>
  exits.filter((exit) => exit.reason === reason && exit.qualification.includes(what)).length

/** Lets the instruction at `site` increment a doubleword again and again. */
const increments = (place, times) => `
        mov esi, ${place}
        mov ecx, ${times}
next${place.length}${times}:
        call site
        loop next${place.length}${times}`

const guilts = [
  ['writes a page that is traced', 'TRACE_FAULT', 'inc dword [gdt + 0x18]', 'inc '],
  ['reads where no memory is', 'MMIO', 'mov eax, [0x2000000]', 'mov eax'],
  ["reads the monitor's part of the address space", 'SEGMENT_LIMIT', 'mov eax, [0xffd00000]', 'mov eax']
]

for (const [how, reason, instruction, name] of guilts) {
  test(`guilty is what ${how}: eight faults, and then callouts; not adapting, a fault each time`, () => {
    const loop = `mov ecx, 100\nagain: ${instruction}\nloop again`
    const exits = translated(loop)
    assert.equal(count(exits, reason, name), 8, 'faults of the copy')
    assert.equal(count(exits, 'CALLOUT', name), 92)
    const [{ faults, callout }] = cmd('vmm tc adaptations').data
    assert.ok(faults === 8 && callout)
    const { cycles } = cmd('vmm stats').data
    const trusting = translated(loop, 'off')
    assert.equal(count(trusting, reason, name), 100)
    assert.equal(count(trusting, 'CALLOUT', name), 0)
    assert.equal(cmd('vmm tc adaptations').data.length, 0)
    log(`${cycles} modelled cycles, ${cmd('vmm stats').data.cycles} without`)
    assert.ok(cycles < cmd('vmm stats').data.cycles)
  })
}

test('when the instruction turns to other memory it is a copy again, and no exit at all', () => {
  // 50 times a table: 8 faults, 42 callouts. 100 times a variable: 32 callouts, and 68 copies.
  const exits = translated(increments('gdt + 0x18', 50) + increments('0xa000', 100))
  assert.equal(count(exits, 'TRACE_FAULT', 'inc '), 8)
  assert.equal(count(exits, 'CALLOUT', 'inc '), 42 + 32)
  const [{ reason, callout }] = cmd('vmm tc adaptations').data
  assert.equal(reason, '32 callouts in a row that needed none')
  assert.ok(!callout)
})

test('when it goes back it is found guilty again, and its term is twice as long', () => {
  const exits = translated(
    increments('gdt + 0x18', 50) + increments('0xa000', 100) + increments('gdt + 0x1c', 20) + increments('0xb0000', 100))
  assert.equal(count(exits, 'TRACE_FAULT', 'inc '), 8 + 8)
  assert.equal(count(exits, 'CALLOUT', 'inc '), 42 + 32 + 12 + 64)
  assert.equal(cpu.ecx, 0)
})
