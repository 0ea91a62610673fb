// Interpretation has four phases: fetch, decode, execute, and on to the next instruction; each instruction goes through them,
// each time. So the history has them all, where translated code leaves gaps.
// Without it: every instruction went through the interpreter
import { assert, cmd, boot, cpu, run, setup, test } from 'ringside'
import { without } from './lib.js'

setup(() => boot({ ram: '4M', mode: 'pm32', at: 0x7c00, asm: 'bits 32\norg 0x7c00\nadd eax, 5\nnop' }))

test('one instruction shows its bytes, what they mean, what it changes, and what comes next', () => {
  cpu.eax = 37
  const phases = cmd('stepi --phases').text
  assert.match(phases, /fetch .*l:00007c00 \(p:00007c00\)[^]*83 c0 05/)
  assert.match(phases, /decode +add +eax,0x5/)
  assert.match(phases, /execute +eax 00000025 -> 0000002a/)
  assert.match(phases, /next .*7c03/)
})

test('each instruction of a loop is interpreted, each time', () => {
  boot({ ram: '4M', mode: 'pm32', at: 0x7c00, asm: 'bits 32\norg 0x7c00\nmov ecx, 50\nagain: inc eax\nloop again\ndone: hlt' })
  without('engine dbt', 'set dbt.threshold 3')
  run(101)
  const lines = cmd('history 101').data
  assert.equal(lines.length, 101, 'every instruction went through the interpreter')
  assert.equal(lines.filter((line) => /^inc/.test(line.text)).length, 50)
})
