// The embedded kernel's monitor from end to end: it echoes what is typed, corrects with backspace, answers, and ends.
import { assert, mem, run, screen, serial, setup, test } from 'ringside'

setup(() => serial.expect('> '))

const ask = (line) => {
  serial.send(`${line}\n`)
  return serial.expect(/\n([^]*?)\r?\n?> $/)[1]
}

test('each character comes back', () => {
  serial.send('hel')
  assert.equal(serial.expect('hel').text, 'hel')
  assert.equal(mem.u32('line_length'), 3)
})

test('backspace takes one back', () => {
  serial.send('helq\x7fp\n')
  assert.match(serial.expect('> ').text, /ticks/)
})

test('help names the commands', () => {
  const help = ask('help')
  for (const command of ['ticks', 'tasks', 'fault', 'exit']) assert.match(help, command)
})

test('an unknown command is said to be unknown', () => {
  serial.send('nonsense\n')
  assert.doesNotMatch(serial.expect('> ').text, /ticks,/)
})

test('the screen shows the same', () => {
  serial.send('ticks\n')
  const [, ticks] = serial.expect(/(\d+) ticks/)
  screen.expect(`${ticks} ticks`, { insns: 1e7 })
})

test('exit ends the run with code 0', () => {
  serial.send('exit\n')
  const stop = run({ maxInsns: 1e9 })
  assert.equal(stop.kind, 'exit')
  assert.equal(stop.code, 0)
})
