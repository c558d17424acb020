import { expect, test } from 'vitest';
import { bucketNumber } from '../../src/table/bucket-number.js';

test.each([
  ['/t/000003_0', 3],
  ['/t/000012_0_copy_1.gz', 12],
  ['/t/000001_0_20260101_000000_00001_abcde.parquet', 1],
  ['s3://b/t/20180309_180207_00012_x8k2m_bucket-00002.parquet', 2],
  ['/t/part-00007-6f2e_00004.c000.snappy.parquet', 4],
  ['/t/part-00007-6f2e.c000.snappy.parquet', undefined],
  ['/t/20260101_000000_00001_abcde.parquet', undefined],
  ['/000001_0/a.parquet', undefined],
])('the name %s tells bucket %s', (location, bucket) => {
  expect(bucketNumber(location)).toBe(bucket);
});
