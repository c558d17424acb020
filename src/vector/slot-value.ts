import { assert } from '../base/lake-error.js';
import type { SqlType } from '../types/sql-type.js';
import type { LongTimestamp, SqlValue, ZonedTime, ZonedTimestamp } from '../types/sql-value.js';
import { inlineBytesMax, type Layout, layoutOf, slotBytes } from './layout.js';
import { decodeNested, encodeNested } from './nested-encoding.js';
import type { QueryMemory } from './query-memory.js';
import type { Vector } from './vector.js';

const encoder = new TextEncoder();
const decoder = new TextDecoder();
const signBit = 1n << 63n;
const zoneBits = 12n;

/** Gives the words of an `i64` (one) or `i128` (low, high) slot as signed 64-bit numbers. */
export function encodeSlotWords(type: SqlType, value: SqlValue): readonly [low: bigint, high: bigint] {
  switch (type.kind) {
    case 'decimal': {
      const unscaled = value as bigint;
      return [BigInt.asIntN(64, unscaled), unscaled >> 64n];
    }
    case 'timestamp': {
      if (type.precision <= 6) return [value as bigint, 0n];
      const { micros, picosOfMicro } = value as LongTimestamp;
      return [BigInt(picosOfMicro), micros];
    }
    case 'timestamp with time zone': {
      const { millis, picosOfMilli, zone } = value as ZonedTimestamp;
      const packed = (millis << zoneBits) | BigInt(zone);
      return type.precision <= 3 ? [packed, 0n] : [BigInt(picosOfMilli), packed];
    }
    case 'time with time zone': {
      const { picos, offsetMinutes } = value as ZonedTime;
      return [BigInt(offsetMinutes), picos];
    }
    case 'uuid':
    case 'ipaddress': {
      const bytes = value as Uint8Array;
      const view = new DataView(bytes.buffer, bytes.byteOffset, 16);
      return [view.getBigInt64(8), BigInt.asIntN(64, view.getBigUint64(0) ^ signBit)];
    }
    default:
      return [value as bigint, 0n];
  }
}

/** Gives the value that the words of an `i64` or `i128` slot stand for. */
export function decodeSlotWords(type: SqlType, low: bigint, high: bigint): SqlValue {
  switch (type.kind) {
    case 'decimal':
      return type.precision <= 18 ? low : (high << 64n) | BigInt.asUintN(64, low);
    case 'timestamp':
      return type.precision <= 6 ? low : { micros: high, picosOfMicro: Number(low) };
    case 'timestamp with time zone': {
      const packed = type.precision <= 3 ? low : high;
      const picosOfMilli = type.precision <= 3 ? 0 : Number(low);
      return { millis: packed >> zoneBits, picosOfMilli, zone: Number(packed & 0xfffn) };
    }
    case 'time with time zone':
      return { picos: high, offsetMinutes: Number(low) };
    case 'uuid':
    case 'ipaddress': {
      const bytes = new Uint8Array(16);
      const view = new DataView(bytes.buffer);
      view.setBigUint64(0, BigInt.asUintN(64, high) ^ signBit);
      view.setBigInt64(8, low);
      return bytes;
    }
    default:
      return low;
  }
}

/** Gives the bytes that a `view` of the value shows. */
export function encodeViewBytes(type: SqlType, value: SqlValue): Uint8Array {
  if (typeof value === 'string') return encoder.encode(value);
  if (value instanceof Uint8Array) return value;
  return encodeNested(type, value);
}

/** Gives the value that the bytes of a `view` stand for. */
export function decodeViewBytes(type: SqlType, bytes: Uint8Array): SqlValue {
  switch (type.kind) {
    case 'varchar':
    case 'char':
    case 'json':
      return decoder.decode(bytes);
    case 'varbinary':
      return bytes.slice();
    default:
      return decodeNested(type, bytes);
  }
}

