// CLI in ring 3 raises #GP(0) as long as IOPL is below 3; a handler sees the instruction and can go on behind it.
import { assert, cpu, on, step, sym, test } from 'ringside'
import { bootRing3 } from './lib.js'

const user = 'cli\n behind: mov ebx, 1\n done: jmp done'
const handlers = `
exception_13:
        mov eax, [esp]                  ; error code
        inc dword [esp + 4]             ; CLI has one byte
        add esp, 4
        iret`

test('CLI at IOPL 0 faults, and the handler steps over it', () => {
  bootRing3({ user, handlers })
  const faults = []
  on('exception', (e) => { faults.push([e.vector, e.error, e.pc]) })
  step.to('done')
  assert.deepEqual(faults, [[13, 0, sym('user')]])
  assert.equal(cpu.ebx, 1)
  assert.equal(cpu.eflags.if, 1, 'IF')
  assert.equal(cpu.cpl, 3)
})

test('CLI at IOPL 3 works', () => {
  bootRing3({ user, handlers, iopl: 3 })
  step.to('behind')
  assert.equal(cpu.eflags.if, 0, 'IF')
})
