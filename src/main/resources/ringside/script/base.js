// What every other part needs: errors, objects that do not swallow typing errors, numbers, and how values are shown.
// Each part is a function of the host's functions (HostFunctions) and of the library that it adds to.
(function (raw, lib) {
  'use strict';

  const fail = (message) => {
    throw new Error(message);
  };

  // An error of the host becomes one of JavaScript, so that it tells where in the script it came from.
  const host = {};
  for (const name of Object.keys(raw)) {
    host[name] = (...values) => {
      try {
        return raw[name](...values);
      } catch (thrown) {
        return fail(thrown.message);
      }
    };
  }

  // --- objects that do not swallow typing errors -----------------------------------------------------------------------

  const suggestion = (word, names) => host.suggest(String(word), names.join('\n'));

  // Names that the language itself asks objects for.
  const asked = new Set(['then', 'toJSON', 'constructor', 'toString', 'valueOf', 'inspect']);
  const labels = new WeakMap();

  const strict = (label, target) => {
    const proxy = new Proxy(target, {
      get(object, key) {
        if (key in object || typeof key === 'symbol' || asked.has(key)) return object[key];
        return fail(`${label} has no '${key}'${suggestion(key, Object.keys(object))}`);
      },
      set(object, key, value) {
        const property = Object.getOwnPropertyDescriptor(object, key);
        if (!property) fail(`${label} has no '${String(key)}'${suggestion(key, Object.keys(object))}`);
        if (!property.set) fail(`${label}.${String(key)} cannot be set`);
        property.set.call(object, value);
        return true;
      },
      defineProperty: (object, key) => fail(`${label}.${String(key)} cannot be defined`),
      deleteProperty: (object, key) => fail(`${label}.${String(key)} cannot be deleted`),
    });
    labels.set(proxy, label);
    return proxy;
  };

  /** Fails unless every option is among the known names. */
  const checkOptions = (what, options, known) => {
    if (typeof options !== 'object' || options === null) fail(`${what} takes an object of options, not ${show(options)}`);
    for (const key of Object.keys(options)) {
      if (!known.includes(key)) fail(`${what} has no option '${key}'${suggestion(key, known)}`);
    }
    return options;
  };

  // --- numbers and addresses -------------------------------------------------------------------------------------------

  const wide = (value) => (typeof value === 'string' ? BigInt(value) : value);

  const count = (value) => {
    const big = BigInt(value);
    return big <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(big) : big;
  };

  const integer = (value, what) => {
    if (typeof value === 'bigint') return value;
    // What has a value of its own, such as cpu.cs, counts as it.
    if (typeof value === 'object' && value !== null && labels.has(value)) return integer(value.valueOf(), what);
    if (typeof value !== 'number' || !Number.isInteger(value)) fail(`${what} must be an integer, not ${show(value)}`);
    if (!Number.isSafeInteger(value)) fail(`${what} is not exact as a Number; write 0x${value.toString(16)}n`);
    return value;
  };

  const place = (address) => (typeof address === 'string' ? address : integer(address, 'an address'));

  const bytesOf = (data) => {
    if (typeof data === 'string') return Array.from(data, (c) => c.charCodeAt(0) & 255);
    if (typeof data !== 'object' || data === null || data.length === undefined) fail(`expected text or bytes, not ${show(data)}`);
    return Array.from(data, (b) => Number(b) & 255);
  };

  // --- how values are shown --------------------------------------------------------------------------------------------

  // Members that hold addresses and bit patterns, which people read in hexadecimal.
  const hexadecimal =
    /^(e?(ax|bx|cx|dx|si|di|bp|sp|ip|flags)|[cdefgs]s|.*(address|base|limit|linear|physical|selector|pc|old|value|code)|[cd]r\d)$/i;
  const MOST_ITEMS = 100;
  const MOST_BYTES = 256;

  const hex = (value) => (value < 0 ? '-0x' + (-value).toString(16) : '0x' + value.toString(16));

  /** A number as decimal and, from a size where that says more, in hexadecimal. */
  const number = (value, from) => {
    const written = typeof value === 'bigint' ? `${value}n` : String(value);
    const whole = typeof value === 'bigint' || Number.isSafeInteger(value);
    return whole && (value >= from || value <= -from) ? `${written} (${hex(value)})` : written;
  };
  const isNumber = (value) => typeof value === 'number' || typeof value === 'bigint';

  const nested = (value, key, depth, seen) => {
    if (typeof value === 'string') return JSON.stringify(value);
    if (typeof value === 'bigint') return hexadecimal.test(key) ? hex(value) + 'n' : `${value}n`;
    if (typeof value === 'number') {
      return hexadecimal.test(key) && Number.isSafeInteger(value) && value > 9 ? hex(value) : Object.is(value, -0) ? '-0' : String(value);
    }
    if (typeof value === 'function') return value.name ? `[function ${value.name}]` : '[function]';
    if (typeof value === 'symbol') return value.toString();
    if (typeof value !== 'object' || value === null) return String(value);
    if (value instanceof Error) return `${value.name}: ${value.message}`;
    if (labels.has(value)) return value[inspect] ? value[inspect]() : `${labels.get(value)} { ${Object.keys(value).join(', ')} }`;
    if (value instanceof RegExp || value instanceof Date) return String(value);
    if (ArrayBuffer.isView(value)) return view(value);
    if (seen.includes(value)) return '[circular]';
    if (depth > 6) return Array.isArray(value) ? '[...]' : '{...}';
    const inner = [...seen, value];
    const list = (items, open, close) =>
      items.length === 0
        ? open + close
        : `${open} ${items.slice(0, MOST_ITEMS).join(', ')}${items.length > MOST_ITEMS ? `, ... ${items.length - MOST_ITEMS} more` : ''} ${close}`;
    if (Array.isArray(value)) return list(value.slice(0, MOST_ITEMS + 1).map((one) => nested(one, key, depth + 1, inner)), '[', ']');
    if (value instanceof Map) {
      return `Map ${list([...value].map(([k, v]) => `${nested(k, '', depth + 1, inner)} => ${nested(v, '', depth + 1, inner)}`), '{', '}')}`;
    }
    if (value instanceof Set) return `Set ${list([...value].map((one) => nested(one, '', depth + 1, inner)), '{', '}')}`;
    const named = (name) => (/^[A-Za-z_$][\w$]*$/.test(name) ? name : JSON.stringify(name));
    return list(Object.keys(value).map((name) => `${named(name)}: ${nested(value[name], name, depth + 1, inner)}`), '{', '}');
  };

  const view = (value) => {
    const octets = value instanceof Uint8Array;
    const items = Array.from(value.slice(0, MOST_BYTES), (one) => (octets ? one.toString(16).padStart(2, '0') : String(one)));
    return `${value.constructor.name}(${value.length}) [ ${items.join(' ')}${value.length > MOST_BYTES ? ' ...' : ''} ]`;
  };

  const inspect = Symbol('inspect');

  /** Any value in one line, or a few. */
  const show = (value) => (isNumber(value) ? number(value, 10) : nested(value, '', 0, []));

  const log = (...parts) => host.print(parts.map((part) => (typeof part === 'string' ? part : nested(part, '', 0, []))).join(' '));

  const tail = (text) => JSON.stringify(text.slice(-300));

  Object.assign(lib, {
    isOurs: (value) => labels.has(value),
    host, fail, strict, suggestion, checkOptions, wide, count, integer, place, bytesOf, hex, show, inspect, log, tail,
    /** What the REPL answers; nothing for undefined. */
    answer: (value) => (value === undefined ? '' : isNumber(value) ? number(value, 0x1000) : show(value)),
    console: strict('console', { log, info: log, warn: log, error: log, debug: log }),
  });
})
