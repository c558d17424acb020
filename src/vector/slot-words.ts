import type { SqlType } from '../types/sql-type.js';
import type { LongTimestamp, SqlValue, ZonedTime, ZonedTimestamp } from '../types/sql-value.js';

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
