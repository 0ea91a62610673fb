// The red pill: SIDT, SGDT, SLDT, STR, SMSW and LSL do not trap in ring 3, so a program that runs directly sees the monitor's tables
// and CR0. On a CPU with UMIP the monitor makes them trap (but LSL) and answers what the bare machine would. With users translated
// too they are callouts: the leak is closed, and what that costs is counted.
// Without it: what the bare machine shows: expected
import { assert, bp, cmd, cpu, log, mem, param, run, sym, test } from 'ringside'
import { bootRing3 } from './lib.js'

/** Instructions of the loop in front of the pill, all copies when they are translated. */
const ROUNDS = 100

/**
 * What ring 3 sees under a technique, on this CPU, and what that took.
 *
 * @param user how users run: direct or translate
 */
const seen = (technique, { user = 'direct', model = 'ringside32' } = {}) => {
  bootRing3({ cpu: model, user: `mov ecx, ${ROUNDS}
again:  dec ecx
        jnz again
        sgdt [0xb000]
        sidt [0xb010]
        sldt eax
        str ebx
        smsw ecx
        mov esi, 0x23
        lsl edx, esi
seen:   nop` })
  cmd(`set vmm.user ${user}`)
  cmd(`vmm ${technique}`)
  bp.at('user')
  run(10000)
  cmd('exits clear')
  bp.at('seen')
  assert.equal(run(10000).kind, 'breakpoint')
  assert.equal(cpu.cpl, 3)
  const tables = { gdt: mem.u32(0xb002), idt: mem.u32(0xb012), ldt: cpu.eax, task: cpu.ebx }
  const view = { ...tables, cr0: cpu.ecx, limit: cpu.edx >>> 0 }
  if (technique === 'off') return { view, exits: [], cost: {} }
  const { cost, cycles, hostNanos: nanos } = cmd('vmm stats').data
  return { view, exits: cmd('exits last 4096').data, cost: { ...cost, cycles, nanos } }
}

const pills = ({ exits }) => exits.filter(({ qualification }) => /^(sgdt|sidt|sldt|str|smsw|lsl)d? /.test(qualification))

test('run directly, ring 3 sees tables above the guest, another task, paging and a shorter segment, and nothing traps', () => {
  for (const technique of ['te', 'bt']) {
    const direct = seen(technique)
    const { gdt, idt, task, cr0, limit } = direct.view
    assert.ok(gdt >= 0xffc00000, 'the GDT of the monitor is seen')
    assert.ok(idt >= 0xffc00000, 'the IDT of the monitor is seen')
    assert.notEqual(task, 0x28)
    assert.equal(cr0 >>> 31, 1, 'shadow page tables are on')
    assert.equal(limit, 0xffbfffff, 'its data segment ends below the monitor')
    assert.equal(pills(direct).length, 0)
  }
})

test('with UMIP five of them trap, and it sees what it sees bare', () => {
  const umip = seen('te', { model: 'ringside32,+umip' })
  const { cr0, limit, ...tables } = umip.view
  assert.deepEqual(tables, { gdt: sym('gdt'), idt: sym('idt'), ldt: 0, task: 0x28 })
  assert.equal(cr0 >>> 31, 0, 'paging is off')
  assert.equal(limit, 0xffbfffff, 'LSL is not among them')
  assert.equal(pills(umip).length, 5)
})

test('translated, it sees what it sees bare: six callouts, one for each', () => {
  const bare = seen('off').view
  const translated = seen('bt', { user: param('without', false) ? 'direct' : 'translate' })
  assert.deepEqual(translated.view, bare, 'what the bare machine shows')
  assert.equal(pills(translated).length, 6)
  assert.ok(pills(translated).every(({ reason }) => reason === 'CALLOUT'))
})

test('the price is an entry of the monitor for each of the six, and for each place that is new', () => {
  const direct = seen('bt')
  const translated = seen('bt', { user: 'translate' })
  const count = ({ exits }, reason) => exits.filter((exit) => exit.reason === reason).length
  // Directly: the shadow is filled for a page of code and one of data. From the cache the machine touches neither: the monitor
  // stores. New places are the loop, its second round, and what follows it; the other rounds are copies, and enter nothing.
  assert.equal(count(direct, 'HIDDEN_PAGE_FAULT'), 2)
  assert.equal(direct.exits.length, 2)
  assert.equal(count(translated, 'HIDDEN_PAGE_FAULT'), 0)
  assert.equal(count(translated, 'CONTINUATION'), 3)
  assert.equal(count(translated, 'CALLOUT'), 6)
  assert.equal(translated.exits.length, 9)
  assert.equal(direct.cost.emulated, 0)
  assert.equal(translated.cost.emulated, 6)
  // Entries by callouts and by traps, instructions emulated, doublewords written and read, times their prices.
  const { exits, callouts, emulated, shadowWrites, reads, cycles } = translated.cost
  assert.equal(cycles, 1000 * exits + 600 * callouts + 200 * emulated + 4 * (shadowWrites + reads))
  assert.ok(exits === 0 && callouts === 9 && cycles > 3 * direct.cost.cycles)
  log(`directly ${direct.cost.cycles} modelled cycles, ${direct.cost.nanos} ns of the host in the monitor`)
  log(`translated ${cycles} modelled cycles, ${translated.cost.nanos} ns`)
  const { units, identical, callout } = cmd('vmm tc user').data
  log(`${units} units, ${identical} copies, ${callout} callouts translated`)
})
