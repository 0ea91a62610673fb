// GRUB Invaders: draws its aliens on the text screen and obeys keys.
import { assert, inject, log, run, screen, test } from 'ringside'

const ALIEN = /-\*-/g
const SHIP = '/ \\'
const aliens = () => (screen().join('\n').match(ALIEN) || []).length
const ship = () => {
  const row = screen().find((line) => line.includes(SHIP))
  return row === undefined ? -1 : row.indexOf(SHIP)
}

test('the aliens and the ship are drawn', () => {
  screen.expect(ALIEN, 2e9)
  run({ maxInsns: 100e6 })
  log(screen().join('\n'))
  assert(aliens() > 20, `only ${aliens()} aliens`)
  assert(ship() >= 0, 'no ship')
})

test('the ship moves with the arrow keys', () => {
  const before = ship()
  inject.keyDown('left')
  for (let i = 0; i < 40 && ship() > before - 10; i++) run({ maxInsns: 20e6 })
  inject.keyUp('left')
  const after = ship()
  log(`ship: column ${before}, then ${after}`)
  assert(after < before, `the ship is at column ${after}, and was at ${before}`)
})

test('a shot flies', () => {
  inject.keys('spc')
  let shot = false
  for (let i = 0; i < 100 && !shot; i++) {
    run({ maxInsns: 2e6 })
    shot = screen().slice(1, -3).some((line) => /[|!'^]/.test(line.slice(1, -1)))
  }
  log(screen().join('\n'))
  assert(shot, 'no shot on the screen')
})
