import { LakeError } from '../../../base/lake-error.js';
import type { SqlType } from '../../../types/sql-type.js';
import type { SqlValue } from '../../../types/sql-value.js';
import { emptySketch, hyperLogLogRegisters } from '../../aggregate/sketch-aggregate.js';
import type { ScalarFunction, ScalarOverload } from '../../definition.js';
import { decodeCentroids, decodeHashes, digestElement } from '../../digest-bytes.js';
import { quantile, rankValue, shareBelow } from '../../quantile.js';

const bigintMax = 2n ** 63n - 1n;

/** The value at a share of a digest's values, as the digest's type has it. */
function valueAt(digest: SqlValue, share: number, type: SqlType | undefined): SqlValue {
  if (!(share >= 0 && share <= 1)) throw new LakeError('GENERIC_INTERNAL_ERROR', 'quantile must be between [0,1]');
  const isRanked = type?.kind === 'digest' && type.name !== 'tdigest';
  const value = (isRanked ? rankValue : quantile)(decodeCentroids(digest), share);
  if (digestElement(type) !== 'bigint') return value;
  const whole = BigInt(Math.floor(value + 0.5));
  return whole > bigintMax ? bigintMax : whole;
}

const digests = [
  ['qdigest(bigint)', 'bigint'],
  ['qdigest(double)', 'double'],
  ['qdigest(real)', 'real'],
  ['tdigest', 'double'],
] as const;

export const value_at_quantile: ScalarFunction = {
  kind: 'scalar',
  name: 'value_at_quantile',
  summary: 'Returns the value at a share of a digest’s values in order.',
  overloads: digests.map(([digest, element]) => ({
    args: [digest, 'double'],
    returns: element,
    host: ([value, share], { args }) => valueAt(value!, share as number, args[0]),
  })),
};

export const values_at_quantiles: ScalarFunction = {
  kind: 'scalar',
  name: 'values_at_quantiles',
  summary: 'Returns the values at shares of a digest’s values in order.',
  overloads: digests.map(([digest, element]) => ({
    args: [digest, 'array(double)'],
    returns: `array(${element})`,
    host: ([value, shares], { args }) => {
      const list = shares as readonly number[];
      if (digest === 'tdigest' && list.some((share, i) => i > 0 && share < list[i - 1]!))
        throw new LakeError('INVALID_FUNCTION_ARGUMENT', 'percentiles must be sorted in increasing order');
      return list.map((share) => valueAt(value!, share, args[0]));
    },
  })),
};

export const quantile_at_value: ScalarFunction = {
  kind: 'scalar',
  name: 'quantile_at_value',
  summary: 'Returns the share of a digest’s values that lie below a value; NULL outside of them.',
  overloads: digests.slice(0, 3).map(
    ([digest, element]): ScalarOverload => ({
      args: [digest, element],
      returns: 'double',
      host: ([values, value]) => shareBelow(decodeCentroids(values!), Number(value)) ?? null,
    }),
  ),
};

export const empty_approx_set: ScalarFunction = {
  kind: 'scalar',
  name: 'empty_approx_set',
  summary: 'Returns a HyperLogLog of no values.',
  examples: [['cardinality(empty_approx_set())', '0']],
  overloads: [{ args: [], returns: 'hyperloglog', emit: (e) => e.text(emptySketch(hyperLogLogRegisters)) }],
};

export const cardinality: ScalarFunction = {
  kind: 'scalar',
  name: 'cardinality',
  summary: 'Estimates how many different values a digest was made of.',
  overloads: [
    {
      args: ['hyperloglog'],
      returns: 'bigint',
      emit: (e, [sketch]) => ({ layout: 'i64', value: e.keep(e.call('sketch_estimate', 'i64', [sketch!.value])) }),
    },
    { args: ['setdigest'], returns: 'bigint', host: ([digest]) => BigInt(decodeHashes(digest!).length) },
  ],
};

export const hash_counts: ScalarFunction = {
  kind: 'scalar',
  name: 'hash_counts',
  summary: 'Returns the hashes of a set digest and how often each was added.',
  overloads: [
    {
      args: ['setdigest'],
      returns: 'map(bigint,smallint)',
      host: ([digest]) => decodeHashes(digest!).map(([hash, count]) => [hash, count]),
    },
  ],
};

export const intersection_cardinality: ScalarFunction = {
  kind: 'scalar',
  name: 'intersection_cardinality',
  summary: 'Estimates how many values two sets have in common.',
  overloads: [
    {
      args: ['setdigest', 'setdigest'],
      returns: 'bigint',
      host: ([a, b]) => {
        const others = new Set(decodeHashes(b!).map(([hash]) => hash));
        return BigInt(decodeHashes(a!).filter(([hash]) => others.has(hash)).length);
      },
    },
  ],
};

/** The share of common hashes among the smallest of both sets, as many as the smaller set has. */
function jaccard(a: SqlValue, b: SqlValue): number {
  const [left, right] = [a, b].map((digest) => new Set(decodeHashes(digest).map(([hash]) => hash)));
  const size = Math.min(left!.size, right!.size);
  const smallest = [...new Set([...left!, ...right!])].sort((x, y) => (x < y ? -1 : 1)).slice(0, size);
  return smallest.filter((hash) => left!.has(hash) && right!.has(hash)).length / size;
}

export const jaccard_index: ScalarFunction = {
  kind: 'scalar',
  name: 'jaccard_index',
  summary: 'Estimates the share of two sets’ values that both have.',
  overloads: [{ args: ['setdigest', 'setdigest'], returns: 'double', host: ([a, b]) => jaccard(a!, b!) }],
};
