import { expect, test } from 'vitest';
import { compileRegexp } from '../../src/functions/scalar/regexp/regexp-program.js';
import { inPieces } from '../../src/parquet/codecs/codec.js';
import { memoryHeader } from '../../src/vector/memory-header.js';
import { QueryMemory } from '../../src/vector/query-memory.js';
import { writeView } from '../../src/vector/slot-value.js';

// Kernels that may work long on one value or page see that their query was ended.

const mebi = 2 ** 20;
const cancel = (memory: QueryMemory): number => Atomics.store(memory.i32, memoryHeader.cancelFlag >>> 2, 1);

function openMemory(): QueryMemory {
  const memory = QueryMemory.open(QueryMemory.reserve(64 * mebi));
  memory.reset(64 * mebi);
  memory.refillScratch = (bytes) => {
    const size = Math.max(bytes >>> 0, mebi);
    const start = memory.alloc(size);
    memory.kernels.scratch_set!(start, start + size);
  };
  return memory;
}

const searches: readonly (readonly [string, string, string])[] = [
  ['many matches', 'a', 'a'.repeat(200_000)],
  ['many attempts', '[ab]*?c', 'ab'.repeat(2000)],
  ['many steps back', '(?:a|b|ab)*c', 'ab'.repeat(200_000)],
];

test.each(searches)('a regular expression with %s', (_, pattern, text) => {
  const memory = openMemory();
  const viewOf = (bytes: Uint8Array): number => {
    const view = memory.alloc(16);
    writeView(memory, view, bytes, (size) => memory.alloc(size));
    return view;
  };
  const [view, program] = [viewOf(new TextEncoder().encode(text)), viewOf(compileRegexp(pattern).bytes)];
  const count = (): number => Number(memory.kernels.regexp_count!(view, program));
  expect(count()).toBe(pattern === 'a' ? text.length : 0);
  cancel(memory);
  expect(count()).toBe(-1);
});

test('a page that claims to be large', () => {
  const memory = openMemory();
  const wanted: number[] = [];
  const start = 1000;
  const pieces = inPieces(memory, {
    start: () => true,
    decode(address) {
      wanted.push(address);
      if (wanted.length === 3) cancel(memory);
      return address + 5;
    },
  });
  expect(pieces.start(0, 10, start, 1000 * mebi)).toBe(true);
  expect(pieces.decode(start + 100)).toBe(start + 105);
  expect(() => pieces.decode(start + 900 * mebi)).toThrow('Query was canceled');
  expect(wanted).toEqual([start + 100, start + 105 + 4 * mebi, start + 110 + 8 * mebi]);
});

test('a damaged page', () => {
  const pieces = inPieces(openMemory(), { start: () => true, decode: () => 0 });
  pieces.start(0, 10, 1000, 100);
  expect(pieces.decode(1050)).toBe(0);
});
