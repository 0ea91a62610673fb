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

  // A second argument would be meant as a value to write, and must not pass unnoticed.
  const reader = (name, size) => (a, ...more) => {
    if (more.length > 0) fail(`u${8 * size} reads, from one address; mem.set(ADDRESS, VALUE, ${size}) writes`);
    return host.readMemory(name, place(a), size);
  };
  const space = (name) => ({
    u8: reader(name, 1),
    u16: reader(name, 2),
    u32: reader(name, 4),
    u64: (...a) => BigInt(reader(name, 8)(...a)),
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

  let inHandler = false;

  /** What a handler threw; it cannot pass through the core, so that the run that it ended throws it. */
  let thrown = null;

  const stopOf = (stopped) => {
    if (thrown !== null) {
      const { error } = thrown;
      thrown = null;
      throw error;
    }
    const stop = {};
    for (const key of ['kind', 'reason', 'breakpoint', 'code', 'pc', 'eip', 'symbol']) stop[key] = stopped[key];
    stop.icount = count(stopped.icount);
    stop.notes = stopped.notes === '' ? [] : stopped.notes.split('\n');
    if (stop.kind === 'user') fail(stop.reason || 'interrupted');
    if (stop.kind === 'limit' && host.isExhausted()) fail(stop.reason);
    return stop;
  };

  const outside = (what) => {
    if (inHandler) fail(`${what} inside a handler: a handler cannot run the machine`);
  };

  const run = (options = {}) => {
    outside('run()');
    if (typeof options === 'number' || typeof options === 'bigint') options = { maxInsns: options };
    checkOptions('run', options, ['maxInsns', 'until']);
    const most = options.maxInsns === undefined ? null : integer(options.maxInsns, 'maxInsns');
    return stopOf(options.until === undefined ? host.run(most) : host.until(String(options.until), most));
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

  // --- stop points -----------------------------------------------------------------------------------------------------

  const breakpoint = (number) =>
    strict('a breakpoint', {
      number,
      get hits() {
        return host.breakpointHits(number);
      },
      enable: (on = true) => host.enableBreakpoint(number, on),
      remove: () => host.deleteBreakpoint(number),
      [inspect]: () => `breakpoint ${number}`,
    });

  const WIDE = [
    'address', 'size', 'value', 'old', 'error', 'vector', 'irq', 'port', 'cr', 'msr', 'unit', 'insns', 'version', 'target',
  ];

  /** What the core is to do after a function of the user's has seen an event. */
  const answerOf = (handler, quiet) => (raw) => {
    const event = { kind: raw.kind, phase: raw.phase, breakpoint: raw.breakpoint, hits: raw.hits, pc: raw.pc, icount: count(raw.icount) };
    for (const name of WIDE) if (raw[name] !== undefined) event[name] = wide(raw[name]);
    for (const name of ['write', 'state']) if (raw[name] !== undefined) event[name] = raw[name];
    let answer = null;
    const methods = {
      stop: (message = '') => {
        answer = ['stop', String(message)];
      },
      skip: () => {
        answer = ['skip', ''];
      },
      set: (value) => {
        answer = ['change', integer(value, 'a value')];
      },
    };
    for (const [name, value] of Object.entries(methods)) Object.defineProperty(event, name, { value });
    const nested = inHandler;
    inHandler = true;
    try {
      const said = handler(strict('the event', event));
      if (answer !== null) return answer;
      return (said === undefined || said === null ? quiet : said === false) ? ['continue', ''] : ['stop', ''];
    } catch (error) {
      thrown = { error };
      return ['stop', 'a handler failed'];
    } finally {
      inHandler = nested;
    }
  };

  const COMMON = ['when', 'ignore', 'once'];

  const addStop = (kind, written, options, numbers, handler, quiet) => {
    const number = host.addStop(kind, written, !!options.once, options.when ?? null, options.ignore ?? null, ...numbers);
    if (handler) host.handleStop(number, answerOf(handler, quiet));
    return breakpoint(number);
  };

  const written = (address) => (typeof address === 'string' ? address : lib.hex(address));

  const breakAt = (space) => (address, options = {}) => {
    checkOptions('a breakpoint', options, [...COMMON, 'hit']);
    return addStop('exec', written(address), options, [place(address), space], options.hit, false);
  };

  const watch = (kind) => (address, size, handler) => {
    if (typeof size === 'function') [size, handler] = [4, size];
    const shown = `${written(address)},${size ?? 4}`;
    return addStop(kind, shown, {}, [place(address), 'linear', integer(size ?? 4, 'a size')], handler, true);
  };

  // The events, the options that they have besides the common ones, and the arguments of the host that these become.
  const number = (value, what) => (value === undefined ? null : integer(value, what));
  const memory = (o) => [place(o.at ?? fail('this event needs the option at')), o.space ?? 'linear', integer(o.size ?? 4, 'size')];
  const ports = (o) => {
    const [from, to] = Array.isArray(o.port) ? o.port : [o.port, o.port];
    return [number(from, 'port'), number(to, 'port'), o.phase ?? 'after'];
  };
  const EVENTS = {
    exec: [['at', 'space'], (o) => [place(o.at ?? fail('this event needs the option at')), o.space ?? 'linear']],
    read: [['at', 'size', 'space'], memory],
    write: [['at', 'size', 'space'], memory],
    access: [['at', 'size', 'space'], memory],
    exception: [['vector'], (o) => [number(o.vector, 'vector')]],
    int: [['vector'], (o) => [number(o.vector, 'vector')]],
    irq: [['irq'], (o) => [number(o.irq, 'irq')]],
    'io.in': [['port', 'phase'], ports],
    'io.out': [['port', 'phase'], ports],
    cr: [['cr'], (o) => [number(o.cr, 'cr')]],
    msr: [['msr'], (o) => [number(o.msr, 'msr')]],
    mode: [[], () => []],
    cpl: [[], () => []],
    insn: [['mnemonic'], (o) => [String(o.mnemonic ?? fail('this event needs the option mnemonic'))]],
    serial: [['text', 'port'], (o) => [String(o.text ?? fail('this event needs the option text')), o.port ?? 0]],
    'tb.translate': [[], () => []],
    'tb.link': [[], () => []],
    'tb.invalidate': [[], () => []],
    vmexit: [['reason'], (o) => [o.reason === undefined ? null : String(o.reason).toUpperCase()]],
    'shadow.fill': [[], () => []],
    'shadow.desync': [[], () => []],
    trace: [[], () => []],
    count: [['icount'], (o) => [number(o.icount, 'icount')]],
  };

  const on = (name, options, handler) => {
    if (typeof options === 'function') [options, handler] = [{}, options];
    if (!Object.hasOwn(EVENTS, name)) {
      const names = Object.keys(EVENTS).sort();
      fail(`there is no event '${name}'${lib.suggestion(name, names) || `; there are ${names.join(', ')}`}`);
    }
    if (typeof handler !== 'function') fail(`on('${name}') needs a function to call`);
    const [names, numbers] = EVENTS[name];
    options = checkOptions(`on('${name}')`, options ?? {}, [...COMMON, ...names]);
    return addStop(name, '', options, numbers(options), handler, true);
  };

  Object.assign(lib, {
    outside, stopOf,
    machineApi: {
      cpu: strict('cpu', cpuObject),
      mem,
      io,
      bp: strict('bp', {
        at: breakAt('linear'),
        phys: breakAt('physical'),
        read: watch('read'),
        write: watch('write'),
        access: watch('access'),
      }),
      on,
      run,
      step,
    },
  });
})
