// One virtual machine attacks another one and the monitor under itself, in six ways, under each technique and engine: it writes all
// over its linear space; plays with segments; changes its code while it runs; storms with interrupts; dies of a triple fault; and
// looks for the monitor in memory and ports. The victim's state is that of a run alone, to the bit, nothing escapes, and what the
// attacker read is what it reads on a bare machine. With shadow segments that reach into the monitor's part of the linear space
// the attacks get there.
// Without it: escapes: expected 0
import { assert, bp, cmd, mem, param, run, snap, test, vm } from 'ringside'
import { bootFlat, pic, without } from './lib.js'

const WILD = 1, SEGMENTS = 2, CODE = 3, STORM = 4, DEATH = 5, READER = 6
const TURNS = 20000
const ATTACK = 0x500, COUNT = 0x600, FAULTS = 0x608, SEEN = 0x60c, PORTS = 0x610, ROUNDS = 0x614

/** Carries an instruction out that may fault, and goes on behind it. */
let labels = 0
const attempt = (instruction) => {
  const next = `.after${labels++}`
  return `mov dword [0x604], ${next}\n${instruction}\n${next}:`
}

const VECTORS = Array.from({ length: 48 }, (_, n) => n)
const handler = (n) => (n >= 32 ? 'irq' : [8, 10, 11, 12, 13, 14, 17].includes(n) ? 'coded' : 'plain')

/** Boots a guest that counts, or attacks as the doubleword at 500h says. */
const guest = () => bootFlat(`
        mov ebx, [${ATTACK}]
        jmp [ebx*4 + ways]
        align 4
ways:   dd count, wild, games, code, storm, death, reader
count:  inc dword [${COUNT}]
        push dword [${COUNT}]
        pop eax
        mov al, 'x'
        out 0xe9, al
        jmp count

wild:   mov edi, 0x100000
        mov eax, 0xffffffff
.step:  mov [edi], eax
        add edi, 0x200000
        jnc .step
        mov edi, 0xffc00000
        mov ecx, 0x400
        rep stosd
        mov edi, 0xffc20000
        mov ecx, 0x400
        rep stosd
        inc dword [${ROUNDS}]
        jmp wild

games:  lidt [idt_pointer]
        mov ebp, 0xff00
.loads: ${attempt('mov fs, bp')}
        ${attempt('mov gs, bp')}
        ${attempt('mov ss, bp')}
        lar eax, bp
        lsl edx, bp
        verw bp
        ${attempt('lldt bp')}
        ${attempt('ltr bp')}
        mov [0x620], ebp
        mov dword [0x61c], 0xffc21000
        ${attempt('jmp far [0x61c]')}
        add bp, 7
        jnc .loads
        ${attempt('jmp 8:0xffc21000')}
        ${attempt('jmp 8:0xfffff000')}
        ${attempt('call 8:0xffc20000')}
        mov ax, 0x18                            ; expand-down: all above 64 KiB
        mov es, ax
        mov edi, 0xffc00000
        ${attempt('es mov [edi], edi')}
        mov edi, 0xffc20800
        ${attempt('es mov [edi], edi')}
        mov ax, 0x20                            ; based just below the monitor
        mov es, ax
        ${attempt('es mov [0x2000], edi')}
        ${attempt('es mov [0x21000], edi')}
        mov ax, 0x28                            ; based in the monitor
        mov es, ax
        ${attempt('es mov [0], edi')}
        ${attempt('es mov [0x20800], edi')}
        mov ax, 0x10
        mov es, ax
        inc dword [${ROUNDS}]
        jmp games

code:   mov ecx, 50
.turn:  inc byte [.site + 1]                    ; the number that the next instruction adds
.site:  add al, 0
        xor byte [.flip], 0x08                  ; inc ebx, dec ebx
.flip:  inc ebx
        mov esi, .turn                          ; the loop once more, elsewhere
        mov edi, 0x2000
        mov edx, ecx
        mov ecx, code_end - .turn
        rep movsb
        mov ecx, edx
        mov byte [0x2000 + code_end - .turn], 0xc3
        mov eax, 0x2000 + .tail - .turn
        call eax
        loop .turn
        inc dword [${ROUNDS}]
        jmp code
.tail:  inc dword [0x628]
code_end:
        ret

storm:  lidt [idt_pointer]
        ${attempt('int3')}
        mov ax, 0x1120                          ; both PICs, IRQ 0 at vector 20h
        out 0x20, al
        ${pic(0)}
        mov al, 0x34                            ; the timer, as fast as it goes
        out 0x43, al
        mov al, 2
        out 0x40, al
        mov al, 0
        out 0x40, al
        sti
        mov ecx, 200
.again: int 0x20
        int 0x27
        mov al, 0x0b
        out 0x20, al
        in al, 0x20
        cli
        sti
        loop .again
        inc dword [${ROUNDS}]
        jmp storm

death:  lidt [nothing]
        int3

reader: mov edi, 0x400000                       ; behind its RAM, and up to the top
        mov ebx, 0xffffffff
.scan:  and ebx, [edi]
        add edi, 0x2000
        jc .ports
        cmp edi, 0x440000
        jne .scan
        mov edi, 0xffc00000
        jmp .scan
.ports: mov [${SEEN}], ebx
        mov edx, 0x63                           ; behind the timer, which tells the time
        xor ebx, ebx
.port:  in al, dx
        rol ebx, 5
        xor bl, al
        add dx, 65
        jnc .port
        mov [${PORTS}], ebx
        sgdt [0x630]
        inc dword [${ROUNDS}]
read:   jmp read

coded:  add esp, 4
plain:  inc dword [${FAULTS}]
        push eax
        mov eax, [0x604]
        mov [esp + 4], eax
        mov ax, 0x10
        mov ss, ax
        pop eax
        iret
irq:    push eax
        mov al, 0x20
        out 0x20, al
        inc dword [${FAULTS}]
        pop eax
        iret
        align 8
idt:
${VECTORS.map((n) => `        dw ${handler(n)}, 0x08, 0x8e00, 0`).join('\n')}
idt_pointer:
        dw ${8 * VECTORS.length - 1}
        dd idt
nothing:
        dw 0
        dd 0
`, { more: ['0x00cf97000000000f', '0xffcf93bfe000ffff', '0xffcf93c00000ffff'] })

