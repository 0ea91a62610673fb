// The page-fault handler of the embedded kernel: a touch of the demand area gets a zeroed page, the instruction is done again.
import { assert, bp, cmd, cpu, mem, on, run, serial, setup, test } from 'ringside'

// The monitor's command "fault" touches the demand area from its start; task A uses its last page.
const DEMAND = 0x400000
const FRAME = 0x101000
setup(() => serial.expect('> '))

test('the first touch faults once and maps a page', () => {
  const faults = []
  on('exception', { vector: 14, when: '$address < 0x40f000' }, (e) => { faults.push([e.address, e.error]) })
  serial.send('fault\n')
  const [, address, frame] = serial.expect(/touching.*?([0-9a-f]{8})[^]*?([0-9a-f]{8})/i)
  assert.equal(parseInt(address, 16), DEMAND)
  assert.deepEqual(faults, [[DEMAND, 2]], 'one write to a page that is not there')
  assert.equal(mem.u32(DEMAND), 0x600df00d)
  assert.equal(parseInt(frame, 16), FRAME)
  assert.equal(mem.phys.u32(FRAME), 0x600df00d, 'the same bytes in the frame')
})

test('CR2 and the error code are there when the handler starts', () => {
  bp.at('page_fault', { when: '$cr2 < 0x40f000' })
  serial.send('fault\n')
  const stop = run({ maxInsns: 1e8 })
  assert.equal(stop.symbol, 'page_fault')
  assert.equal(cpu.cr2, DEMAND)
  assert.equal(mem.u32('esp'), 2)
})

test('the second page comes from the next frame', () => {
  for (let i = 0; i < 2; i++) {
    serial.send('fault\n')
    serial.expect('> ')
  }
  assert.match(cmd(`page 0x401000`).text, /p:00102000/)
})
