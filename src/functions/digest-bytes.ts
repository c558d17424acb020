/** The bytes of digests other than HyperLogLog (kernels/distinct-sketch.ts): lists of entries, little endian, in order. */
import type { SqlType } from '../types/sql-type.js';
import type { SqlValue } from '../types/sql-value.js';

/** One value with its weight. */
export interface Centroid {
  readonly mean: number;
  readonly weight: number;
}

/** Tells the type of the values of a qdigest, or that of a tdigest's. */
export function digestElement(type: SqlType | undefined): 'bigint' | 'double' | 'real' {
  const name = type?.kind === 'digest' ? type.name : undefined;
  return name === 'qdigest(bigint)' ? 'bigint' : name === 'qdigest(real)' ? 'real' : 'double';
}

const entryBytes = 16;

/** Writes centroids: value, then weight. */
export function encodeCentroids(centroids: readonly Centroid[]): Uint8Array {
  const bytes = new Float64Array(centroids.flatMap(({ mean, weight }) => [mean, weight]));
  return new Uint8Array(bytes.buffer);
}

/** Reads centroids. */
export function decodeCentroids(value: SqlValue): Centroid[] {
  const bytes = (value as Uint8Array).slice();
  const numbers = new Float64Array(bytes.buffer, 0, (bytes.length / entryBytes) * 2);
  return Array.from({ length: bytes.length / entryBytes }, (_, i) => ({
    mean: numbers[2 * i]!,
    weight: numbers[2 * i + 1]!,
  }));
}

/** The hashes of a set, smallest first, and how often each was added. */
export type HashCounts = readonly (readonly [hash: bigint, count: number])[];

/** Writes a set's hashes. */
export function encodeHashes(hashes: HashCounts): Uint8Array {
  const view = new DataView(new ArrayBuffer(hashes.length * entryBytes));
  for (const [i, [hash, count]] of hashes.entries()) {
    view.setBigInt64(i * entryBytes, hash, true);
    view.setFloat64(i * entryBytes + 8, count, true);
  }
  return new Uint8Array(view.buffer);
}

/** Reads a set's hashes. */
export function decodeHashes(value: SqlValue): HashCounts {
  const bytes = value as Uint8Array;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Array.from({ length: bytes.length / entryBytes }, (_, i) => [
    view.getBigInt64(i * entryBytes, true),
    view.getFloat64(i * entryBytes + 8, true),
  ]);
}
