// The module 'ringside': what the prelude put into the global object.
const { cpu, mem, bp, run, step, inject, snap, serial, serialPorts, debugPort, screen, sym, asm, dis, cmd, test, assert, log,
  console } =
  globalThis.ringside;
export {
  cpu, mem, bp, run, step, inject, snap, serial, serialPorts, debugPort, screen, sym, asm, dis, cmd, test, assert, log,
  console,
};
export default globalThis.ringside;
