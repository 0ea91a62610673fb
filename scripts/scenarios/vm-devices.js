// Ports and memory-mapped devices of a virtual machine are its own: what two of them do to COM1, the screen, the interrupt
// controllers, the timer and CMOS is in the devices of each, and not in those of the machine below or beside.
import { assert, cmd, mem, serial, test, vm } from 'ringside'
import { bootFlat } from './lib.js'

const MASK = 0x21, CMOS_INDEX = 0x70, CMOS = 0x71

/** A guest that does to its devices what its letter at 500h says, and then counts. */
const guest = () => bootFlat(`
        mov al, [0x500]
        mov dx, 0x3f8
        out dx, al
        mov ah, 7
        mov [0xb8000], ax
        out ${MASK}, al
        mov ecx, eax
        mov al, 0x40
        out ${CMOS_INDEX}, al
        mov al, cl
        out ${CMOS}, al
        in al, ${MASK}
        mov [0x600], al
        mov al, 0x40
        out ${CMOS_INDEX}, al
        in al, ${CMOS}
        mov [0x604], al
        mov ax, [0xb8000]
        mov [0x608], ax
        mov byte [0x60c], 1
count:  jmp count
`)

const two = (technique) => {
  guest()
  cmd('set vm.ram 32M')
  cmd('set vm.slice 10')
  for (const [name, letter] of [['a', 'A'], ['b', 'B']]) {
    vm.create(name, { ram: '2M', technique })
    vm.select(name)
    mem.set(0x500, letter.charCodeAt(0))
  }
  vm.run(1000)
}

for (const technique of ['te', 'patch', 'bt']) {
  test(`each has what it wrote itself, ${technique}`, () => {
    two(technique)
    for (const [name, letter] of [['a', 'A'], ['b', 'B']]) {
      vm.select(name)
      assert.equal(mem.u8(0x60c), 1)
      assert.equal(mem.u8(0x600), letter.charCodeAt(0), 'the mask of its interrupt controller')
      assert.equal(mem.u8(0x604), letter.charCodeAt(0), 'its CMOS')
      assert.equal(mem.u16(0x608), 0x700 | letter.charCodeAt(0), 'its screen')
      assert.equal(cmd('serial show').text.trim(), letter)
      assert.equal(String.fromCharCode(mem.u8(0xb8000)), letter)
    }
    vm.select('hardware')
    assert.match(cmd('serial show').text, /has sent nothing/, 'nothing came out of the machine below')
    vm.select('machine')
    assert.match(cmd('serial show').text, /has sent nothing/, 'nor out of the one beside')
  })
}

test('they talk at once, each on its own line', () => {
  bootFlat(`
again:  mov al, [0x500]
        mov dx, 0x3f8
        out dx, al
        mov ecx, 20
        loop $
        jmp again
`)
  cmd('set vm.ram 32M')
  cmd('set vm.slice 7')
  for (const [name, letter] of [['a', 'A'], ['b', 'B']]) {
    vm.create(name, { ram: '2M' })
    vm.select(name)
    mem.set(0x500, letter.charCodeAt(0))
  }
  vm.run(2000)
  for (const [name, letter] of [['a', 'A'], ['b', 'B']]) {
    vm.select(name)
    const text = cmd('serial show').text.trim()
    // 9 instructions before, 25 a round of which the third sends: 40 rounds begun in 1000 instructions.
    assert.equal(text, letter.repeat(40))
    assert.equal(serial.fresh(), text, 'and scripts have read nothing of it yet')
  }
})
