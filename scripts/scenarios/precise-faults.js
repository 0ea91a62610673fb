// A fault in the midst of a unit is precise: the same instruction, count, flags and registers as under the interpreter, and
// what the handler finds can be foretold. A unit that only knew where its blocks begin would do twice what comes before a fault.
// Without it: what comes before the fault in its block is done once
import { assert, cmd, cpu, mem, run, sym, tb, test } from 'ringside'
import { bootRing3, IDENTITY_TABLES, without } from './lib.js'

const stateUnder = (engine, guest) => {
  bootRing3(guest)
  cmd(`engine ${engine}`)
  cmd('set dbt.threshold 20')
  without('set dbt.precise off')
  run()
  const { icount, eax, ebx, ecx, edx, edi } = cpu
  const [code, eip, , eflags] = [0, 1, 2, 3].map((each) => mem.u32(cpu.esp + 4 * each))
  return { state: { icount, eax, ebx, ecx, edx, edi, code, eip, eflags }, made: tb.stats().made }
}

/** Runs a guest under both engines, which must agree, and returns the state in the handler. */
const halted = (guest) => {
  const interpreted = stateUnder('interpreter', guest)
  const translated = stateUnder('dbt', guest)
  assert.ok(translated.made > 0 && interpreted.made === 0)
  assert.deepEqual(translated.state, interpreted.state)
  return translated.state
}

test('a page fault in round 65 is found where it happened', () => {
  const guest = {
    kernel: `${IDENTITY_TABLES}
        mov dword [0x101000 + 0x300 * 4], 0     ; nothing at 300000h
        mov eax, 0x100000
        mov cr3, eax
        mov eax, cr0
        or eax, 0x80000000
        mov cr0, eax`,
    user: `
        xor eax, eax
        mov edi, 0x2f0000
again:  inc eax
fault:  mov [edi], eax
        add edi, 0x400
        jmp again`,
    handlers: 'exception_14: hlt',
  }
  assert.equal(stateUnder('dbt', guest).state.eax, 65, 'what comes before the fault in its block is done once')
  const { code, eip, edi } = halted(guest)
  assert.deepEqual([code, eip, edi, cpu.cr2], [6, sym('fault'), 0x300000, 0x300000])
  assert.equal(mem.u32(0x2ffc00), 64)
})

test('a division by zero in round 401 is found where it happened', () => {
  const { code, ebx, ecx } = halted({
    user: `
        mov ecx, 500
again:  mov eax, 1000
        xor edx, edx
        lea ebx, [ecx - 100]
fault:  div ebx
        add edi, eax
        dec ecx
        jnz again`,
    handlers: 'exception_0: hlt',
  })
  // No error code: what is on top of the stack is EIP.
  assert.deepEqual([code, ebx, ecx], [sym('fault'), 0, 100])
})
