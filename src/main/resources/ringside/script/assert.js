// Assertions. Their messages name both values, integers also in hexadecimal.
(function (raw, lib) {
  'use strict';
  const { show } = lib;

  class AssertionError extends Error {
    constructor(message, actual, expected, operator) {
      super(message);
      this.name = 'AssertionError';
      this.actual = actual;
      this.expected = expected;
      this.operator = operator;
    }
  }

  const failed = (message, actual, expected, operator) => {
    throw new AssertionError(message, actual, expected, operator);
  };

  /** What the user says about an assertion: a text before ours, or an error to throw instead. */
  const say = (note, text, actual, expected, operator) => {
    if (note instanceof Error) throw note;
    failed(note === undefined || note === '' ? text : `${note}: ${text}`, actual, expected, operator);
  };

  // A BigInt and a Number are equal if they are the same integer: registers of 32 and of 64 bits compare without ceremony.
  const mixed = (a, b) => (typeof a === 'bigint' && typeof b === 'number') || (typeof a === 'number' && typeof b === 'bigint');
  const plain = (value) => (value !== null && typeof value === 'object' && typeof value.valueOf() !== 'object' ? value.valueOf() : value);
  const same = (a, b) => (mixed(a, b) ? a == b : Object.is(a, b));

  const deeplySame = (a, b) => {
    a = plain(a);
    b = plain(b);
    if (same(a, b)) return true;
    if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
    const views = ArrayBuffer.isView(a) || ArrayBuffer.isView(b);
    if (Array.isArray(a) || Array.isArray(b) || views) {
      const lists = (value) => Array.isArray(value) || ArrayBuffer.isView(value);
      return lists(a) && lists(b) && a.length === b.length && Array.from(a).every((one, i) => deeplySame(one, b[i]));
    }
    if (a instanceof Map || a instanceof Set) return b instanceof a.constructor && deeplySame([...a], [...b]);
    if (a instanceof RegExp || a instanceof Date) return String(a) === String(b);
    const keys = Object.keys(a);
    return keys.length === Object.keys(b).length && keys.every((key) => Object.hasOwn(b, key) && deeplySame(a[key], b[key]));
  };

  const ok = (value, note) => {
    if (!value) say(note, `expected something true, but it is ${show(value)}`, value, true, 'ok');
  };
  const equal = (actual, expected, note) => {
    if (!same(plain(actual), plain(expected))) {
      say(note, `expected ${show(expected)}, but it is ${show(actual)}`, actual, expected, 'equal');
    }
  };
  const notEqual = (actual, expected, note) => {
    if (same(plain(actual), plain(expected))) say(note, `expected anything but ${show(expected)}`, actual, expected, 'notEqual');
  };
  const deepEqual = (actual, expected, note) => {
    if (!deeplySame(actual, expected)) {
      say(note, `expected ${show(expected)}, but it is ${show(actual)}`, actual, expected, 'deepEqual');
    }
  };
  const notDeepEqual = (actual, expected, note) => {
    if (deeplySame(actual, expected)) say(note, `expected anything but ${show(expected)}`, actual, expected, 'notDeepEqual');
  };
  const found = (text, pattern) => (pattern instanceof RegExp ? String(text).search(pattern) >= 0 : String(text).includes(pattern));
  const match = (text, pattern, note) => {
    if (!found(text, pattern)) say(note, `expected ${show(pattern)} in ${lib.tail(String(text))}`, String(text), pattern, 'match');
  };
  const doesNotMatch = (text, pattern, note) => {
    if (found(text, pattern)) say(note, `expected no ${show(pattern)} in ${lib.tail(String(text))}`, String(text), pattern, 'doesNotMatch');
  };
  const throws = (body, wanted = /(?:)/, note) => {
    if (typeof body !== 'function') failed(`assert.throws takes a function, not ${show(body)}`, body, 'a function', 'throws');
    let thrown;
    try {
      body();
    } catch (error) {
      thrown = { error };
    }
    if (!thrown) say(note, `expected an error, but there was none`, 'no error', 'an error', 'throws');
    const message = String(thrown.error?.message ?? thrown.error);
    const fits = wanted instanceof RegExp ? found(message, wanted) : typeof wanted === 'function' ? thrown.error instanceof wanted : message.includes(wanted);
    if (!fits) say(note, `expected an error like ${show(wanted)}, but it says: ${message}`, message, wanted, 'throws');
    return thrown.error;
  };
  const doesNotThrow = (body, note) => {
    try {
      body();
    } catch (error) {
      say(note, `expected no error, but it says: ${error?.message ?? error}`, error, undefined, 'doesNotThrow');
    }
  };

  Object.assign(lib, {
    assertionFailed: failed,
    AssertionError,
    assert: lib.strict(
      'assert',
      Object.assign((value, note) => ok(value, note), {
        ok, equal, notEqual, deepEqual, notDeepEqual, match, doesNotMatch, throws, doesNotThrow, AssertionError,
        strictEqual: equal,
        deepStrictEqual: deepEqual,
        fail: (note = 'failed') => say(undefined, String(note), undefined, undefined, 'fail'),
      }),
    ),
  });
})
