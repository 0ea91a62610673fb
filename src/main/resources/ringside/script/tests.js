// test() and its hooks. 'ringside test' first collects the tests of a file and then runs them one by one, each from the
// same snapshot; outside of it, a test runs where it stands.
(function (raw, lib) {
  'use strict';
  const { host, fail, strict, checkOptions, log } = lib;

  const KNOWN = ['skip', 'only', 'todo', 'insns', 'seconds'];
  const HOOK = ['insns', 'seconds'];

  let collecting = false;
  let tests = [];
  let hooks = { setup: [], beforeEach: [], afterEach: [], after: [] };
  let group = [];
  let ran = 0;
  let failures = 0;

  const now = (name, body) => {
    ran++;
    try {
      body(context(name, () => 0));
      log(`ok ${ran} - ${name}`);
    } catch (thrown) {
      if (thrown instanceof Skipped) {
        log(`ok ${ran} - ${name} # SKIP ${thrown.message}`);
        return;
      }
      failures++;
      log(`not ok ${ran} - ${name}: ${thrown.message}`);
    }
  };

  class Skipped extends Error {}

  /** What a test's body gets. */
  const context = (name, random) =>
    strict('t', {
      name,
      random,
      /** The hash of the machine's whole state. */
      hash: () => host.stateHash(),
      log,
      diagnostic: log,
      skip(reason = '') {
        throw new Skipped(reason);
      },
      assert: lib.assert,
    });

  const add = (name, options, body) => {
    if (typeof options === 'function') [options, body] = [{}, options];
    options = checkOptions('test', options ?? {}, KNOWN);
    if (typeof name !== 'string' || name.trim() === '') fail(`a test needs a name, not ${lib.show(name)}`);
    if (typeof body !== 'function' && !options.todo) fail(`test '${name}' has no function`);
    const whole = [...group, name].join(' > ');
    if (options.skip || options.todo) {
      const reason = [options.todo ? 'TODO' : '', options.skip, options.todo].find((one) => typeof one === 'string' && one) ?? '';
      if (collecting) tests.push({ name: whole, skip: reason || 'skipped', options, body });
      else log(`ok ${++ran} - ${whole} # SKIP ${reason}`);
      return;
    }
    if (collecting) tests.push({ name: whole, only: !!options.only, options, body });
    else now(whole, body);
  };
  const test = Object.assign((name, options, body) => add(name, options, body), {
    skip: (name, options, body) => add(name, { ...(typeof options === 'object' ? options : {}), skip: true }, body ?? options),
    only: (name, options, body) => add(name, { ...(typeof options === 'object' ? options : {}), only: true }, body ?? options),
    todo: (name) => add(name, { todo: true }),
  });

  const describe = (name, body) => {
    group.push(String(name));
    try {
      body();
    } finally {
      group.pop();
    }
  };

  const hook = (kind, immediately) => (body, options = {}) => {
    if (typeof body !== 'function') fail(`${kind} takes a function, not ${lib.show(body)}`);
    checkOptions(kind, options, HOOK);
    const prefix = group.join(' > ');
    if (collecting) hooks[kind].push({ body, options, prefix });
    else if (immediately) body(context(kind, () => 0));
  };
  const setup = hook('setup', true);

  // --- a repeatable source of numbers (the 32-bit mixing function of the Mulberry family) --------------------------------

  const seeded = (text) => {
    let state = 0x811c9dc5;
    for (const c of text) state = Math.imul(state ^ c.codePointAt(0), 0x01000193);
    return () => {
      state = (state + 0x6d2b79f5) | 0;
      let mixed = Math.imul(state ^ (state >>> 15), state | 1);
      mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
      return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
    };
  };

  // --- what the runner calls -------------------------------------------------------------------------------------------

  /** The lines of a stack that are the user's. */
  const places = (thrown) =>
    String(thrown?.stack ?? '')
      .split('\n')
      .map((line) => /\bat (?:.*\()?([^()]*?):(\d+)(?::\d+)?\)?$/.exec(line.trim()))
      .filter((found) => found && !/^(base|machine|talk|assert|tests|prelude)\.js$/.test(found[1]) && found[1] !== '<js>')
      .map((found) => `${found[1]}:${found[2]}`);

  const describeFailure = (thrown) => {
    const failure = { message: String(thrown?.message ?? thrown), places: places(thrown).slice(0, 4) };
    const named = thrown instanceof Error && thrown.name !== 'Error' && thrown.name !== 'AssertionError';
    if (named) failure.message = `${thrown.name}: ${failure.message}`;
    if (thrown instanceof lib.AssertionError && thrown.operator !== 'fail') {
      failure.expected = lib.show(thrown.expected);
      failure.actual = lib.show(thrown.actual);
    }
    return failure;
  };

  /** Calls bodies one after the other; the state settles at once, or with the promises they answer. */
  const carryOut = (bodies) => {
    const outcome = { state: 'pending' };
    const settle = (thrown) => {
      if (thrown instanceof Skipped) Object.assign(outcome, { state: 'skipped', message: thrown.message });
      else Object.assign(outcome, describeFailure(thrown), { state: 'failed' });
    };
    const next = (i) => {
      for (; i < bodies.length; i++) {
        const result = bodies[i]();
        if (typeof result?.then === 'function') {
          result.then(() => next(i + 1)).catch(settle);
          return;
        }
      }
      outcome.state = 'passed';
    };
    try {
      next(0);
    } catch (thrown) {
      settle(thrown);
    }
    return outcome;
  };

  const random = Math.random;

  Object.assign(lib, {
    testApi: {
      test, it: test, describe, setup,
      before: setup,
      beforeEach: hook('beforeEach', false),
      afterEach: hook('afterEach', false),
      after: hook('after', false),
      assert: lib.assert,
    },
    beginFile() {
      ran = 0;
      failures = 0;
    },
    endFile() {
      if (failures > 0) fail(`${failures} of ${ran} tests failed`);
      return ran > 0 ? `${ran} tests passed` : '';
    },
    collect() {
      collecting = true;
      group = [];
    },
    collected: () =>
      tests.map((one) => ({
        name: one.name,
        skip: one.skip ?? '',
        only: !!one.only,
        insns: one.options.insns ?? 0,
        seconds: one.options.seconds ?? 0,
      })),
    setupLimits: () => ({
      present: hooks.setup.length > 0,
      insns: Math.max(0, ...hooks.setup.map((one) => one.options.insns ?? 0)),
      seconds: Math.max(0, ...hooks.setup.map((one) => one.options.seconds ?? 0)),
    }),
    runSetup: (seed) => {
      Math.random = seeded(`${seed}:setup`);
      return carryOut(hooks.setup.map((one) => () => one.body(context('setup', Math.random))));
    },
    runTest(index, seed) {
      const one = tests[index];
      const applies = (each) => one.name.startsWith(each.prefix);
      Math.random = seeded(`${seed}:${one.name}`);
      const t = context(one.name, Math.random);
      const bodies = [...hooks.beforeEach.filter(applies).map((each) => each.body), one.body];
      return carryOut(bodies.map((body) => () => body(t)));
    },
    runAfterEach(index, seed) {
      const t = context(tests[index].name, seeded(`${seed}:after`));
      const applies = (each) => tests[index].name.startsWith(each.prefix);
      return carryOut(hooks.afterEach.filter(applies).map((each) => () => each.body(t)));
    },
    runAfter: () => carryOut(hooks.after.map((one) => () => one.body(context('after', random)))),
  });
})
