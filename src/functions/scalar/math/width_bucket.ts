import { LakeError } from '../../../base/lake-error.js';
import type { SqlValue } from '../../../types/sql-value.js';
import type { ScalarFunction } from '../../definition.js';

const invalid = (message: string): LakeError => new LakeError('INVALID_FUNCTION_ARGUMENT', message);
const bucketMax = 2n ** 63n - 1n;

function equalWidthBucket(operand: number, first: number, second: number, count: bigint): bigint {
  if (count <= 0n) throw invalid('bucketCount must be greater than 0');
  if (Number.isNaN(operand)) throw invalid('operand must not be NaN');
  if (!Number.isFinite(first)) throw invalid('first bound must be finite');
  if (!Number.isFinite(second)) throw invalid('second bound must be finite');
  if (first === second) throw invalid('bounds cannot equal each other');
  const [lower, upper] = first < second ? [first, second] : [second, first];
  let bucket: bigint;
  if (operand < lower) bucket = 0n;
  else if (operand >= upper) bucket = count + 1n;
  else bucket = BigInt(Math.trunc((Number(count) * (operand - lower)) / (upper - lower) + 1));
  if (first > second) bucket = reversed(operand, lower, upper, count, bucket);
  if (bucket > bucketMax)
    throw new LakeError('NUMERIC_VALUE_OUT_OF_RANGE', `Bucket for value ${operand} is out of range`);
  return bucket;
}

/** The bucket where the first bound is the upper one: bounds belong to the other neighbour. */
function reversed(operand: number, lower: number, upper: number, count: bigint, bucket: bigint): bigint {
  if (operand > upper || operand === upper) return 0n;
  if (operand < lower) return count + 1n;
  return count - bucket + 1n;
}

function binBucket(operand: number, bins: readonly SqlValue[]): bigint {
  if (bins.length === 0) throw invalid('Bins cannot be an empty array');
  if (Number.isNaN(operand)) throw invalid('Operand cannot be NaN');
  let lower = 0;
  let upper = bins.length;
  while (lower < upper) {
    const middle = (lower + upper) >>> 1;
    const [left, bin, right] = [bins[lower], bins[middle], bins[upper - 1]].map((value) => Number(value ?? 0));
    if (left! > right!) throw invalid('Bin values are not sorted in ascending order');
    if (!Number.isFinite(bin)) throw invalid(`Bin value must be finite, got ${bin}`);
    if (operand < bin!) upper = middle;
    else lower = middle + 1;
  }
  return BigInt(lower);
}

export const width_bucket: ScalarFunction = {
  kind: 'scalar',
  name: 'width_bucket',
  summary: 'Returns the number of the bucket that a value falls in: of n of equal width, or of those that bounds make.',
  examples: [
    ['width_bucket(3.14, 0, 4, 3)', '3'],
    ['width_bucket(5, ARRAY[1e0, 5e0, 7e0])', '2'],
  ],
  overloads: [
    {
      args: ['double', 'array(double)'],
      returns: 'bigint',
      host: ([operand, bins]) => binBucket(operand as number, bins as readonly SqlValue[]),
    },
    {
      args: ['double', 'double', 'double', 'bigint'],
      returns: 'bigint',
      host: ([operand, first, second, count]) =>
        equalWidthBucket(operand as number, first as number, second as number, count as bigint),
    },
  ],
};
