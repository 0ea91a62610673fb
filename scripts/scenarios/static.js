// Code that is translated before it runs: what can be discovered is, the rest is said to be unknown. The last two tests are about
// regions, and fail with --set regions=off.
// Without it: all of the loop runs in static units
import { asm, assert, boot, cmd, cpu, param, run, setup, step, test } from 'ringside'
import { without } from './lib.js'

setup(() => boot({ ram: '4M', mode: 'pm32', at: 0x7c00, asm: `
        bits 32
        org 0x7c00
start:  mov ecx, 1000
        xor ebx, ebx
again:  mov eax, ecx
        and eax, 1
        call add_it
        dec ecx
        jnz again
        mov eax, 1
        jmp [table + eax * 4]           ; its size is known to nobody before it runs
even:   mov edx, 2
        hlt
odd:    mov edx, 3
        hlt
table:  dd even, odd
        times 0x8010 - ($ - $$) - 0x7c00 nop
add_it: add ebx, eax                    ; on the next page
        ret
end:
` }))

const translate = () => {
  cmd('set sbt.threshold 1')
  const report = cmd('sbt translate start end --load').data
  without('sbt unload')
  return report
}

test('what branches and calls lead to is discovered, and the rest is listed', () => {
  const report = translate()
  // start to the computed jump: 5 + 2 and 2 + 3 + 5 + 1 + 2 and 5 + 7 bytes; add_it: 2 + 1.
  assert.equal(report.discovered, 32 + 3)
  assert.deepEqual(report.indirect.map((branch) => branch.kind), ['jump'])
  assert.equal(report.indirect[0].at, 0x7c00 + 25)
  assert.deepEqual(report.undiscovered.map((range) => range.start), [0x7c00 + 32])
})

test('all of the loop runs in static units', () => {
  translate()
  cmd('engine sbt')
  run(2 + 7 * 1000)
  const stats = cmd('engine stats').data
  // The first push and the first pop of the return address fill maps; the interpreter does those two.
  assert.ok(stats.static >= 7002 - 10, 'all of the loop runs in static units')
  assert.equal(stats.instructions, 7002)
  assert.equal(cpu.ebx, 500)
})

test('sbt stops at the unknown target, sbt+dbt goes on from there', () => {
  translate()
  cmd('engine sbt')
  const stop = run(20000)
  assert.match(stop.reason, /unknown target l:00007c26: no code was discovered there/)
  assert.equal(cpu.icount, 2 + 7 * 1000 + 2)
  cmd('engine sbt+dbt')
  run(20000)
  assert.equal(cpu.edx, 3)
})

test('code that is not what was translated is not run as if it were', () => {
  translate()
  asm('add_it', 'sub ebx, eax')
  cmd('engine sbt+dbt')
  run(20000)
  assert.equal(cpu.ebx, -500 >>> 0)
  assert.match(cmd('tb why add_it').text, /static unit is not used: memory holds other bytes/)
})

test('only the dynamic translator joins what lies on two pages and in two functions', () => {
  cmd('set dbt.threshold 100')
  cmd(`set dbt.regions ${param('regions', 'on')}`)
  cmd('engine dbt')
  step.to('again')
  cpu.ecx = 100000
  run(1000000)
  const units = cmd('tb list').data
  const hot = units.reduce((a, b) => (a.entries > b.entries ? a : b))
  // Control stays in one unit for the rounds that are left; without regions it enters two or more in each.
  assert.ok(hot.entries < 500, `the unit was entered ${hot.entries} times`)
})

test('static units that are left all the time make room for a region', () => {
  translate()
  cmd('set sbt.exits 1000')
  cmd(`set dbt.regions ${param('regions', 'on')}`)
  cmd('engine sbt+dbt')
  step.to('again')
  cpu.ecx = 100000
  run(2 + 7 * 100000)
  const stats = cmd('engine stats').data
  // 1000 rounds until the call is a hot exit, some 2000 in the interpreter until the blocks are counted.
  assert.match(cmd('tb why add_it').text, /static unit made room for a region/)
  assert.ok(stats.static >= 6000 && stats.dynamic >= 7 * 96000, `${stats.static} static, ${stats.dynamic} dynamic`)
})
