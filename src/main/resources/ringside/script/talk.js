// Talking to the guest and to the debugger: commands, injection, snapshots, serial lines, the screen, symbols, code.
(function (raw, lib) {
  'use strict';
  const { host, fail, strict, checkOptions, integer, place, bytesOf, stopOf, outside, tail } = lib;

  const cmd = (line) => {
    const reply = host.command(String(line));
    return { text: reply.text, data: reply.json === null ? null : JSON.parse(reply.json) };
  };

  const at = (when) => (when === undefined ? '' : ` --at ${integer(when, 'a count')}`);
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
    diff: (a, b) => cmd(`snapshot diff ${a}${b === undefined ? '' : ` ${b}`}`).text,
  });

  // --- virtual machines ------------------------------------------------------------------------------------------------

  const vm = strict('vm', {
    create(name, options = {}) {
      const known = ['kernel', 'initrd', 'append', 'serial', 'at', 'mode', 'ram', 'technique', 'engine', 'shares'];
      checkOptions('vm.create', options, ['image', ...known]);
      const words = known
        .filter((option) => options[option] !== undefined)
        .map((option) => `--${option} "${options[option]}"`);
      if (options.image !== undefined) words.push(`"${options.image}"`);
      return cmd(`vm create ${name} ${words.join(' ')}`).data;
    },
    list: () => cmd('vm list').data,
    get: (name) => cmd(`vm state ${name}`).data.vm,
    select(name) {
      cmd(`vm select ${name}`);
    },
    run: (n) => (outside('vm.run()'), cmd(`vm run ${n === undefined ? '' : integer(n, 'a count')}`).data),
    pause: (name) => cmd(`vm pause ${name}`).data,
    resume: (name) => cmd(`vm resume ${name}`).data,
    kill(name) {
      cmd(`vm kill ${name}`);
    },
    state: (name, other) => cmd(`vm state ${name} ${other === undefined ? '' : other}`).data,
    switch: () => (outside('vm.switch()'), cmd('vm switch --explain').data),
    switchStep: () => (outside('vm.switchStep()'), cmd('vm switch step').data),
  });

  // --- waiting ---------------------------------------------------------------------------------------------------------

  const WAIT = 1e9;

  const limits = (options, slice) => {
    if (typeof options === 'number' || typeof options === 'bigint') options = { insns: options };
    checkOptions('expect', options, ['insns', 'slice']);
    return { insns: integer(options.insns ?? WAIT, 'insns'), slice: integer(options.slice ?? slice, 'slice') };
  };

  /** What of the text the pattern matches, as RegExp.exec gives it, or null. */
  const find = (text, pattern) => {
    if (pattern instanceof RegExp) return new RegExp(pattern.source, pattern.flags.replace(/[gy]/g, '')).exec(text);
    const index = text.indexOf(pattern);
    return index < 0 ? null : Object.assign([pattern], { index, input: text, groups: undefined });
  };

  // Looks every slice of instructions, so that a run meets its condition at the same place every time.
  const wait = ({ insns, slice }, pattern, where, done, seen) => {
    outside('expect()');
    const shown = pattern instanceof RegExp ? String(pattern) : JSON.stringify(pattern);
    const miss = (why) =>
      lib.assertionFailed(`${why} ${shown} on ${where}; last seen: ${tail(seen())}`, seen().slice(-300), pattern, 'match');
    const end = BigInt(host.icount()) + BigInt(insns);
    for (;;) {
      const found = done();
      if (found) return found;
      const left = end - BigInt(host.icount());
      if (left <= 0n) miss(`waited ${insns} instructions for`);
      const stop = stopOf(host.run(left < BigInt(slice) ? left : BigInt(slice)));
      if (stop.kind !== 'limit') {
        const late = done();
        if (late) return late;
        miss(`stopped (${stop.reason || stop.kind}) while waiting for`);
      }
    }
  };

  const screenText = () => cmd('screen').text;
  const screenMatch = (pattern) => {
    const text = screenText();
    const found = find(text, pattern);
    return found && answer(found, text);
  };
  const screen = Object.assign(() => screenText().split('\n'), {
    text: screenText,
    has: (pattern) => find(screenText(), pattern) !== null,
    /** Runs until the screen shows the pattern, and answers what matched, groups included. */
    expect: (pattern, options = {}) =>
      wait(limits(options, 1000000), pattern, 'the screen', () => screenMatch(pattern), screenText),
  });

  /** A match as RegExp.exec gives it, which also knows all text up to its end. */
  const answer = (found, text) => Object.defineProperties(found, { text: { value: text }, toString: { value: () => text } });

  // What the guest sends out of a port, and waiting for it.
  const output = (port, name) => {
    return {
      output: () => host.output(port, 0),
      /** What came since the last look. */
      fresh() {
        const text = host.output(port, host.outputRead(port));
        host.markOutput(port, host.outputLength(port));
        return text;
      },
      /** Runs until the guest has sent the pattern, and answers what matched, groups included. */
      expect(pattern, options = {}) {
        let known = -1;
        const unread = () => host.output(port, host.outputRead(port));
        return wait(
          limits(options, 200000),
          pattern,
          name,
          () => {
            const length = host.outputLength(port);
            if (length === known) return null;
            known = length;
            const text = unread();
            const found = find(text, pattern);
            if (found === null) return null;
            const end = found.index + found[0].length;
            host.markOutput(port, host.outputRead(port) + end);
            return answer(found, text.slice(0, end));
          },
          unread,
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

  const sym = Object.assign((name) => host.evaluate(String(name)), {
    at: (address) => host.symbolAt(integer(address, 'an address')),
    add: (name, address) => host.addSymbol(String(name), integer(address, 'an address')),
  });

  const spaceless = (address) => (typeof address === 'string' ? address.replace(/\s+/g, '') : lib.hex(integer(address, 'an address')));
  const asm = (address, text) => {
    if (text === undefined) fail('asm takes an address and the text of an instruction');
    return cmd(`assemble ${spaceless(address)} ${text}`).text;
  };
  const dis = (address = host.pc(), n = 1) =>
    Array.from(host.disassemble(place(address), integer(n, 'a count')), (l) => ({
      address: l.address,
      bytes: l.bytes,
      text: l.text,
      length: l.length,
    }));

  const BOOT = ['kernel', 'initrd', 'append', 'modules', 'asm', 'at', 'mode', 'ram', 'cpu', 'exitPort', 'fda', 'hda', 'floppyAsm'];
  const boot = (options = {}) => {
    outside('boot()');
    checkOptions('boot', options, BOOT);
    const words = [];
    for (const [name, value] of Object.entries(options)) {
      for (const one of Array.isArray(value) ? value : [value]) {
        if (typeof one !== 'string' && typeof one !== 'number') fail(`boot's ${name} must be text or a number, not ${lib.show(one)}`);
        words.push(name, typeof one === 'number' ? lib.hex(integer(one, name)) : one);
      }
    }
    host.boot(words);
  };

  Object.assign(lib, {
    talkApi: {
      cmd, inject, snap, vm, screen, serial, sym, asm, dis, boot,
      /** What the user has set with --set NAME=VALUE, as the type that the default has. */
      param(name, standard = '') {
        const set = host.parameter(String(name));
        if (set === null || set === undefined) return standard;
        if (typeof standard === 'number') return Number(set);
        return typeof standard === 'boolean' ? set !== 'false' && set !== '0' : set;
      },
      serialPorts: [serial, line(1), line(2), line(3)],
      debugPort: strict('debugPort', output(-1, 'the debug port')),
      files: strict('files', {
        text: (path) => host.readFile(String(path), true),
        bytes: (path) => Uint8Array.from(host.readFile(String(path), false)),
      }),
    },
  });
})
