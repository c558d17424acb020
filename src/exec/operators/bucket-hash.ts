/**
 * The number of a row's bucket as Hive's first version has it (ObjectInspectorUtils.getBucketHashCode, Trino's HiveBucketingV1): the hash of
 * each column's value, combined by 31 × a + b, without its sign, modulo the number of buckets. NULL hashes to 0.
 */
import { LakeError } from '../../base/lake-error.js';
import { type SqlType, typeText } from '../../types/sql-type.js';
import type { SqlValue } from '../../types/sql-value.js';

const encoder = new TextEncoder();

/** Hashes one value of a bucket column. @throws NOT_SUPPORTED for a type that Hive has no buckets of */
export function bucketHash(type: SqlType, value: SqlValue): number {
  if (value === null) return 0;
  switch (type.kind) {
    case 'boolean':
      return value ? 1 : 0;
    case 'tinyint':
    case 'smallint':
    case 'integer':
    case 'date':
      return value as number;
    case 'bigint':
      return foldWords(BigInt.asUintN(64, value as bigint));
    case 'real':
      return floatBits((view) => view.setFloat32(0, value === 0 ? 0 : (value as number)), 4);
    case 'double':
      return floatBits((view) => view.setFloat64(0, value === 0 ? 0 : (value as number)), 8);
    case 'varchar':
      return hashBytes(encoder.encode(value as string));
    default:
      throw new LakeError(
        'NOT_SUPPORTED',
        `Computation of Hive bucket hashCode is not supported for Hive type: ${typeText(type)}`,
      );
  }
}

/** Gives the bucket of the combined hash of a row. */
export const bucketOf = (hash: number, bucketCount: number): number => (hash & 0x7fff_ffff) % bucketCount;

const foldWords = (bits: bigint): number => Number(BigInt.asIntN(32, bits ^ (bits >> 32n)));

function floatBits(set: (view: DataView) => void, bytes: 4 | 8): number {
  const view = new DataView(new ArrayBuffer(8));
  set(view);
  return bytes === 4 ? view.getInt32(0) : foldWords(view.getBigUint64(0));
}

function hashBytes(bytes: Uint8Array): number {
  let hash = 0;
  // Java's bytes have signs.
  for (const byte of bytes) hash = (Math.imul(31, hash) + ((byte << 24) >> 24)) | 0;
  return hash;
}
