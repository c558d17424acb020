import type { SqlValue } from '../../../types/sql-value.js';
import type { ScalarFunction } from '../../definition.js';

const units = ['', 'K', 'M', 'B', 'T', 'Q'];
const bigintMax = 2n ** 63n - 1n;

/** Prints with three digits where that says enough; more than the last unit's thousand are kept. */
function print(value: bigint): string {
  let scaled = Number(value);
  let unit = 0;
  while (Math.abs(scaled) >= 1000 && unit < units.length - 1) {
    scaled /= 1000;
    unit++;
  }
  // Every negative number counts as one below 10.
  const places = scaled < 10 ? 2 : scaled < 100 ? 1 : 0;
  // Halves of the exact value go away from zero; a zero has no sign.
  return `${Number(scaled.toFixed(places)) + 0}${units[unit]}`;
}

function host([value]: readonly SqlValue[]): SqlValue {
  if (typeof value === 'bigint') return print(value);
  // A double is cut to a bigint first.
  const number = value as number;
  if (Number.isNaN(number)) return print(0n);
  if (number >= Number(bigintMax)) return print(bigintMax);
  return print(number <= -Number(bigintMax) ? -bigintMax - 1n : BigInt(Math.trunc(number)));
}

export const format_number: ScalarFunction = {
  kind: 'scalar',
  name: 'format_number',
  summary: 'Prints a large number in short, with a unit: K, M, B, T or Q.',
  examples: [
    ['format_number(123456)', '123K'],
    ['format_number(1234567)', '1.23M'],
  ],
  overloads: ['bigint', 'double'].map((number) => ({ args: [number], returns: 'varchar', host })),
};
