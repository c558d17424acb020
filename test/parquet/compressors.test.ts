import { compressors } from 'hyparquet-compressors';
import { describe, expect, test } from 'vitest';
import { pageCompressor } from '../../src/parquet/write/page-compressor.js';
import { writeCodecs } from '../../src/parquet/write/write-options.js';
import { Arena } from '../../src/vector/arena.js';
import { QueryMemory } from '../../src/vector/query-memory.js';

const memoryBytes = 64 * 2 ** 20;
const pageBytesMax = 2 ** 20;
const seed = Number(process.env.LAKELET_SEED ?? 20_261_121);

function makeRandom(start: number): () => number {
  let state = start;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

/** Makes bytes of different kinds: few symbols, repeats at some distance, skewed, runs. */
function page(random: () => number, round: number): Uint8Array {
  const length = Math.floor(random() ** 3 * (round % 40 === 0 ? pageBytesMax : 6000));
  const symbols = [1, 2, 3, 5, 16, 64, 130, 256][Math.floor(random() * 8)]!;
  const kind = Math.floor(random() * 4);
  const bytes = new Uint8Array(length);
  for (let at = 0; at < length; at++) {
    if (kind === 1 && at > 20 && random() < 0.1) {
      const distance = 1 + Math.floor(random() * Math.min(at, 70_000));
      const end = Math.min(length, at + 1 + Math.floor(random() * 60));
      for (; at < end; at++) bytes[at] = bytes[at - distance]!;
      at--;
    } else if (kind === 2) bytes[at] = Math.floor(random() ** 6 * symbols);
    else if (kind === 3) bytes[at] = (at >> 3) % symbols;
    else bytes[at] = Math.floor(random() * symbols);
  }
  return bytes;
}

describe('what our compressors write', () => {
  const levels = writeCodecs.flatMap((codec) =>
    (codec === 'ZSTD' ? [3, 5, 9, 22] : [3]).map((level) => [codec, level] as const),
  );
  for (const [codec, level] of levels)
    test(`others read: ${codec} level ${level} (seed ${seed})`, () => {
      const memory = QueryMemory.open(QueryMemory.reserve(memoryBytes));
      memory.reset(memoryBytes);
      const compressor = pageCompressor(codec, memory, new Arena(memory), level);
      if (!compressor) return;
      const source = memory.alloc(pageBytesMax + 64);
      const target = memory.alloc(compressor.bound(pageBytesMax) + 64);
      const decompress = compressors[codec]!;
      const random = makeRandom(seed);
      for (let round = 0; round < 800; round++) {
        const bytes = page(random, round);
        memory.u8.set(bytes, source);
        const count = compressor.compress(source, bytes.length, target);
        expect(count).toBeLessThanOrEqual(compressor.bound(bytes.length));
        if (bytes.length === 0) continue;
        const read = decompress(memory.u8.slice(target, target + count), bytes.length);
        if (Buffer.compare(Buffer.from(read), bytes) !== 0) expect.fail(`round ${round}: ${bytes.length} bytes differ`);
      }
    }, 60_000);

  test('levels of ZSTD from 5 on make texts smaller', () => {
    const memory = QueryMemory.open(QueryMemory.reserve(memoryBytes));
    memory.reset(memoryBytes);
    const random = makeRandom(seed);
    const words = Array.from({ length: 300 }, () => Math.floor(random() * 36 ** 6).toString(36));
    const text = Array.from({ length: 20_000 }, () => words[Math.floor(random() ** 2 * words.length)]!).join(' ');
    const bytes = new TextEncoder().encode(text);
    const source = memory.alloc(bytes.length + 64);
    memory.u8.set(bytes, source);
    const sizes = [3, 5, 7, 9].map((level) => {
      const compressor = pageCompressor('ZSTD', memory, new Arena(memory), level)!;
      const target = memory.alloc(compressor.bound(bytes.length) + 64);
      return compressor.compress(source, bytes.length, target);
    });
    const [fast, ...others] = sizes;
    for (const size of others) expect(size, `${sizes}`).toBeLessThan(fast!);
  });
});
