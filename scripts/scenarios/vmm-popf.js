// A kernel that saves and restores IF with PUSHF and POPF, bare, under trap-and-emulate, and with its critical instructions
// patched. At CPL 1 POPF ignores IF without a trap, so the monitor believes to the end that interrupts are off.
// Without it: IF behind POPF: expected 1, but it is 0
import { assert, bp, cmd, cpu, param, run, test } from 'ringside'
import { bootFlat } from './lib.js'

const kernel = () => {
  bootFlat(`
        sti
        pushf
        cli
        popf
done:   mov eax, cs
        nop
last:   hlt
`)
}

const reached = (technique) => {
  kernel()
  if (technique !== 'off') cmd(`vmm ${technique}`)
  bp.at('last')
  assert.equal(run(1000).kind, 'breakpoint')
  const exits = cmd('exits last 100').data.map((exit) => exit.qualification)
  if (technique !== 'off') {
    assert.equal(cpu.cpl, 1, 'the kernel really runs at CPL 1')
    cmd('vmm off')
  }
  return { flag: cpu.eflags.if, cs: cpu.eax, exits }
}

test('bare, POPF restores IF', () => {
  const { flag, cs } = reached('off')
  assert.equal(flag, 1)
  assert.equal(cs, 8)
})

test('under trap-and-emulate CLI traps, POPF does not, and IF stays wrong; MOV from CS shows ring 1', () => {
  const { flag, cs, exits } = reached('te')
  assert.equal(flag, 0)
  assert.equal(cs, 9)
  assert.ok(exits.includes('cli'))
  assert.ok(!exits.includes('popf'))
})

test('with patches both are right', () => {
  const { flag, cs, exits } = reached(param('without', false) ? 'te' : 'patch')
  assert.equal(flag, 1, 'IF behind POPF')
  assert.equal(cs, 8)
  assert.ok(exits.includes('popf'))
})
