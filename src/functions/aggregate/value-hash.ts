/** The hash that Trino gives values of each type (XXH64 of their words): for checksum and approx_distinct. */
import { assert } from '../../base/lake-error.js';
import { utcPicos } from '../../types/compare-values.js';
import type { SqlType } from '../../types/sql-type.js';
import type { LongTimestamp, MapEntry, SqlValue, ZonedTime, ZonedTimestamp } from '../../types/sql-value.js';
import { f32, f64, type Instruction, i32, i64, select } from '../../wasm/instruction.js';
import type { EmittedValue, Emitter } from '../definition.js';
import { highOf } from '../emitted-value.js';

const mask = 2n ** 64n - 1n;
const p1 = 0x9e3779b185ebca87n;
const p2 = 0xc2b2ae3d27d4eb4fn;
const p3 = 0x165667b19e3779f9n;
const p4 = 0x85ebca77c2b2ae63n;
const p5 = 0x27d4eb2f165667c5n;
const rotate = (x: bigint, bits: bigint): bigint => ((x << bits) | (x >> (64n - bits))) & mask;

function finished(hash: bigint): bigint {
  let h = hash;
  h = ((h ^ (h >> 33n)) * p2) & mask;
  h = ((h ^ (h >> 29n)) * p3) & mask;
  return h ^ (h >> 32n);
}

const round = (lane: bigint, word: bigint): bigint => (rotate((lane + word * p2) & mask, 31n) * p1) & mask;

/** Hashes 8 bytes. */
function hashWord(word: bigint): bigint {
  const h = p5 + 8n;
  return finished((rotate((h ^ round(0n, word & mask)) & mask, 27n) * p1 + p4) & mask);
}

function hashLanes(bytes: Buffer, end: number): bigint {
  const lanes = [(p1 + p2) & mask, p2, 0n, -p1 & mask];
  for (let at = 0; at + 32 <= end; at += 32)
    for (let lane = 0; lane < 4; lane++) lanes[lane] = round(lanes[lane]!, bytes.readBigUInt64LE(at + 8 * lane));
  const [a, b, c, d] = lanes as [bigint, bigint, bigint, bigint];
  let h = (rotate(a, 1n) + rotate(b, 7n) + rotate(c, 12n) + rotate(d, 18n)) & mask;
  for (const lane of lanes) h = ((h ^ round(0n, lane)) * p1 + p4) & mask;
  return h;
}

/** Hashes bytes. */
function hashBytes(value: Uint8Array): bigint {
  const bytes = Buffer.from(value.buffer, value.byteOffset, value.byteLength);
  const whole = bytes.length - (bytes.length % 32);
  let h = ((whole > 0 ? hashLanes(bytes, whole) : p5) + BigInt(bytes.length)) & mask;
  let at = whole;
  for (; at + 8 <= bytes.length; at += 8) h = (rotate(h ^ round(0n, bytes.readBigUInt64LE(at)), 27n) * p1 + p4) & mask;
  if (at + 4 <= bytes.length) {
    h = (rotate(h ^ ((BigInt(bytes.readUInt32LE(at)) * p1) & mask), 23n) * p2 + p3) & mask;
    at += 4;
  }
  for (; at < bytes.length; at++) h = (rotate(h ^ ((BigInt(bytes[at]!) * p5) & mask), 11n) * p1) & mask;
  return finished(h);
}

const floatBits = (value: number): bigint => {
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat32(0, value + 0);
  return BigInt(view.getInt32(0));
};

const doubleBits = (value: number): bigint => {
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, value + 0);
  return view.getBigInt64(0);
};

const combined = (hashes: readonly bigint[], start: bigint): bigint =>
  hashes.reduce((total, hash) => (total * 31n + hash) & mask, start);

type WordHash = (word: bigint) => bigint;

const hashOrZero = (value: SqlValue, type: SqlType, ofWord: WordHash): bigint =>
  value === null ? 0n : hashValue(value, type, ofWord);

/** The hash that words have inside of rows: one round of XXH64. */
const hashFieldWord: WordHash = (word) => round(0n, word & mask);

