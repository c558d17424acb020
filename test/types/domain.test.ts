import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  complementDomain,
  containsValue,
  covers,
  type Domain,
  intersectDomains,
  overlaps,
  rangeDomain,
  simplifyDomain,
  singleValues,
  unionDomains,
  valuesDomain,
} from '../../src/types/domain.js';
import { DOUBLE, INTEGER } from '../../src/types/sql-type.js';

const bound = fc.option(fc.record({ value: fc.integer({ min: -5, max: 5 }), inclusive: fc.boolean() }), {
  nil: undefined,
});
const base: fc.Arbitrary<Domain> = fc.oneof(
  fc.record({ low: bound, high: bound }).map((range) => rangeDomain(INTEGER, range)),
  fc.array(fc.oneof(fc.integer({ min: -5, max: 5 }), fc.constant(null))).map((values) => valuesDomain(INTEGER, values)),
);
const domain = fc.oneof(
  base,
  fc.tuple(base, base).map(([a, b]) => unionDomains(a, b)),
  base.map(complementDomain),
);
// Halves stand for what lies between whole numbers.
const points = [null, ...Array.from({ length: 25 }, (_, i) => (i - 12) / 2)];

describe('domains', () => {
  test('agree with the sets they stand for', () => {
    fc.assert(
      fc.property(domain, domain, (a, b) => {
        for (const point of points) {
          const [inA, inB] = [containsValue(a, point), containsValue(b, point)];
          expect(containsValue(unionDomains(a, b), point)).toBe(inA || inB);
          expect(containsValue(intersectDomains(a, b), point)).toBe(inA && inB);
          expect(containsValue(complementDomain(a), point)).toBe(!inA);
          if (inA) expect(containsValue(simplifyDomain(a, 1), point)).toBe(true);
        }
      }),
    );
  });

  test('statistics exclude only what cannot be there, and cover only what must', () => {
    fc.assert(
      fc.property(domain, fc.array(fc.constantFrom(...points), { minLength: 1 }), (a, values) => {
        const present = values.filter((value) => value !== null);
        const statistics = {
          hasNull: values.includes(null),
          isOnlyNull: present.length === 0,
          min: present.length === 0 ? undefined : Math.min(...present),
          max: present.length === 0 ? undefined : Math.max(...present),
        };
        if (values.some((value) => containsValue(a, value))) expect(overlaps(a, statistics)).toBe(true);
        if (covers(a, statistics)) expect(values.every((value) => containsValue(a, value))).toBe(true);
      }),
    );
  });

  test('ranges that touch become one', () => {
    const a = rangeDomain(INTEGER, { low: { value: 1, inclusive: true }, high: { value: 3, inclusive: false } });
    const b = rangeDomain(INTEGER, { low: { value: 3, inclusive: true } });
    expect(unionDomains(a, b).ranges).toEqual([{ low: { value: 1, inclusive: true }, high: undefined }]);
    expect(singleValues(valuesDomain(INTEGER, [3, 1, 3]))).toEqual([1, 3]);
    expect(singleValues(a)).toBeUndefined();
  });

  test('NaN is in no range, and in what a range leaves out', () => {
    const below = rangeDomain(DOUBLE, { high: { value: 1, inclusive: true } });
    expect(containsValue(below, Number.NaN)).toBe(false);
    expect(containsValue(complementDomain(below), Number.NaN)).toBe(true);
    expect(covers(below, { min: 0, max: 1, hasNull: false, mayHaveNaN: true })).toBe(false);
  });
});
