// Registers of the guest live in slots of the host while a unit runs: loads and stores of the CPU's fields are left at its
// entry and its exits only. With fewer slots those named most get them; the others cost a load or store each time.
// Without it: registers are loaded and stored only on the way in and out
import { assert, cmd, cpu, run, setup, tb, test } from 'ringside'
import { bootTranslated, without } from './lib.js'

// edi is named four times, ecx three times, eax once.
setup(() => {
  bootTranslated(`
start:  mov ecx, 1000
again:  add edi, ecx
        add edi, ecx
        add edi, eax
        not edi
        dec ecx
        jnz again
done:   hlt
`)
  without('set dbt.slots 0')
})

const fields = () => {
  const code = tb.bytecode('again').filter((line) => /^ *(LALOAD|LASTORE)/.test(line))
  const { spills, reloads } = tb.at('again')
  assert.equal(code.length, spills + reloads, 'the listing counts what the class file has')
  return code.length
}

test('with a slot for each, three registers come in and the two that change go out', () => {
  run()
  assert.ok(fields() <= 6, 'registers are loaded and stored only on the way in and out')
})

test('with two slots those named most have them, and the result is the same', () => {
  const eax = cpu.eax
  cmd('set dbt.slots 2')
  run()
  let wanted = 0
  for (let ecx = 1000; ecx > 0; ecx--) wanted = ~(wanted + 2 * ecx + eax)
  assert.deepEqual(tb.at('again').slots, ['ecx', 'edi'])
  assert.equal(tb.at('again').places.find((each) => each.register === 'eax').place, 'field of the CPU')
  assert.equal(cpu.edi, wanted >>> 0)
})
