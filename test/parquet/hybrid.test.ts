import fc from 'fast-check';
import { expect, test } from 'vitest';
import { makeMemory } from './parquet-file-columns.js';

interface Run {
  readonly isPacked: boolean;
  readonly count: number;
  readonly seed: number;
}

const memory = makeMemory(16 << 20);
const state = memory.alloc(128);
const input = memory.alloc(1 << 20);
const output = memory.alloc(1 << 20);

// Encodes runs as the format says; a packed run has whole groups of eight.
function encode(runs: readonly Run[], width: number): { bytes: number[]; values: number[] } {
  const bytes: number[] = [];
  const values: number[] = [];
  const limit = 2 ** width;
  const varint = (given: number): void => {
    let value = given;
    for (; value >= 128; value = Math.floor(value / 128)) bytes.push((value % 128) + 128);
    bytes.push(value);
  };
  for (const { isPacked, count, seed } of runs) {
    if (!isPacked) {
      varint(count * 2);
      const value = seed % limit;
      for (let i = 0; i < Math.ceil(width / 8); i++) bytes.push(Math.floor(value / 256 ** i) % 256);
      for (let i = 0; i < count; i++) values.push(value);
      continue;
    }
    const groups = Math.ceil(count / 8);
    varint(groups * 2 + 1);
    let bits = 0n;
    for (let i = 0; i < groups * 8; i++) {
      const value = (seed * (i + 1) * 2654435761) % limit;
      values.push(value);
      bits |= BigInt(value) << BigInt(i * width);
    }
    for (let i = 0; i < groups * width; i++) bytes.push(Number((bits >> BigInt(i * 8)) & 255n));
  }
  return { bytes, values };
}

const runs = fc.array(
  fc.record<Run>({
    isPacked: fc.boolean(),
    count: fc.oneof(fc.integer({ min: 1, max: 20 }), fc.integer({ min: 1, max: 300 })),
    seed: fc.integer({ min: 0, max: 2 ** 32 - 1 }),
  }),
  { minLength: 1, maxLength: 20 },
);
const pieces = fc.array(fc.record({ isSkip: fc.boolean(), count: fc.integer({ min: 1, max: 200 }) }), {
  maxLength: 30,
});

test('runs of every width are read and passed over in pieces of any size', () => {
  const { kernels, u8, u32 } = memory;
  const check = (width: number, given: readonly Run[], plan: readonly { isSkip: boolean; count: number }[]): void => {
    const { bytes, values } = encode(given, width);
    u8.set(bytes, input);
    kernels.hybrid_start!(state, input, input + bytes.length, width);
    let position = 0;
    for (const piece of [...plan, { isSkip: false, count: values.length }]) {
      const count = Math.min(piece.count, values.length - position);
      if (count === 0) break;
      if (piece.isSkip) expect(kernels.hybrid_skip!(state, count)).toBe(1);
      else {
        const largest = kernels.hybrid_read!(state, count, output) >>> 0;
        const expected = values.slice(position, position + count);
        expect([...u32.subarray(output >>> 2, (output >>> 2) + count)]).toEqual(expected);
        expect(largest).toBe(Math.max(...expected));
      }
      position += count;
    }
    // Nothing is left.
    if (position === values.length) expect(kernels.hybrid_read!(state, 1, output) >>> 0).toBe(0xffff_ffff);
  };
  fc.assert(fc.property(fc.integer({ min: 0, max: 31 }), runs, pieces, check), { numRuns: 400 });
});

test('levels become bytes of validity', () => {
  const { kernels, u8 } = memory;
  const check = (given: readonly Run[], plan: readonly { isSkip: boolean; count: number }[]): void => {
    const { bytes, values } = encode(given, 1);
    u8.set(bytes, input);
    kernels.hybrid_start!(state, input, input + bytes.length, 1);
    let position = 0;
    for (const piece of [...plan, { isSkip: false, count: values.length }]) {
      const expected = values.slice(position, position + piece.count);
      if (expected.length === 0) break;
      const ones = expected.reduce((sum, value) => sum + value, 0);
      if (piece.isSkip) expect(kernels.hybrid_skip_ones!(state, expected.length)).toBe(ones);
      else {
        expect(kernels.hybrid_read_validity!(state, expected.length, output)).toBe(ones);
        expect([...u8.subarray(output, output + expected.length)]).toEqual(expected);
      }
      position += expected.length;
    }
  };
  fc.assert(fc.property(runs, pieces, check), { numRuns: 300 });
});
