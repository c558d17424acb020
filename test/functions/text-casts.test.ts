import fc from 'fast-check';
import { expect, test } from 'vitest';
import { LakeError } from '../../src/base/lake-error.js';
import { parseType } from '../../src/types/parse-type.js';
import { parseValue } from '../../src/types/parse-value.js';
import type { SqlType } from '../../src/types/sql-type.js';
import type { SqlValue } from '../../src/types/sql-value.js';
import { castText } from '../../src/types/value-text.js';
import { Evaluator } from './evaluate.js';

const evaluator = new Evaluator();
const varchar = parseType('varchar');

const attempt = (run: () => SqlValue): string => {
  try {
    return String(run());
  } catch (error) {
    if (error instanceof LakeError) return error.message;
    throw error;
  }
};

// What emitted code reads and prints, against the TypeScript that answers at the edges.
test.each(['tinyint', 'integer', 'bigint', 'date'])('texts to %s', (name) => {
  const type = parseType(name);
  const text = fc.oneof(
    fc.bigInt({ min: -(2n ** 66n), max: 2n ** 66n }).map(String),
    fc.string({ unit: fc.constantFrom(...'0123456789+- \t٣x.'), maxLength: 8 }),
    fc
      .tuple(
        fc.constantFrom('', '+', '-', ' '),
        fc.nat(12_000_000),
        fc.nat(14),
        fc.nat(33),
        fc.constantFrom('', ' ', 'x'),
      )
      .map(
        ([sign, year, month, day, tail]) =>
          `${sign}${String(year).padStart(4, '0')}-${month}-${String(day).padStart(2, '0')}${tail}`,
      ),
  );
  fc.assert(
    fc.property(text, (value) => {
      const wanted = attempt(() => parseValue(value, type, { zone: 0, startMillis: 0 }));
      expect(attempt(() => evaluator.cast({ type: varchar, value }, type))).toBe(wanted);
    }),
    { numRuns: 300 },
  );
});

const word = fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n });
const shorter = fc.tuple(word, fc.integer({ min: 0, max: 62 })).map(([value, shift]) => value >> BigInt(shift));
const days = fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 });

test.each<[string, fc.Arbitrary<SqlValue>]>([
  ['bigint', shorter],
  ['integer', days],
  ['decimal(18,0)', shorter.map((value) => value / 16n)],
  ['decimal(18,5)', shorter.map((value) => value / 16n)],
  ['decimal(18,18)', shorter.map((value) => value / 16n)],
  [
    'date',
    fc.oneof(
      days,
      days.map((value) => value >> 12),
    ),
  ],
  ['timestamp(0)', shorter.map((value) => (value / 1_000_000n) * 1_000_000n)],
  ['timestamp(3)', shorter.map((value) => (value / 1000n) * 1000n)],
  ['timestamp(6)', shorter],
])('%s to text', (name, values) => {
  const type: SqlType = parseType(name);
  fc.assert(
    fc.property(values, (value) => {
      expect(evaluator.cast({ type, value }, varchar)).toBe(castText(value, type));
    }),
    { numRuns: 300 },
  );
});
