import { Worker } from 'node:worker_threads';
import { expect, test } from 'vitest';
import { isMemoryWanted, noteIdle, waitForMemory } from '../../src/exec/memory-wait.js';
import { isSpillDue } from '../../src/exec/spill/memory-pressure.js';
import { memoryHeader } from '../../src/vector/memory-header.js';
import { QueryMemory } from '../../src/vector/query-memory.js';

// A worker that finds the memory full waits for the others, and fails only when none of them can give any back.

const mebi = 2 ** 20;
const limit = 16 * mebi;
// The heap keeps a sixteenth aside.
const free = limit - limit / 16;

const fullMemory = (): { memory: QueryMemory; block: number } => {
  const memory = QueryMemory.open(QueryMemory.reserve(limit));
  memory.reset(limit);
  const block = memory.tryAlloc(free - 5 * mebi);
  expect(block).not.toBe(0);
  expect(memory.tryAlloc(5 * mebi)).not.toBe(0);
  return { memory, block };
};

const workerOf = (memory: QueryMemory, workerIndex: number, workerCount: number) => ({
  memory,
  workerIndex,
  workerCount,
  checkCancelled: () => undefined,
});

test('a lone worker takes the reserve, then fails', () => {
  const { memory } = fullMemory();
  memory.findMemory = (bytes) => waitForMemory(workerOf(memory, 0, 1), bytes);
  expect(memory.alloc(mebi)).not.toBe(0);
  expect(() => memory.alloc(mebi)).toThrow(expect.objectContaining({ name: 'EXCEEDED_LOCAL_MEMORY_LIMIT' }));
  expect(isMemoryWanted(memory)).toBe(false);
});

test('a worker waits until another, which is told to spill, gives memory back', async () => {
  const { memory, block } = fullMemory();
  // The other worker holds little enough to keep it, but for this one.
  expect(isSpillDue(memory, 2, mebi / 2, 0)).toBe(false);
  const source = `
    const { workerData: { memory, word } } = require('node:worker_threads');
    const words = new Int32Array(memory.buffer);
    while (Atomics.load(words, word) === 0) Atomics.wait(words, word, 0, 1);
    Atomics.store(words, ${memoryHeader.counters >>> 2}, 1);
  `;
  // Frees the block, as a worker that spills would, once somebody waits.
  const worker = new Worker(source, {
    eval: true,
    workerData: { memory: memory.memory, word: memoryHeader.memoryWaiters >>> 2 },
  });
  let looks = 0;
  const address = waitForMemory(
    {
      ...workerOf(memory, 0, 2),
      checkCancelled: () => {
        looks++;
        if (Atomics.exchange(memory.i32, memoryHeader.counters >>> 2, 0) === 0) return;
        expect(isSpillDue(memory, 2, mebi / 2, 0)).toBe(true);
        memory.free(block, free - 5 * mebi);
      },
    },
    6 * mebi,
  );
  await worker.terminate();
  expect(address).not.toBe(0);
  expect(looks).toBeGreaterThan(1);
  expect(isMemoryWanted(memory)).toBe(false);
});

test('a worker that waits for one which has ended takes the reserve, then fails', () => {
  const { memory } = fullMemory();
  noteIdle(workerOf(memory, 1, 2));
  expect(waitForMemory(workerOf(memory, 0, 2), mebi)).not.toBe(0);
  expect(() => waitForMemory(workerOf(memory, 0, 2), mebi)).toThrow(/exceeded the memory limit of 16MB/);
});

test('who waits is told that the query was cancelled', () => {
  const { memory } = fullMemory();
  let looks = 0;
  const checkCancelled = (): void => {
    if (++looks === 3) throw new Error('cancelled');
  };
  expect(() => waitForMemory({ ...workerOf(memory, 0, 2), checkCancelled }, mebi)).toThrow('cancelled');
});
