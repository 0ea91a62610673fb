// Binary translation under the guest: what the translator makes of each kind of instruction, and what each mechanism is worth. The
// run without a mechanism does the same by more work, or sees what it must not.
// Without it: few exits: expected something true, but it is false
import { assert, bp, cmd, cpu, param, run, step, sym, test } from 'ringside'
import { bootFlat } from './lib.js'

const kernel = (code) => {
  bootFlat(`
        xor eax, eax
        ${code}
last:   hlt
`, { spare: 1 })
  bp.at('last')
}

// Runs a kernel to its end under translation and returns what it needed.
const translated = (code, ...settings) => {
  kernel(code)
  settings.forEach((setting) => cmd(`vmm set ${setting}`))
  cmd('vmm bt')
  assert.equal(run(200000).kind, 'breakpoint')
  return { exits: cmd('exits last 4096').data, tc: cmd('vmm tc').data, pf: cmd('vmm pf').data }
}

const named = ({ exits }, what) => exits.filter((exit) => exit.qualification === what).length

test('most instructions are copies; jumps, calls and returns are not', () => {
  const { tc } = translated('mov ecx, 9\nnext: call there\ndec ecx\njnz next\njmp last\nthere: add eax, ecx\nadd ebx, eax\nret')
  assert.equal(cpu.eax, 45)
  assert.ok(tc.branch >= 1)
  assert.ok(tc.return >= 1 && tc.call >= 1)
  assert.ok(tc.identical > tc.branch + tc.jump + tc.call + tc.return)
  assert.ok(tc.identicalPercent < 100)
})

test('the guest code is shown beside what was made of it: cli is one store', () => {
  translated('here: cli\nnop')
  const lines = cmd(`vmm tc show ${sym('here')}`).data
  const at = lines.findIndex((line) => line.guest === 'cli')
  assert.match(lines[at].code, /^mov DWORD PTR gs:0x[0-9a-f]+,0x0$/)
  assert.equal(lines[at + 1].guest, 'nop')
})

test('cli and pushf enter the monitor not once; as callouts, in exact translation, pushf does each time', () => {
  const code = 'mov ecx, 50\nnext: cli\npushf\npop eax\ndec ecx\njnz next'
  const inside = translated(code)
  assert.equal(named(inside, 'cli') + named(inside, 'pushf'), 0)
  assert.equal(cpu.eax & 0x200, 0)
  const exact = translated(code, 'unit 1')
  assert.equal(named(exact, 'cli'), 0)
  assert.equal(named(exact, 'pushf'), 50)
})

test('chained, a loop leaves the cache a few times; not chained, in every round', () => {
  const code = 'mov ecx, 100\nnext: add eax, ecx\ndec ecx\njnz next'
  assert.ok(translated(code, `chain ${param('without', false) ? 'off' : 'on'}`).exits.length < 10, 'few exits')
  assert.equal(cpu.eax, 5050)
  assert.ok(translated(code, 'chain off').exits.length > 100)
  assert.equal(cpu.eax, 5050)
})

test('returns are looked up in the cache; the monitor is asked once for each place', () => {
  const code = 'mov ecx, 100\nnext: call there\ndec ecx\njnz next\njmp last\nthere: inc eax\nret'
  const { exits, tc } = translated(code)
  assert.equal(cpu.eax, 100)
  assert.ok(tc.indirectTargets >= 1)
  assert.ok(exits.length < 20)
  assert.equal(named(translated(code, 'unit 1'), 'ret'), 100)
})

test('rdtsc traps, is a callout, or reads the cache, where time stands still', () => {
  const code = 'rdtsc\nmov ebx, eax\nnop\nnop\nrdtsc\nsub eax, ebx'
  for (const [clock, passed, exits] of [['direct', 4, 0], ['trap', 4, 2], ['callout', 4, 2], ['cache', 0, 0]]) {
    assert.equal(named(translated(code, `rdtsc ${clock}`), 'rdtsc'), exits)
    assert.equal(cpu.eax, passed)
  }
})

test('an instruction is innocent until its copy has faulted eight times; then faults stop', () => {
  const code = 'mov ecx, 100\nnext: inc dword [gdt + 0x18]\ndec ecx\njnz next'
  const adaptive = translated(code)
  assert.equal(adaptive.pf.tracing, 8)
  assert.equal(cmd('vmm tc adaptations').data.length, 1)
  assert.equal(translated(code, 'adapt off').pf.tracing, 100)
})

test('the kernel runs at the top of the address space, which truncated segments keep from it', () => {
  const { exits } = translated('mov eax, [0xffd00000]')
  assert.equal(cpu.eax, 0xffffffff, 'there is no memory of its own')
  assert.equal(exits.filter((exit) => exit.qualification.includes('0xffd00000')).length, 1)
  const { physical, virtual } = { physical: cmd('vmm regs').data.eip[1] >>> 0, virtual: cpu.eip }
  assert.ok(physical >= 0xffc00000 && virtual < 0x8000)
})

const modifying = 'mov esi, 3\nnext: call there\nmov byte [there + 1], 7\ndec esi\njnz next\njmp last\nthere: mov bl, 1\nadd al, bl\nret'

test('code that the guest writes is translated anew; without traces the old one runs on', () => {
  assert.ok(translated(modifying).tc.invalidations > 0)
  assert.equal(cpu.eax & 0xff, 15)
  translated(modifying, 'trace off')
  assert.equal(cpu.eax & 0xff, 3)
})

test('a guest that sums its own code sees the original', () => {
  const code = 'mov esi, here\nmov ecx, 3\nsum: movzx edx, byte [esi]\nadd eax, edx\ninc esi\ndec ecx\njnz sum\nhere: pushf\npop ebx\nnop'
  translated(code)
  assert.equal(cpu.eax, 0x9c + 0x5b + 0x90)
})

test('a fault in the midst of a unit has the EIP of the guest', () => {
  translated(`mov dword [0x1000], 0x00080000 + handler
        mov dword [0x1004], 0x8e00
        lidt [idt]
        xor edx, edx
        nop
wrong:  div edx
        jmp last
handler: pop eax
        jmp last
idt:    dw 7
        dd 0x1000`)
  assert.equal(cpu.eax, sym('wrong'))
})

test('a step is one of the guest, though the cache has six instructions for a return; finish gets behind it', () => {
  kernel('here: call there\nbehind: nop\njmp last\nthere: inc eax\nback: ret')
  bp.at('there')
  cmd('vmm bt')
  run(1000)
  step()
  assert.equal(cpu.eip, sym('back'))
  const before = cpu.icount
  step()
  assert.equal(cpu.eip, sym('behind'))
  // ECX and EDX are saved, the target is popped into ECX, its hash is made in two steps, and the table tells where to jump.
  assert.equal(cpu.icount - before, 6)
  assert.equal(cpu.eax, 1)
  kernel('here: call there\nbehind: nop\njmp last\nthere: inc eax\nback: ret')
  bp.at('there')
  cmd('vmm bt')
  run(1000)
  assert.match(cmd('finish').text, /Returned to the caller/)
  assert.equal(cpu.eip, sym('behind'))
})

test('translated exactly, lockstep finds no difference; trap-and-emulate goes wrong at the first critical instruction', () => {
  kernel('nop\nhere: pushf\npop eax\npush cs\npop ebx\nsmsw ecx\nstr edx\nnop\nnop')
  assert.equal(cmd('vmm lockstep bt 15').data.equalFor, 15)
  const wrong = cmd('vmm lockstep te 15').data
  assert.match(wrong.instruction, /^pushf at /)
})
