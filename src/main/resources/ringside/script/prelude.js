// Puts everything that scripts see into the global object, from which the module 'ringside' takes it.
(function (raw, lib) {
  'use strict';

  const api = { ...lib.machineApi, ...lib.talkApi, ...lib.codeApi, ...lib.testApi, log: lib.log, console: lib.console };
  for (const [name, value] of Object.entries(api)) {
    Object.defineProperty(globalThis, name, { value, writable: true, enumerable: true, configurable: true });
  }
  Object.defineProperty(globalThis, 'ringside', { value: lib.strict('ringside', api), writable: true, configurable: true });

  lib.complete = (prefix) => {
    const dot = prefix.lastIndexOf('.');
    const path = dot < 0 ? [] : prefix.slice(0, dot).split('.');
    let object = globalThis;
    for (const name of path) {
      const property = object === null || object === undefined ? undefined : Object.getOwnPropertyDescriptor(Object(object), name);
      // The library's own getters only read; those of users might do anything.
      object = property && ('value' in property || lib.isOurs(object)) ? object[name] : undefined;
    }
    if (object === undefined || object === null) return [];
    const names = dot < 0 ? Object.keys(object) : Object.keys(object).map((name) => `${prefix.slice(0, dot)}.${name}`);
    return names.filter((name) => name.startsWith(prefix)).sort();
  };

  /** The names of the interface, members of objects included, for the test of the type declarations. */
  lib.names = () => {
    const result = [];
    const walk = (path, value, depth) => {
      result.push(path);
      if (depth > 2 || (typeof value !== 'object' && typeof value !== 'function') || value === null || Array.isArray(value)) return;
      for (const key of Object.keys(value)) walk(`${path}.${key}`, value[key], depth + 1);
    };
    for (const name of Object.keys(api)) walk(name, api[name], 0);
    return result;
  };
})
