import { expect, test } from 'vitest';
import { parseType } from '../../src/types/parse-type.js';
import { decodeNested, encodeNested } from '../../src/vector/nested-encoding.js';

test('arrays longer than the first buffer', () => {
  for (const [name, values] of [
    ['array(bigint)', Array.from({ length: 100 }, (_, i) => BigInt(i))],
    ['array(double)', Array.from({ length: 100 }, (_, i) => i / 3)],
    ['array(real)', Array.from({ length: 100 }, (_, i) => Math.fround(i / 3))],
    ['array(tinyint)', Array.from({ length: 300 }, (_, i) => i % 100)],
    ['array(varchar)', Array.from({ length: 300 }, (_, i) => 'x'.repeat(i))],
    ['array(array(integer))', Array.from({ length: 30 }, (_, i) => [i, null, i + 1])],
  ] as const) {
    const type = parseType(name);
    expect(decodeNested(type, encodeNested(type, values))).toEqual(values);
  }
});
