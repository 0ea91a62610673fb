// Builds what scripts see from the functions of the host (HostFunctions). Evaluates to a function that installs it.
(function (host) {
  'use strict';

  const fail = (message) => {
    throw new Error(message);
  };

  // --- objects that do not swallow typing errors -----------------------------------------------------------------------

  const distance = (a, b) => {
    const row = Array.from({ length: b.length + 1 }, (_, i) => i);
    for (let i = 1; i <= a.length; i++) {
      let corner = row[0]++;
      for (let j = 1; j <= b.length; j++) {
        const above = row[j];
        row[j] = Math.min(above + 1, row[j - 1] + 1, corner + (a[i - 1] === b[j - 1] ? 0 : 1));
        corner = above;
      }
    }
    return row[b.length];
  };

  const suggestion = (word, names) => {
    const near = names
      .map((name) => [distance(word.toLowerCase(), name.toLowerCase()), name])
      .filter(([far]) => far <= 2)
      .sort(([a], [b]) => a - b)
      .slice(0, 3)
      .map(([, name]) => `'${name}'`);
    return near.length ? `; did you mean ${near.join(' or ')}?` : '';
  };

  // Names that the language itself asks objects for.
  const asked = new Set(['then', 'toJSON', 'constructor', 'toString', 'valueOf', 'inspect']);

  const strict = (label, target) =>
    new Proxy(target, {
      get(object, key) {
        if (key in object || typeof key === 'symbol' || asked.has(key)) return object[key];
        return fail(`${label} has no '${key}'${suggestion(String(key), Object.keys(object))}`);
      },
      set(object, key, value) {
        const property = Object.getOwnPropertyDescriptor(object, key);
        if (!property) fail(`${label} has no '${String(key)}'${suggestion(String(key), Object.keys(object))}`);
        if (!property.set) fail(`${label}.${String(key)} cannot be set`);
        property.set.call(object, value);
        return true;
      },
      deleteProperty: (object, key) => fail(`${label}.${String(key)} cannot be deleted`),
    });

  // --- numbers and addresses -------------------------------------------------------------------------------------------

  const wide = (value) => (typeof value === 'string' ? BigInt(value) : value);

  const count = (value) => {
    const big = BigInt(value);
    return big <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(big) : big;
  };

  const integer = (value, what) => {
    if (typeof value === 'bigint') return value;
    if (typeof value !== 'number' || !Number.isInteger(value)) fail(`${what} must be an integer, not ${show(value)}`);
    if (!Number.isSafeInteger(value)) fail(`${what} is not exact as a Number; write 0x${value.toString(16)}n`);
    return value;
  };

  const place = (address) => (typeof address === 'string' ? address : integer(address, 'an address'));

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
    if (plain) {
      // cs is a number with parts: cpu.cs.base; in arithmetic it is the selector.
      Object.defineProperty(members, 'sel', plain);
      members.valueOf = plain.get;
      members.toString = () => plain.get().toString();
    }
    Object.defineProperty(cpuObject, group, {
      enumerable: true,
      get: () => strict(`cpu.${group}`, members),
      set: plain ? plain.set : undefined,
    });
  }
  Object.defineProperties(cpuObject, {
    mode: { enumerable: true, get: () => host.mode() },
    pc: { enumerable: true, get: () => host.pc() },
    icount: { enumerable: true, get: () => count(host.icount()) },
    time: { enumerable: true, get: () => count(host.time()) },
  });
  const cpu = strict('cpu', cpuObject);

  // --- memory ----------------------------------------------------------------------------------------------------------

  const bytesOf = (data) =>
    typeof data === 'string' ? Array.from(data, (c) => c.charCodeAt(0) & 255) : Array.from(data, (b) => Number(b) & 255);

  const space = (label, name) => ({
    u8: (a) => host.readMemory(name, place(a), 1),
    u16: (a) => host.readMemory(name, place(a), 2),
    u32: (a) => host.readMemory(name, place(a), 4),
    u64: (a) => BigInt(host.readMemory(name, place(a), 8)),
    bytes: (a, n) => Uint8Array.from(host.readBytes(name, place(a), integer(n, 'a length'))),
    str(a, most = 256) {
      const octets = [];
      for (let i = 0; i < most; i++) {
        const octet = host.readMemory(name, typeof a === 'string' ? `(${a})+${i}` : a + i, 1);
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
    fill: (a, n, value = 0) => host.writeBytes(name, place(a), new Array(integer(n, 'a length')).fill(value & 255)),
    find: (a, n, data) => host.find(name, place(a), integer(n, 'a length'), bytesOf(data)),
  });
  const phys = strict('mem.phys', space('mem.phys', 'physical'));
  const linear = strict('mem.linear', space('mem.linear', 'linear'));
  const mem = strict('mem', Object.assign(space('mem', 'linear'), { phys, linear }));

  // --- running ---------------------------------------------------------------------------------------------------------

  const handlers = new Map();
  let inHandler = false;

  const stopOf = (raw) => {
    const stop = {};
    for (const key of ['kind', 'reason', 'breakpoint', 'code', 'pc', 'eip', 'symbol']) stop[key] = raw[key];
    stop.icount = count(raw.icount);
    if (stop.kind === 'user') fail('interrupted');
    return stop;
  };

  const outside = () => {
    if (inHandler) fail('a handler cannot run the machine');
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
    outside();
    if (typeof options === 'number' || typeof options === 'bigint') options = { maxInsns: options };
    for (const key of Object.keys(options)) {
      if (key !== 'maxInsns' && key !== 'until') {
        fail(`run has no option '${key}'${suggestion(key, ['maxInsns', 'until'])}`);
      }
    }
    if (options.until !== undefined) return stopOf(host.until(options.until));
    const end = options.maxInsns === undefined ? null : BigInt(host.icount()) + BigInt(options.maxInsns);
    for (;;) {
      const stop = stopOf(end === null ? host.run(null) : host.run(end - BigInt(host.icount())));
      if (!handled(stop)) return stop;
    }
  };

  const step = Object.assign(
    (n = 1) => {
      outside();
      return stopOf(host.step(integer(n, 'a count')));
    },
    {
      over: (n = 1) => (outside(), stopOf(host.next(integer(n, 'a count')))),
      out: () => (outside(), stopOf(host.finish())),
      to: (address) => (outside(), stopOf(host.advance(place(address)))),
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
    });

  const breakAt = (name) => (address, options = {}) => {
    for (const key of Object.keys(options)) {
      const known = ['when', 'ignore', 'once', 'hit'];
      if (!known.includes(key)) fail(`a breakpoint has no option '${key}'${suggestion(key, known)}`);
    }
    const number = host.addBreakpoint(place(address), name, options.when ?? null, !!options.once, options.ignore ?? null);
    if (options.hit) handlers.set(number, options.hit);
    return breakpoint(number);
  };
  const bp = strict('bp', { at: breakAt('linear'), phys: breakAt('physical') });

  // --- commands and what is built from them ----------------------------------------------------------------------------

  const cmd = (line) => {
    const reply = host.command(line);
    return { text: reply.text, data: reply.json === null ? null : JSON.parse(reply.json) };
  };

  const at = (when) => (when === undefined ? '' : ` --at ${when}`);
  const inject = strict('inject', {
    irq: (n, when) => cmd(`inject irq ${n}${at(when)}`).text,
    int: (vector, when) => cmd(`inject int ${vector}${at(when)}`).text,
    nmi: (when) => cmd(`inject nmi${at(when)}`).text,
    exc: (vector, code, cr2, when) =>
      cmd(`inject exc ${[vector, code, cr2].filter((part) => part !== undefined).join(' ')}${at(when)}`).text,
    keys: (...names) => cmd(`sendkey ${names.join(' ')}`).text,
    keyDown: (name) => host.key(name, true),
    keyUp: (name) => host.key(name, false),
  });

  const snap = strict('snap', {
    save: (name) => cmd(`snapshot save ${name}`).text,
    load: (name) => cmd(`snapshot load ${name}`).text,
    list: () => cmd('snapshot list').data,
    diff: (a, b) => cmd(`snapshot diff ${a} ${b}`).text,
  });

  const screen = Object.assign(() => cmd('screen').text.split('\n'), {
    has: (pattern) => matches(cmd('screen').text, pattern),
    /** Runs until the screen shows the pattern. */
    expect(pattern, maxInsns = 1e9, slice = 1000000) {
      wait(maxInsns, slice, `${pattern} on the screen`, () => matches(cmd('screen').text, pattern), () => cmd('screen').text);
    },
  });

  const matches = (text, pattern) => (pattern instanceof RegExp ? pattern.exec(text)?.[0] : text.includes(pattern) ? pattern : undefined);

  // Looks every slice of instructions, so that a run meets its condition at the same place every time.
  const wait = (maxInsns, slice, what, done, seen) => {
    outside();
    const end = BigInt(host.icount()) + BigInt(integer(maxInsns, 'a number of instructions'));
    for (;;) {
      const result = done();
      if (result !== undefined && result !== false) return result;
      const left = end - BigInt(host.icount());
      if (left <= 0n) fail(`waited ${maxInsns} instructions for ${what}; last seen: ${tail(seen())}`);
      const stop = stopOf(host.run(left < BigInt(slice) ? left : BigInt(slice)));
      if (stop.kind !== 'limit' && !handled(stop)) {
        const late = done();
        if (late !== undefined && late !== false) return late;
        fail(`stopped while waiting for ${what}: ${stop.reason || stop.kind}; last seen: ${tail(seen())}`);
      }
    }
  };

  const tail = (text) => JSON.stringify(text.slice(-300));

  // What the guest sends out of a port, and waiting for it.
  const output = (port, name) => {
    let position = 0;
    return {
      output: () => host.output(port, 0),
      /** What came since the last look. */
      fresh() {
        const text = host.output(port, position);
        position = host.outputLength(port);
        return text;
      },
      /** Runs until the guest has sent the pattern, and answers everything up to and with it. */
      expect(pattern, maxInsns = 1e9, slice = 200000) {
        let known = -1;
        return wait(
          maxInsns,
          slice,
          `${pattern} on ${name}`,
          () => {
            const length = host.outputLength(port);
            if (length === known) return undefined;
            known = length;
            const text = host.output(port, position);
            const found = matches(text, pattern);
            if (found === undefined) return undefined;
            const end = text.indexOf(found) + found.length;
            position += end;
            return text.slice(0, end);
          },
          () => host.output(port, position),
        );
      },
    };
  };

  const line = (port) =>
    strict(
      'serial',
      Object.assign(output(port, `COM${port + 1}`), {
        /** Sends text to the guest; a line feed goes out as the carriage return that Enter sends. */
        send: (text) => host.send(port, bytesOf(String(text).replace(/\n/g, '\r'))),
        bytes: (data) => host.send(port, bytesOf(data)),
      }),
    );
  const serial = line(0);
  const serialPorts = [serial, line(1), line(2), line(3)];
  const debugPort = strict('debugPort', output(-1, 'the debug port'));

  const sym = Object.assign((name) => host.evaluate(name), {
    at: (address) => host.symbolAt(integer(address, 'an address')),
    add: (name, address) => host.addSymbol(name, integer(address, 'an address')),
  });

  const asm = (address, text) => cmd(`assemble ${typeof address === 'number' ? '0x' + address.toString(16) : address} ${text}`).text;
  const dis = (address = cpu.pc, n = 1) =>
    Array.from(host.disassemble(place(address), n), (l) => ({ address: l.address, bytes: l.bytes, text: l.text, length: l.length }));

  // --- output, assertions, tests ---------------------------------------------------------------------------------------

  const show = (value) => {
    if (value === undefined) return '';
    if (typeof value === 'string') return JSON.stringify(value);
    if (typeof value === 'bigint') return `${value}n`;
    if (typeof value === 'function') return value.name ? `[function ${value.name}]` : '[function]';
    if (value instanceof Error) return `${value.name}: ${value.message}`;
    if (value === cpu) return '[cpu]';
    if (typeof value === 'object' && value !== null) {
      try {
        return JSON.stringify(value, (key, part) => (typeof part === 'bigint' ? `${part}n` : part), 1)
          .replace(/\n */g, ' ');
      } catch (cyclic) {
        return String(value);
      }
    }
    return String(value);
  };

  const log = (...parts) => host.print(parts.map((part) => (typeof part === 'string' ? part : show(part))).join(' '));
  const console = strict('console', { log, info: log, warn: log, error: log, debug: log });

  const assert = Object.assign(
    (condition, message = 'the assertion does not hold') => {
      if (!condition) fail(message);
    },
    {
      equal(actual, expected, message = '') {
        const same = typeof actual === 'bigint' || typeof expected === 'bigint' ? actual == expected : Object.is(actual, expected);
        if (!same) fail(`${message ? message + ': ' : ''}expected ${show(expected)}, but it is ${show(actual)}`);
      },
      match(text, pattern, message = '') {
        if (!pattern.test(text)) fail(`${message ? message + ': ' : ''}expected ${pattern} in ${tail(text)}`);
      },
      throws(body, pattern = /(?:)/) {
        try {
          body();
        } catch (thrown) {
          if (!pattern.test(thrown.message)) fail(`expected an error like ${pattern}, but it says: ${thrown.message}`);
          return;
        }
        fail('expected an error, but there was none');
      },
    },
  );

  let tests = 0;
  let failures = 0;
  const test = (name, body) => {
    tests++;
    try {
      body({ name });
      log(`ok ${tests} - ${name}`);
    } catch (thrown) {
      failures++;
      log(`not ok ${tests} - ${name}: ${thrown.message}`);
    }
  };

  const api = {
    cpu, mem, bp, run, step, inject, snap, serial, serialPorts, debugPort, screen, sym, asm, dis, cmd, test, assert, log, console,
  };
  for (const [name, value] of Object.entries(api)) {
    Object.defineProperty(globalThis, name, { value, writable: true, enumerable: true, configurable: true });
  }
  Object.defineProperty(globalThis, 'ringside', { value: strict('ringside', api), writable: true, configurable: true });

  return {
    show,
    beginFile() {
      tests = 0;
      failures = 0;
    },
    endFile() {
      if (failures > 0) fail(`${failures} of ${tests} tests failed`);
      return tests > 0 ? `${tests} tests passed` : '';
    },
    complete(prefix) {
      const dot = prefix.lastIndexOf('.');
      const path = dot < 0 ? [] : prefix.slice(0, dot).split('.');
      let object = dot < 0 ? globalThis : api[path[0]];
      for (const name of path.slice(1)) object = object && Object.hasOwn(object, name) ? object[name] : undefined;
      if (object === undefined || object === null) return [];
      const names = dot < 0 ? Object.keys(object) : Object.keys(object).map((name) => `${prefix.slice(0, dot)}.${name}`);
      return names.filter((name) => name.startsWith(prefix)).sort();
    },
  };
})
