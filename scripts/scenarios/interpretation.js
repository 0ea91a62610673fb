// Interpretation has four phases: fetch, decode, execute, and on to the next instruction.
import { assert, cmd, boot, cpu, setup, test } from 'ringside'

setup(() => boot({ ram: '4M', mode: 'pm32', at: 0x7c00, asm: 'bits 32\norg 0x7c00\nadd eax, 5\nnop' }))

test('one instruction shows its bytes, what they mean, what it changes, and what comes next', () => {
  cpu.eax = 37
  const phases = cmd('stepi --phases').text
  assert.match(phases, /fetch .*l:00007c00 \(p:00007c00\)[^]*83 c0 05/)
  assert.match(phases, /decode +add +eax,0x5/)
  assert.match(phases, /execute +eax 00000025 -> 0000002a/)
  assert.match(phases, /next .*7c03/)
})