/** Hashes a value that is not NULL; inside of rows `ofWord` is another. */
export function hashValue(value: SqlValue, type: SqlType, ofWord: WordHash = hashWord): bigint {
  switch (type.kind) {
    case 'boolean':
      return ofWord(value ? 1n : 0n);
    case 'real':
      return ofWord(floatBits(value as number));
    case 'double':
      return ofWord(doubleBits(value as number));
    case 'varchar':
    case 'char':
    case 'json':
      return hashBytes(Buffer.from(value as string));
    case 'varbinary':
      return hashBytes(value as Uint8Array);
    case 'array':
      return combined(
        (value as readonly SqlValue[]).map((item) => hashOrZero(item, type.element, ofWord)),
        0n,
      );
    case 'row': {
      const items = value as readonly SqlValue[];
      return combined(
        items.map((item, i) => hashOrZero(item, type.fields[i]!.type, hashFieldWord)),
        1n,
      );
    }
    case 'map': {
      const entries = value as unknown as readonly MapEntry[];
      const hashes = entries.map(
        ([key, item]) => hashOrZero(key, type.key, ofWord) ^ hashOrZero(item, type.value, ofWord),
      );
      return hashes.reduce((total, hash) => (total + hash) & mask, 0n);
    }
    default:
      return hashWords(value, type, ofWord);
  }
}

function hashWords(value: SqlValue, type: SqlType, ofWord: WordHash): bigint {
  switch (type.kind) {
    case 'uuid':
    case 'ipaddress': {
      const bytes = Buffer.from(value as Uint8Array);
      return hashWord(bytes.readBigUInt64LE(0)) ^ hashWord(bytes.readBigUInt64LE(8));
    }
    case 'time with time zone':
      return ofWord(utcPicos(value as ZonedTime));
    case 'timestamp with time zone': {
      const { millis, picosOfMilli } = value as ZonedTimestamp;
      return type.precision <= 3 ? ofWord(millis) : hashWord(millis) ^ hashWord(BigInt(picosOfMilli));
    }
    case 'timestamp': {
      if (typeof value === 'bigint') return ofWord(value);
      const { micros, picosOfMicro } = value as LongTimestamp;
      return hashWord(micros) ^ hashWord(BigInt(picosOfMicro));
    }
    case 'decimal':
      if (type.precision > 18) return hashWord((value as bigint) >> 64n) ^ hashWord(value as bigint);
      return ofWord(value as bigint);
    default:
      assert(typeof value === 'bigint' || typeof value === 'number', `a ${type.kind} has no hash`);
      return ofWord(BigInt(value));
  }
}

/** Tells whether `emitHash` hashes values of a type. */
export function isHashEmitted({ kind }: SqlType): boolean {
  switch (kind) {
    case 'array':
    case 'map':
    case 'row':
    case 'uuid':
    case 'ipaddress':
    case 'time with time zone':
    case 'unknown':
    case 'digest':
      return false;
    default:
      return true;
  }
}

const zoneBits = i64.const(12);

/** Hashes a present value in emitted code, as `hashValue` does. */
export function emitHash(e: Emitter, type: SqlType, value: EmittedValue): Instruction {
  const ofWord = (word: Instruction): Instruction => e.call('value_hash_word', 'i64', [word]);
  const isZoned = type.kind === 'timestamp with time zone';
  switch (value.layout) {
    case 'bool':
      return e.keep(ofWord(i64.extendI32u(value.value)));
    case 'i32':
      return e.keep(ofWord(i64.extendI32s(value.value)));
    case 'i64':
      return e.keep(ofWord(isZoned ? i64.shrs(value.value, zoneBits) : value.value));
    case 'f32': {
      // Adding 0 makes -0 the same as 0; all NaNs are one.
      const bits = i32.reinterpretF32(f32.add(value.value, f32.const(0)));
      const isNaNWord = f32.ne(value.value, value.value);
      return e.keep(ofWord(i64.extendI32s(select(i32.const(0x7fc00000), bits, isNaNWord))));
    }
    case 'f64': {
      const bits = i64.reinterpretF64(f64.add(value.value, f64.const(0)));
      return e.keep(ofWord(select(i64.const(0x7ff8000000000000n), bits, f64.ne(value.value, value.value))));
    }
    case 'i128': {
      const high = isZoned ? i64.shrs(highOf(value), zoneBits) : highOf(value);
      return e.keep(i64.xor(ofWord(high), ofWord(value.value)));
    }
    default:
      return e.keep(e.call('value_hash_view', 'i64', [value.value]));
  }
}
