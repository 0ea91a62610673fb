// A basic block has one entry and one exit. A jump into the middle of one makes another block of its tail.
// Without it: blocks go on to a branch
import { assert, boot, profile, run, setup, sym, test } from 'ringside'
import { without } from './lib.js'

setup(() => {
  boot({ ram: '4M', mode: 'pm32', at: 0x7c00, asm: `
        bits 32
        org 0x7c00
start:  mov ecx, 10
head:   inc eax
middle: inc ebx
        dec ecx
        jz done
        test ecx, 1
        jz head                         ; ecx = 8, 6, 4, 2
        jmp middle                      ; ecx = 9, 7, 5, 3, 1
done:   hlt
` })
  without('set block.length 1')
})

test('blocks begin where control enters, and are counted there', () => {
  profile.on('blocks')
  run()
  const blocks = new Map(profile.show('blocks').lines.map((block) => [block.symbol, block]))
  // The first round belongs to the block that begins at start.
  assert.equal(blocks.get('start').entries, 1)
  assert.equal(blocks.get('start').instructions, 5, 'blocks go on to a branch')
  assert.equal(blocks.get('head').entries, 4)
  assert.equal(blocks.get('head').instructions, 4)
  assert.equal(blocks.get('middle').entries, 5)
  assert.equal(blocks.get('middle').instructions, 3)
})
