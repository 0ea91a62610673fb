// The machine itself: cpu, mem, io, breakpoints, running.
(function (raw, lib) {
  'use strict';
  const { host, fail, strict, checkOptions, wide, count, integer, place, bytesOf, inspect } = lib;

  // --- cpu -------------------------------------------------------------------------------------------------------------

  const cpuObject = {};
  const groups = {};
  for (const name of host.registerNames()) {
    const access = {
      enumerable: true,
      configurable: true,
      get: () => wide(host.readRegister(name)),
      set: (value) => host.writeRegister(name, integer(value, name)),
    };
    const dot = name.indexOf('.');
    if (dot < 0) {
      Object.defineProperty(cpuObject, name, access);
    } else {
      const group = name.slice(0, dot);
      groups[group] = groups[group] || {};
      Object.defineProperty(groups[group], name.slice(dot + 1), access);
    }
  }
  for (const [group, members] of Object.entries(groups)) {
    const plain = Object.getOwnPropertyDescriptor(cpuObject, group);
    const hidden = (name, value) => Object.defineProperty(members, name, { value });
    if (plain) {
      // cs is a number with parts: cpu.cs.base; in arithmetic it is the selector.
      if (!Object.hasOwn(members, 'sel') && Object.hasOwn(members, 'base')) Object.defineProperty(members, 'sel', plain);
      hidden('valueOf', plain.get);
      hidden('toString', (radix) => plain.get().toString(radix));
    }
    hidden(inspect, () => {
      const parts = Object.keys(members).map((name) => `${name}: ${lib.hex(members[name])}`);
      return `${plain ? lib.hex(plain.get()) + ' ' : ''}{ ${parts.join(', ')} }`;
    });
    const parts = strict(`cpu.${group}`, members);
    Object.defineProperty(cpuObject, group, { enumerable: true, get: () => parts, set: plain ? plain.set : undefined });
  }
  Object.defineProperties(cpuObject, {
    mode: { enumerable: true, get: () => host.mode() },
    pc: { enumerable: true, get: () => host.pc() },
    icount: { enumerable: true, get: () => count(host.icount()) },
    time: { enumerable: true, get: () => count(host.time()) },
    [inspect]: { value: () => host.command('info registers').text },
  });

  // --- memory and ports ------------------------------------------------------------------------------------------------

  const space = (name) => ({
    u8: (a) => host.readMemory(name, place(a), 1),
    u16: (a) => host.readMemory(name, place(a), 2),
    u32: (a) => host.readMemory(name, place(a), 4),
    u64: (a) => BigInt(host.readMemory(name, place(a), 8)),
    bytes: (a, n) => Uint8Array.from(host.readBytes(name, place(a), integer(n, 'a length'))),
    str(a, most = 256) {
      const octets = [];
      for (let i = 0; i < most; i++) {
        const octet = host.readMemory(name, typeof a === 'string' ? `(${a})+${i}` : a + (typeof a === 'bigint' ? BigInt(i) : i), 1);
        if (octet === 0) break;
        octets.push(octet);
      }
      return String.fromCharCode(...octets);
    },
    set(a, value, size = 4) {
      if (typeof value === 'number' || typeof value === 'bigint') {
        host.writeMemory(name, place(a), integer(value, 'a value'), size);
      } else {
        host.writeBytes(name, place(a), bytesOf(value));
      }
    },
    fill: (a, n, value = 0) => host.writeBytes(name, place(a), new Array(Number(integer(n, 'a length'))).fill(value & 255)),
    find: (a, n, data) => host.find(name, place(a), integer(n, 'a length'), bytesOf(data)),
  });
  const phys = strict('mem.phys', space('physical'));
  const linear = strict('mem.linear', space('linear'));
  const mem = strict('mem', Object.assign(space('linear'), { phys, linear }));

  const io = strict('io', {
    in: (port, size = 1) => host.readPort(integer(port, 'a port'), size),
    out: (port, value, size = 1) => host.writePort(integer(port, 'a port'), integer(value, 'a value'), size),
  });

  // --- running ---------------------------------------------------------------------------------------------------------

  const handlers = new Map();
  let inHandler = false;

  const stopOf = (stopped) => {
    const stop = {};
    for (const key of ['kind', 'reason', 'breakpoint', 'code', 'pc', 'eip', 'symbol']) stop[key] = stopped[key];
    stop.icount = count(stopped.icount);
    if (stop.kind === 'user') fail(stop.reason || 'interrupted');
    if (stop.kind === 'limit' && host.isExhausted()) fail(stop.reason);
    return stop;
  };

  const outside = (what) => {
    if (inHandler) fail(`${what} inside a handler: a handler cannot run the machine`);
  };

  /** Calls the handler of the breakpoint that stopped; whether to go on. */
  const handled = (stop) => {
    const handler = handlers.get(stop.breakpoint);
    if (stop.kind !== 'breakpoint' || !handler) return false;
    inHandler = true;
    try {
      return handler(stop) === false;
    } finally {
      inHandler = false;
    }
  };

  const run = (options = {}) => {
    outside('run()');
    if (typeof options === 'number' || typeof options === 'bigint') options = { maxInsns: options };
    checkOptions('run', options, ['maxInsns', 'until']);
    const most = options.maxInsns === undefined ? null : integer(options.maxInsns, 'maxInsns');
    const end = most === null ? null : BigInt(host.icount()) + BigInt(most);
    for (;;) {
      const left = end === null ? null : end - BigInt(host.icount());
      const stop = stopOf(options.until === undefined ? host.run(left) : host.until(options.until, left));
      if (!handled(stop)) return stop;
    }
  };

  const step = Object.assign(
    (n = 1) => {
      outside('step()');
      return stopOf(host.step(integer(n, 'a count')));
    },
    {
      over: (n = 1) => (outside('step.over()'), stopOf(host.next(integer(n, 'a count')))),
      out: () => (outside('step.out()'), stopOf(host.finish())),
      to: (address) => (outside('step.to()'), stopOf(host.advance(place(address)))),
    },
  );

  const breakpoint = (number) =>
    strict('a breakpoint', {
      number,
      get hits() {
        return host.breakpointHits(number);
      },
      enable: (on = true) => host.enableBreakpoint(number, on),
      remove() {
        handlers.delete(number);
        host.deleteBreakpoint(number);
      },
      [inspect]: () => `breakpoint ${number}`,
    });

  const breakAt = (name) => (address, options = {}) => {
    checkOptions('a breakpoint', options, ['when', 'ignore', 'once', 'hit']);
    const number = host.addBreakpoint(place(address), name, options.when ?? null, !!options.once, options.ignore ?? null);
    if (options.hit) handlers.set(number, options.hit);
    return breakpoint(number);
  };

  Object.assign(lib, {
    outside, stopOf, handled,
    /** Forgets the handlers of breakpoints that are gone. */
    forgetHandlers(kept) {
      for (const number of handlers.keys()) if (!Array.from(kept).includes(number)) handlers.delete(number);
    },
    machineApi: { cpu: strict('cpu', cpuObject), mem, io, bp: strict('bp', { at: breakAt('linear'), phys: breakAt('physical') }), run, step },
  });
})