/** Reads the value in the slot at `address`. */
export function readSlot(memory: QueryMemory, type: SqlType, layout: Layout, address: number): SqlValue {
  switch (layout) {
    case 'bool':
      return memory.u8[address]! !== 0;
    case 'i32':
      return memory.view.getInt32(address, true);
    case 'f32':
      return memory.view.getFloat32(address, true);
    case 'f64':
      return memory.view.getFloat64(address, true);
    case 'i64':
      return decodeSlotWords(type, memory.view.getBigInt64(address, true), 0n);
    case 'i128':
      return decodeSlotWords(type, memory.view.getBigInt64(address, true), memory.view.getBigInt64(address + 8, true));
    case 'view':
      return decodeViewBytes(type, viewBytes(memory, address));
  }
}

/** Shows the bytes of the view at `address`; a copy, since decoders do not take shared memory. */
export function viewBytes(memory: QueryMemory, address: number): Uint8Array {
  const length = memory.view.getUint32(address, true);
  const start = length <= inlineBytesMax ? address + 4 : memory.view.getUint32(address + 8, true);
  return memory.u8.slice(start, start + length);
}

/** Writes a present value into the slot at `address`; long strings take their bytes from `alloc`. */
export function writeSlot(
  memory: QueryMemory,
  type: SqlType,
  layout: Layout,
  address: number,
  value: SqlValue,
  alloc: (bytes: number) => number,
): void {
  switch (layout) {
    case 'bool':
      memory.u8[address] = value ? 1 : 0;
      return;
    case 'i32':
      return memory.view.setInt32(address, value as number, true);
    case 'f32':
      return memory.view.setFloat32(address, value as number, true);
    case 'f64':
      return memory.view.setFloat64(address, value as number, true);
    case 'i64':
      return memory.view.setBigInt64(address, encodeSlotWords(type, value)[0], true);
    case 'i128': {
      const [low, high] = encodeSlotWords(type, value);
      memory.view.setBigInt64(address, low, true);
      return memory.view.setBigInt64(address + 8, high, true);
    }
    case 'view':
      return writeView(memory, address, encodeViewBytes(type, value), alloc);
  }
}

/** Writes a view of `bytes` at `address`. */
export function writeView(
  memory: QueryMemory,
  address: number,
  bytes: Uint8Array,
  alloc: (bytes: number) => number,
): void {
  const { u8, view } = memory;
  view.setUint32(address, bytes.length, true);
  if (bytes.length <= inlineBytesMax) {
    u8.fill(0, address + 4, address + 16);
    u8.set(bytes, address + 4);
    return;
  }
  const start = alloc(bytes.length);
  u8.set(bytes, start);
  u8.set(bytes.subarray(0, 4), address + 4);
  view.setUint32(address + 8, start, true);
  view.setUint32(address + 12, 0, true);
}

/** Reads the value of a row; null where it is NULL. */
export function readVectorValue(memory: QueryMemory, vector: Vector, row: number): SqlValue {
  const { validity, encoding, values, codes, layout, type } = vector;
  if (validity !== 0 && memory.u8[encoding === 'constant' ? validity : validity + row] === 0) return null;
  let index = row;
  if (encoding === 'constant') index = 0;
  else if (encoding === 'dictionary') index = memory.u32[(codes >>> 2) + row]!;
  return readSlot(memory, type, layout, values + index * slotBytes[layout]);
}

/** Makes a constant vector of `value` in memory of `alloc`. */
export function constantVector(
  memory: QueryMemory,
  type: SqlType,
  value: SqlValue,
  alloc: (bytes: number) => number,
): Vector {
  const layout = layoutOf(type);
  const values = alloc(slotBytes[layout] + 1);
  assert(values !== 0, 'a constant has an address');
  memory.u8.fill(0, values, values + slotBytes[layout] + 1);
  if (value !== null) writeSlot(memory, type, layout, values, value, alloc);
  const validity = value === null ? values + slotBytes[layout] : 0;
  return { type, layout, encoding: 'constant', values, validity, codes: 0, dictionaryLength: 0, dictionaryId: 0 };
}
