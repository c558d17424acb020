import type { SqlType } from '../../types/sql-type.js';
import type { SqlValue } from '../../types/sql-value.js';
import { hashValue } from './value-hash.js';

/** MurmurHash3 x64 128 (A. Appleby) with seed 0, of which Trino's digests take the first word. */
const mask = 2n ** 64n - 1n;
const c1 = 0x87c37b91114253d5n;
const c2 = 0x4cf5ad432745937fn;
const rotate = (x: bigint, bits: bigint): bigint => ((x << bits) | (x >> (64n - bits))) & mask;
const mixFirst = (k: bigint): bigint => (rotate((k * c1) & mask, 31n) * c2) & mask;
const mixSecond = (k: bigint): bigint => (rotate((k * c2) & mask, 33n) * c1) & mask;

function finished(word: bigint): bigint {
  let k = word;
  k = ((k ^ (k >> 33n)) * 0xff51afd7ed558ccdn) & mask;
  k = ((k ^ (k >> 33n)) * 0xc4ceb9fe1a85ec53n) & mask;
  return k ^ (k >> 33n);
}

function hashBytes(value: Uint8Array): bigint {
  const bytes = Buffer.alloc(Math.ceil(value.length / 16) * 16);
  bytes.set(value);
  const whole = value.length - (value.length % 16);
  let [h1, h2] = [0n, 0n];
  for (let at = 0; at < whole; at += 16) {
    h1 ^= mixFirst(bytes.readBigUInt64LE(at));
    h1 = ((rotate(h1, 27n) + h2) * 5n + 0x52dce729n) & mask;
    h2 ^= mixSecond(bytes.readBigUInt64LE(at + 8));
    h2 = ((rotate(h2, 31n) + h1) * 5n + 0x38495ab5n) & mask;
  }
  if (whole < value.length) {
    h1 ^= mixFirst(bytes.readBigUInt64LE(whole));
    h2 ^= mixSecond(bytes.readBigUInt64LE(whole + 8));
  }
  h1 ^= BigInt(value.length);
  h2 ^= BigInt(value.length);
  h1 = (h1 + h2) & mask;
  h2 = (h2 + h1) & mask;
  return BigInt.asIntN(64, finished(h1) + finished(h2));
}

function bytesOf(value: SqlValue, type: SqlType): Uint8Array {
  if (typeof value === 'string') return Buffer.from(value);
  if (value instanceof Uint8Array) return value;
  const bytes = Buffer.alloc(8);
  if (type.kind === 'double') bytes.writeDoubleLE((value as number) + 0);
  else if (typeof value === 'bigint' || typeof value === 'boolean' || Number.isInteger(value))
    bytes.writeBigInt64LE(BigInt.asIntN(64, BigInt(value as bigint)));
  else bytes.writeBigUInt64LE(hashValue(value, type));
  return bytes;
}

/** Hashes a value for a set digest. */
export const digestHash = (value: SqlValue, type: SqlType): bigint => hashBytes(bytesOf(value, type));
