// Mistakes that monitors have been made with, each found by lockstep with bare, which names the first wrong instruction; without the
// mistake the same stretch is equal. With none seeded the tests fail.
// Without it: the mistake shows
import { assert, bp, cmd, param, run, test } from 'ringside'
import { bootFlat, IDENTITY_TABLES } from './lib.js'

// Paging on: directory 100000h, table 101000h maps 4 MiB to themselves but 200000h to 300000h; directory 102000h has the same table.
const PAGED = `
        ${IDENTITY_TABLES}
        mov dword [0x102000], 0x101007
        mov dword [0x300000], 0x33
        mov dword [0x301000], 0x44
        mov dword [map], 0x300007
        mov eax, 0x100000
        mov cr3, eax
        mov eax, cr0
        or eax, 0x80010000
        mov cr0, eax
        jmp paged
map     equ 0x101000 + 0x200 * 4
paged:`

const IDT = `
idt:    dw 0x7ff
        dd 0x1000`

const TRUE_FAULT = `${PAGED}
        mov dword [0x1070], 0x00080000 + handler
        mov dword [0x1074], 0x8e00
        lidt [idt]
        mov dword [map], 0x300004
        mov dword [0x200008], 1
        hlt
handler: mov eax, [esp]
        mov ebx, cr2
        hlt ${IDT}`

// IRQ 0 on vector 20h, 5 units of the PIT, 4,190 of ours, after it is set: while the loop runs with IF = 0.
const TIMER = `
        mov dword [0x1100], 0x00080000 + tick
        mov dword [0x1104], 0x8e00
        lidt [idt]
        ${[[0x11, 0x20], [0x20, 0x21], [4, 0x21], [1, 0x21], [0xfe, 0x21], [0x34, 0x43], [4, 0x40], [0, 0x40]]
          .map(([value, port]) => `mov al, ${value}\nout ${port}, al`).join('\n')}
        mov ecx, 5000
        loop $
        sti
        nop
        cld
        jmp $
tick:   mov al, 0x20
        out 0x20, al
        iret ${IDT}`

const TIMED = 5100

const TWO_SPACES = `${PAGED}
        mov dword [0x103000], 0x300007
        mov dword [0x104000], 0x301007
        mov dword [0x10000c], 0x104007
        mov dword [0x10200c], 0x103007
        mov eax, [0xc00000]
        mov ecx, 0x102000
        mov cr3, ecx
        mov ebx, [0xc00000]
        hlt`

/** Seeds a mistake and asks lockstep; `wrong` says by technique where the guest parts from bare. */
const mistake = (name, code, wrong, insns = code.startsWith(PAGED) ? 5300 : 60) => {
  for (const [technique, instruction] of Object.entries(wrong)) {
    test(`${name} under ${technique}: ${instruction}`, () => {
      bootFlat(`main: ${code}`, { spare: 1 })
      bp.at('main')
      run(100)
      cmd('delete')
      const lockstep = () => cmd(`vmm lockstep ${technique} ${insns}`).data
      assert.equal(lockstep().instruction, '', 'without the mistake')
      if (!param('without', false)) cmd(`vmm seed-bug ${name}`)
      const { instruction: found } = lockstep()
      assert.ok(found, 'the mistake shows')
      assert.ok(found.startsWith(`${instruction} at `), `${found} is the first wrong one`)
    })
  }
}

mistake('visible-if', 'nop\nhlt', { te: 'nop', bt: 'nop' })
mistake('rpl-not-rewritten', `
        mov dword [gdt + 0x18], 0x0000ffff
        mov dword [gdt + 0x1c], 0x00cf9b00
        jmp 0x18:there
there:  hlt`, { te: 'jmp 0x18:0x7c38' })
mistake('no-table-trace', `${PAGED}
        mov eax, [0x200000]
        mov dword [map], 0x301007
        mov ecx, 0x102000
        mov cr3, ecx
        mov edx, [0x300000]
        mov ebx, [0x200000]
        hlt`, { te: 'mov ebx,DWORD PTR ds:0x200000', bt: 'mov ebx,DWORD PTR ds:0x200000' })
