import type { SqlType } from '../types/sql-type.js';
import type { SqlValue } from '../types/sql-value.js';
import type { LeafColumn, LogicalType } from './schema.js';

/** A value of a file before the table's type gives it meaning. */
export type PhysicalValue = boolean | number | bigint | Uint8Array;

const unitDigits = { millis: 3, micros: 6, nanos: 9 } as const;
const strictDecoder = new TextDecoder('utf-8', { fatal: true });

/** Decodes the PLAIN bytes of one value (a text without its length); undefined when they cannot be right. */
export function physicalValue(leaf: LeafColumn, bytes: Uint8Array): PhysicalValue | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const isUnsigned = leaf.logical?.kind === 'integer' && !leaf.logical.isSigned;
  switch (leaf.physical) {
    case 'BOOLEAN':
      return bytes.length === 1 ? bytes[0] !== 0 : undefined;
    case 'INT32':
      if (bytes.length !== 4) return undefined;
      return isUnsigned ? view.getUint32(0, true) : view.getInt32(0, true);
    case 'INT64':
      if (bytes.length !== 8) return undefined;
      return isUnsigned ? view.getBigUint64(0, true) : view.getBigInt64(0, true);
    case 'FLOAT':
      return bytes.length === 4 ? view.getFloat32(0, true) : undefined;
    case 'DOUBLE':
      return bytes.length === 8 ? view.getFloat64(0, true) : undefined;
    case 'FIXED_LEN_BYTE_ARRAY':
      if (leaf.logical?.kind === 'float16') return bytes.length === 2 ? halfFloat(view.getUint16(0, true)) : undefined;
      return bytes;
    case 'BYTE_ARRAY':
      return bytes;
    case 'INT96':
      return undefined;
  }
}

function halfFloat(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 31;
  const fraction = bits & 1023;
  if (exponent === 31) return fraction === 0 ? sign * Infinity : Number.NaN;
  return exponent === 0 ? sign * fraction * 2 ** -24 : sign * (1024 + fraction) * 2 ** (exponent - 25);
}

/**
 * Gives the value that a reader of the table would see. As an end of a range, it may be further out where the exact value
 * cannot be told; undefined where nothing can.
 */
export function tableValue(
  leaf: LeafColumn,
  type: SqlType,
  value: PhysicalValue,
  end: 'low' | 'high',
): SqlValue | undefined {
  const { logical } = leaf;
  switch (type.kind) {
    case 'boolean':
      return typeof value === 'boolean' ? value : undefined;
    case 'tinyint':
    case 'smallint':
    case 'integer':
    case 'date':
      return isIntegral(value) ? Number(value) : undefined;
    case 'bigint':
      return isIntegral(value) ? BigInt(value) : undefined;
    case 'real':
    case 'double':
      return typeof value === 'number' ? value : undefined;
    case 'decimal':
      return decimalValue(logical, type.scale, value);
    case 'timestamp':
      return typeof value === 'bigint' && logical?.kind === 'timestamp'
        ? timestampValue(value, unitDigits[logical.unit], type.precision)
        : undefined;
    case 'time':
      if (!isIntegral(value) || logical?.kind !== 'time' || type.precision < unitDigits[logical.unit]) return undefined;
      return BigInt(value) * 10n ** BigInt(12 - unitDigits[logical.unit]);
    case 'varchar':
      return value instanceof Uint8Array ? textBound(value, type.length, end) : undefined;
    case 'varbinary':
      return value instanceof Uint8Array ? value : undefined;
    case 'uuid':
      return value instanceof Uint8Array && value.length === 16 ? value : undefined;
    default:
      return undefined;
  }
}

const isIntegral = (value: PhysicalValue): value is number | bigint =>
  typeof value === 'bigint' || (typeof value === 'number' && Number.isInteger(value));

function decimalValue(logical: LogicalType | undefined, scale: number, value: PhysicalValue): bigint | undefined {
  const fileScale = logical?.kind === 'decimal' ? logical.scale : 0;
  if (scale < fileScale || typeof value === 'boolean') return undefined;
  const unscaled = value instanceof Uint8Array ? bigEndian(value) : isIntegral(value) ? BigInt(value) : undefined;
  return unscaled === undefined ? undefined : unscaled * 10n ** BigInt(scale - fileScale);
}

function bigEndian(bytes: Uint8Array): bigint | undefined {
  if (bytes.length === 0 || bytes.length > 32) return undefined;
  let value = 0n;
  for (const byte of bytes) value = (value << 8n) | BigInt(byte);
  return BigInt.asIntN(bytes.length * 8, value);
}

// Readers round halves up, which keeps the order of values.
function timestampValue(value: bigint, digits: number, precision: number): SqlValue {
  let rounded = value;
  if (precision < digits) {
    const unit = 10n ** BigInt(digits - precision);
    rounded = floorDivide(value + unit / 2n, unit) * unit;
  }
  const picos = rounded * 10n ** BigInt(12 - digits);
  const micros = floorDivide(picos, 1_000_000n);
  return precision <= 6 ? micros : { micros, picosOfMicro: Number(picos - micros * 1_000_000n) };
}

const floorDivide = (a: bigint, b: bigint): bigint => a / b - (a % b < 0n ? 1n : 0n);

// A text cut in the middle of a character bounds from below what it starts, but says nothing from above.
function textBound(bytes: Uint8Array, lengthMax: number | undefined, end: 'low' | 'high'): string | undefined {
  const whole = end === 'low' ? bytes.subarray(0, wholeCharacters(bytes)) : bytes;
  try {
    const text = strictDecoder.decode(whole);
    return lengthMax === undefined ? text : Array.from(text).slice(0, lengthMax).join('');
  } catch (error) {
    // What the decoder throws at bytes that are not UTF-8.
    if (error instanceof TypeError) return undefined;
    throw error;
  }
}

// Bytes before a character that the end cuts off.
function wholeCharacters(bytes: Uint8Array): number {
  let start = bytes.length;
  while (start > 0 && bytes.length - start < 3 && (bytes[start - 1]! & 0xc0) === 0x80) start--;
  if (start === 0) return bytes.length;
  const lead = bytes[start - 1]!;
  const wanted = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : lead >= 0xc0 ? 2 : 1;
  return bytes.length - start + 1 < wanted ? start - 1 : bytes.length;
}