const two = (technique, engine, attack) => {
  guest()
  cmd('set vm.ram 32M')
  cmd('set vm.slice 1000')
  vm.create('victim', { ram: '2M', technique, engine })
  vm.create('attacker', { ram: '4M', technique, engine })
  vm.select('attacker')
  without('vmm seed-bug untruncated-limits')
  mem.set(ATTACK, attack)
}

const victim = () => {
  vm.select('victim')
  return cmd('hash').data.hash
}

/** Lets the attack run beside the victim, looks at the attacker, and then at the victim. */
const under = (technique, engine, attack, look) => {
  two(technique, engine, attack)
  snap.save('start')
  while (vm.get('victim').icount < TURNS) vm.run(TURNS - vm.get('victim').icount)
  vm.select('attacker')
  assert.equal(vm.get('attacker').escapes, 0, 'escapes')
  look(vm.get('attacker'))
  const attacked = victim()
  snap.load('start')
  vm.pause('attacker')
  vm.run(TURNS)
  assert.equal(victim(), attacked, 'the victim')
}

const attacks = {
  'wild writes': [WILD, ({ exits }) => {
    assert.ok(exits > 2000, 'the VMM carried the writes out')
    assert.ok(mem.u32(ROUNDS) > 0)
  }],
  'segment games': [SEGMENTS, () => {
    assert.ok(mem.u32(ROUNDS) > 0)
    assert.ok(mem.u32(FAULTS) > 200, 'faults of its own')
  }],
  'self-modification': [CODE, () => assert.ok(mem.u32(ROUNDS) > 0)],
  'interrupt storm': [STORM, () => assert.ok(mem.u32(FAULTS) > 500)],
  'triple fault': [DEATH, ({ state }) => assert.match(state, /^ended: .*triple fault/)],
  'reading': [READER, () => {
    assert.equal(mem.u32(ROUNDS), 1)
    const seen = mem.bytes(SEEN, 8).join()
    vm.select('machine')
    mem.set(ATTACK, READER)
    bp.at('read')
    run(1e6)
    assert.equal(seen, mem.bytes(SEEN, 8).join(), 'what it saw')
  }],
}

// Each attack under each technique, and each technique on both engines; with --set all=true each attack on both.
Object.entries(attacks).forEach(([name, [attack, look]]) => {
  ['te', 'patch', 'bt'].forEach((technique, nth) => {
    for (const engine of ['interpreter', 'dbt']) {
      if (param('all', false) || (engine === 'dbt') === ((Number(attack) + nth) % 2 === 1)) {
        test(`${name}, ${technique} on ${engine}`, () => under(technique, engine, attack, look))
      }
    }
  })
})