mistake('no-directory-trace', `${PAGED}
        mov dword [0x103000], 0x300007
        mov dword [0x104000], 0x301007
        mov dword [0x10000c], 0x103007
        mov eax, [0xc00000]
        mov dword [0x10000c], 0x104007
        mov ecx, cr3
        mov cr3, ecx
        mov ebx, [0xc00000]
        hlt`, { te: 'mov ebx,DWORD PTR ds:0xc00000', bt: 'mov ebx,DWORD PTR ds:0xc00000' })
mistake('untruncated-limits', 'mov eax, [0xffc00008]\nhlt', { te: 'mov eax,ds:0xffc00008', bt: 'mov eax,ds:0xffc00008' })
mistake('dirty-lost', `${PAGED}\nmov [0x200004], ecx\nhlt`, { te: 'mov DWORD PTR ds:0x200004,ecx', bt: 'mov DWORD PTR ds:0x200004,ecx' })
mistake('invlpg-ignored', `${PAGED}
        mov eax, [0x200000]
        mov dword [map], 0x301007
        mov ecx, [0x200000]
        invlpg [0x200000]
        mov ebx, [0x200000]
        hlt`, { te: 'mov ebx,DWORD PTR ds:0x200000', bt: 'mov ebx,DWORD PTR ds:0x200000' })
mistake('cr3-not-switched', TWO_SPACES, { te: 'mov ebx,DWORD PTR ds:0xc00000', bt: 'mov ebx,DWORD PTR ds:0xc00000' })
mistake('cr2-lost', TRUE_FAULT, { te: 'mov DWORD PTR ds:0x200008,0x1', bt: 'mov DWORD PTR ds:0x200008,0x1' })
mistake('error-code-wrong', TRUE_FAULT, { te: 'mov DWORD PTR ds:0x200008,0x1', bt: 'mov DWORD PTR ds:0x200008,0x1' })
mistake('interrupt-in-sti-shadow', TIMER, { te: 'sti', bt: 'sti' }, TIMED)
mistake('interrupt-lost', TIMER, { te: 'cld', bt: 'cld' }, TIMED)
mistake('ts-not-mirrored', `
        mov dword [0x1038], 0x00080000 + handler
        mov dword [0x103c], 0x8e00
        lidt [idt]
        mov eax, cr0
        or eax, 8
        mov cr0, eax
        fld1
handler: hlt ${IDT}`, { te: 'fld1', bt: 'fld1' })
mistake('upper-stack-half', `
        lgdt [narrow]
        mov eax, 0x18
        mov ss, ax
        nop
        hlt
        align 8
table:  dq 0, 0x00cf9b000000ffff, 0x00cf93000000ffff, 0x000093000000ffff
narrow: dw 31
        dd table`, { te: 'mov ss,eax', bt: 'hlt' })
mistake('stale-patches', `
        call there
        mov word [there], 0x589c
        call there
        hlt
there:  nop
        nop
        ret`, { patch: 'pushf' })
mistake('stale-translation', `
        call there
        mov byte [there], 0x43
        call there
        hlt
there:  nop
        ret`, { bt: 'inc ebx' })
mistake('timeless', 'mov eax, cr0\nnop\nhlt', { te: 'mov eax,cr0', bt: 'mov eax,cr0' })

test('a hidden mistake is not named before it is asked for', () => {
  cmd('vmm seed-bug timeless --hidden')
  assert.ok(cmd('vmm seed-bug').data.every((line) => line.state === ''))
  assert.deepEqual(cmd('vmm seed-bug reveal').data, ['timeless'])
  cmd('vmm seed-bug off')
  assert.deepEqual(cmd('vmm seed-bug reveal').data, [])
})
