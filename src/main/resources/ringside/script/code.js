// Looking at how code runs: the translator's code cache, and profiles.
(function (raw, lib) {
  'use strict';
  const { fail, strict, checkOptions, integer } = lib;
  const { cmd } = lib.talkApi;

  const address = (a) => (typeof a === 'string' ? a.replace(/\s+/g, '') : lib.hex(integer(a, 'an address')));

  const unit = (a, options) => {
    const { unit: listing, bytecode } = cmd(`tb show ${address(a)}${options}`).data;
    const { summary, ...rest } = listing;
    return { ...summary, ...rest, ...(bytecode ? { bytecode } : {}) };
  };

  const tb = strict('tb', {
    /** The newest unit that covers an address, in full, or null. */
    at: (a) => (cmd(`tb list --at ${address(a)}`).data.length === 0 ? null : unit(a, '')),
    /** The lines of the JVM code of the unit that covers an address. */
    bytecode: (a) => unit(a, ' --bytecode').bytecode,
    list: () => cmd('tb list').data,
    why: (a) => cmd(`tb why ${address(a)}`).data,
    links: (a) => cmd(`tb links${a === undefined ? '' : ` ${address(a)}`}`).data,
    graph: () => cmd('tb graph').data.dot,
    stats: () => cmd('engine stats').data,
    flush: () => void cmd('tb flush'),
    invalidate: (a) => void cmd(`tb invalidate ${address(a)}`),
    pin: (a) => void cmd(`tb pin ${address(a)}`),
    unpin: (a) => void cmd(`tb unpin ${address(a)}`),
  });

  const KINDS = ['branches', 'targets', 'blocks', 'pages', 'values', 'cache'];
  const kindOf = (kind) => {
    if (!KINDS.includes(kind)) fail(`there is no profile of '${kind}'${lib.suggestion(String(kind), KINDS)}`);
    return kind;
  };
  const shape = (options) => {
    if (options === undefined) return '';
    const { size = 32768, line = 64, ways = 8 } = checkOptions('a cache', options, ['size', 'line', 'ways']);
    return ` ${integer(size, 'size')} ${integer(line, 'line')} ${integer(ways, 'ways')}`;
  };

  const profile = strict('profile', {
    on: (kind, cache) => void cmd(`profile ${kindOf(kind)} on${shape(cache)}`),
    off: (kind) => void cmd(kind === undefined ? 'profile off' : `profile ${kindOf(kind)} off`),
    reset: (kind) => void cmd(kind === undefined ? 'profile reset' : `profile ${kindOf(kind)} reset`),
    show: (kind, lines) => cmd(`profile ${kindOf(kind)} show${lines === undefined ? '' : ` ${integer(lines, 'lines')}`}`).data,
  });

  lib.codeApi = { tb, profile };
})
