// Preloaded into a process: call number LAKELET_FAIL_AT (from 1) to the file system that is about a file below LAKELET_FAIL_BELOW fails once,
// with LAKELET_FAIL_WITH; 'short' writes only half instead. Threads count together.
const fs = require('node:fs');
const { syncBuiltinESMExports } = require('node:module');
const { isMainThread, setEnvironmentData, getEnvironmentData } = require('node:worker_threads');

const below = process.env.LAKELET_FAIL_BELOW;
if (isMainThread) setEnvironmentData('lakelet-fail', new SharedArrayBuffer(8));
const counter = new Int32Array(getEnvironmentData('lakelet-fail'));
const failAt = Number(process.env.LAKELET_FAIL_AT);
const how = process.env.LAKELET_FAIL_WITH;
const descriptors = new Set();

const isDue = () => counter[1] === 1 && Atomics.add(counter, 0, 1) + 1 === failAt;
const failure = (name) => Object.assign(new Error(`${how}: injected, ${name}`), { code: how, errno: -1, syscall: name });
globalThis.lakeletFaults = {
  begin: () => void Atomics.store(counter, 1, 1),
  end: () => void Atomics.store(counter, 1, 0),
  get hasFailed() {
    return Atomics.load(counter, 0) >= failAt;
  },
};

const isBelow = (path) => typeof path === 'string' && path.startsWith(below);
for (const name of ['openSync', 'mkdirSync', 'unlinkSync']) {
  const original = fs[name];
  fs[name] = (path, ...rest) => {
    if (isBelow(path) && how !== 'short' && isDue()) throw failure(name);
    const result = original(path, ...rest);
    if (name === 'openSync' && isBelow(path)) descriptors.add(result);
    return result;
  };
}
for (const name of ['writeSync', 'fsyncSync', 'closeSync']) {
  const original = fs[name];
  fs[name] = (descriptor, ...rest) => {
    if (descriptors.has(descriptor) && isDue()) {
      if (how !== 'short') throw failure(name);
      if (name === 'writeSync') return original(descriptor, rest[0], rest[1], Math.max(1, rest[2] >> 1), rest[3]);
    }
    if (name === 'closeSync') descriptors.delete(descriptor);
    return original(descriptor, ...rest);
  };
}
for (const name of ['link', 'unlink', 'open', 'mkdir', 'readdir', 'rm', 'stat', 'realpath']) {
  const original = fs.promises[name];
  fs.promises[name] = async (path, ...rest) => {
    if (isBelow(path) && how !== 'short' && isDue()) throw failure(name);
    return original(path, ...rest);
  };
}
syncBuiltinESMExports();
