import fc from 'fast-check';
import { expect, test } from 'vitest';
import { KernelMemory } from './kernel-memory.js';

const memory = new KernelMemory();
const kernels = memory.kernels as unknown as Record<string, (...words: (number | bigint)[]) => number>;
const slot = memory.slot();
const limit = 10n ** 38n;
const decimal = fc
  .tuple(fc.bigInt({ min: -limit + 1n, max: limit - 1n }), fc.integer({ min: 0, max: 37 }))
  .map(([value, digits]) => value / 10n ** BigInt(digits));
const scale = fc.integer({ min: 0, max: 38 });

const words = (value: bigint): [bigint, bigint] => [BigInt.asIntN(64, value), value >> 64n];
const ten = (exponent: number): bigint => 10n ** BigInt(exponent);
const size = (value: bigint): bigint => (value < 0n ? -value : value);

/** What a kernel left in the slot, or its status. */
function result(status: number): bigint | string {
  if (status !== 0) return status === 1 ? 'overflow' : 'division by zero';
  const view = new DataView(memory.memory.buffer);
  return (view.getBigInt64(slot + 8, true) << 64n) | view.getBigUint64(slot, true);
}

const checked = (value: bigint): bigint | string => (size(value) >= limit ? 'overflow' : value);

function halfUp(a: bigint, b: bigint): bigint {
  const quotient = size(a) / size(b);
  const rounded = 2n * (size(a) % size(b)) >= size(b) ? quotient + 1n : quotient;
  return a < 0n === b < 0n ? rounded : -rounded;
}

test('sums', () => {
  fc.assert(
    fc.property(decimal, scale, decimal, scale, (a, scaleA, b, scaleB) => {
      const status = kernels.decimal_add!(...words(a), scaleA, ...words(b), scaleB, slot) as number;
      expect(result(status)).toBe(checked(a * ten(scaleA) + b * ten(scaleB)));
    }),
    { numRuns: 2000 },
  );
});

test('products', () => {
  fc.assert(
    fc.property(decimal, decimal, (a, b) => {
      expect(result(kernels.decimal_multiply!(...words(a), ...words(b), slot) as number)).toBe(checked(a * b));
    }),
    { numRuns: 2000 },
  );
  const word = fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n });
  fc.assert(
    fc.property(word, word, fc.integer({ min: 0, max: 62 }), (a, large, shift) => {
      const b = large >> BigInt(shift);
      kernels.i64_multiply_wide!(a, b, slot);
      expect(result(0)).toBe(a * b);
      const overflows = a * b !== BigInt.asIntN(64, a * b);
      expect(kernels.i64_multiply_overflows!(a, b)).toBe(overflows ? 1 : 0);
    }),
    { numRuns: 2000 },
  );
});

// A quotient of more than 128 bits is refused.
const remainder = (a: bigint, b: bigint): bigint | string => {
  const quotient = a / b;
  return (quotient < 0n ? -quotient : quotient) >= 2n ** 128n ? 'overflow' : checked(a % b);
};

test('quotients and remainders', () => {
  fc.assert(
    fc.property(decimal, scale, decimal, scale, (a, scaleA, b, scaleB) => {
      const quotient = result(kernels.decimal_divide!(...words(a), scaleA, ...words(b), slot) as number);
      expect(quotient).toBe(b === 0n ? 'division by zero' : checked(halfUp(a * ten(scaleA), b)));
      const rest = result(kernels.decimal_remainder!(...words(a), scaleA, ...words(b), scaleB, slot) as number);
      expect(rest).toBe(b === 0n ? 'division by zero' : remainder(a * ten(scaleA), b * ten(scaleB)));
    }),
    { numRuns: 2000 },
  );
});

test('changes of scale', () => {
  fc.assert(
    fc.property(decimal, fc.integer({ min: -38, max: 38 }), (a, shift) => {
      const got = result(kernels.decimal_rescale!(...words(a), shift, slot) as number);
      expect(got).toBe(checked(shift >= 0 ? a * ten(shift) : halfUp(a, ten(-shift))));
    }),
    { numRuns: 2000 },
  );
});
