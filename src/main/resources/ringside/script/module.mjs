// The module 'ringside': what the prelude put into the global object.
const {
  cpu, mem, io, bp, on, run, step, inject, snap, vm, serial, serialPorts, debugPort, screen, sym, asm, dis, cmd, tb, profile, boot, files, param,
  test, it, describe, setup, before, beforeEach, afterEach, after, assert, log, console,
} = globalThis.ringside;
export {
  cpu, mem, io, bp, on, run, step, inject, snap, vm, serial, serialPorts, debugPort, screen, sym, asm, dis, cmd, tb, profile, boot, files, param,
  test, it, describe, setup, before, beforeEach, afterEach, after, assert, log, console,
};
export default globalThis.ringside;
