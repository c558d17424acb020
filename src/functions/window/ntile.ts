import { LakeError } from '../../base/lake-error.js';
import type { WindowFunction } from '../definition.js';

function bucketOf(row: number, rowCount: number, buckets: bigint): number {
  if (buckets >= BigInt(rowCount)) return row + 1;
  const count = Number(buckets);
  const small = Math.floor(rowCount / count);
  const largeBuckets = rowCount % count;
  const rowsInLarge = largeBuckets * (small + 1);
  const bucket =
    row < rowsInLarge ? Math.floor(row / (small + 1)) : largeBuckets + Math.floor((row - rowsInLarge) / small);
  return bucket + 1;
}

export const ntile: WindowFunction = {
  kind: 'window',
  name: 'ntile',
  summary: 'Divides the rows into n buckets of nearly the same size, numbered from 1.',
  refusesFrame: true,
  overloads: [
    {
      args: ['bigint'],
      returns: 'bigint',
      gives: 'number',
      each: (rows) => (row) => {
        const buckets = rows.value(0, row) as bigint | null;
        if (buckets === null) return -1;
        if (buckets <= 0n) throw new LakeError('INVALID_FUNCTION_ARGUMENT', 'Buckets must be greater than 0');
        const start = rows.partitionStart(row);
        return bucketOf(row - start, rows.partitionEnd(row) - start, buckets);
      },
    },
  ],
};
