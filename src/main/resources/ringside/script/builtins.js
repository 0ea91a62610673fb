// Methods of the language's own objects cannot be replaced: the library and all scripts of a session share them. Others can
// be added, Math.random can be given a seed, and what inherits from the prototypes that people give a toString, Object and
// Error, can have its own.
(function () {
  'use strict';

  const iterators = [[][Symbol.iterator](), new Map().keys(), new Set().keys(), ''[Symbol.iterator](), ''.matchAll(/x/g)];
  const owners = [Array, BigInt, Map, Number, Promise, Proxy, RegExp, Set, String, Symbol, WeakMap, Object.getPrototypeOf(Uint8Array)];
  const kept = [
    JSON, Math, Object, Reflect, Uint8Array, ...owners, ...owners.map((owner) => owner.prototype),
    ...iterators.map((iterator) => Object.getPrototypeOf(iterator)),
  ];
  const keep = (object, key) => {
    const property = Object.getOwnPropertyDescriptor(object, key);
    if (typeof (property.value ?? property.get) === 'function' && property.configurable && !['constructor', 'random'].includes(key)) {
      Object.defineProperty(object, key, { ...('value' in property && { writable: false }), configurable: false });
    }
  };
  for (const object of kept) {
    if (object) Reflect.ownKeys(object).forEach((key) => keep(object, key));
  }
  for (const key of ['apply', 'bind', 'call']) keep(Function.prototype, key);
})();
