/** Conversions to boolean, whole numbers, real and double. */
import { LakeError, unreachable } from '../../base/lake-error.js';
import { decimalText, decimalToDouble, decimalToReal, rescale, shortPrecisionMax } from '../../types/decimal-value.js';
import { doubleText, realText } from '../../types/number-text.js';
import { parseValue } from '../../types/parse-value.js';
import type { SqlValue } from '../../types/sql-value.js';
import { type Conversion, invalidCast } from './conversion.js';

type IntegerKind = 'tinyint' | 'smallint' | 'integer' | 'bigint';

const int64Max = 2n ** 63n - 1n;
const bits: Readonly<Record<IntegerKind, bigint>> = { tinyint: 8n, smallint: 16n, integer: 32n, bigint: 64n };

/** Tells whether a whole number is one of a type's values. */
export const fitsInteger = (value: bigint, kind: IntegerKind): boolean => {
  const limit = 1n << (bits[kind] - 1n);
  return value < limit && value >= -limit;
};

/** Gives a whole number the form that values of a type have. */
export const integerValue = (value: bigint, kind: IntegerKind): SqlValue => (kind === 'bigint' ? value : Number(value));

/** Rounds to a whole number, halves away from zero. */
export function roundHalfUp(value: number): number {
  const whole = Math.trunc(value);
  return Math.abs(value - whole) >= 0.5 ? whole + Math.sign(value) : whole;
}

/** Converts numbers, booleans and texts to boolean. */
export const toBoolean: Conversion = (value, _, to, context) => {
  switch (typeof value) {
    case 'number':
      return value !== 0;
    case 'bigint':
      return value !== 0n;
    default:
      return parseValue(value as string, to, context);
  }
};

/** Converts numbers, booleans and texts to a type of whole numbers. */
export const toInteger: Conversion = (value, from, to, context) => {
  const kind = to.kind as IntegerKind;
  switch (from.kind) {
    case 'boolean':
      return integerValue(value ? 1n : 0n, kind);
    case 'tinyint':
    case 'smallint':
    case 'integer':
    case 'bigint': {
      const whole = BigInt(value as number | bigint);
      if (fitsInteger(whole, kind)) return integerValue(whole, kind);
      throw new LakeError('NUMERIC_VALUE_OUT_OF_RANGE', `Out of range for ${kind}: ${whole}`);
    }
    case 'real':
    case 'double':
      return floatToInteger(value as number, from.kind, kind);
    case 'decimal': {
      const unscaled = value as bigint;
      const whole = rescale(unscaled, from.scale, 0);
      if (fitsInteger(whole, kind)) return integerValue(whole, kind);
      const shown = from.precision <= shortPrecisionMax ? String(whole) : decimalText(unscaled, from.scale);
      throw invalidCast(`Cannot cast '${shown}' to ${kind.toUpperCase()}`);
    }
    default:
      return parseValue(value as string, to, context);
  }
};

function floatToInteger(value: number, from: 'real' | 'double', kind: IntegerKind): SqlValue {
  const text = from === 'real' ? realText(value) : doubleText(value);
  const rounded = roundHalfUp(value);
  if (kind === 'bigint') {
    const fits = rounded < 2 ** 63 && rounded >= -(2 ** 63);
    if (fits) return BigInt(rounded);
    if (from === 'double') throw invalidCast(`Unable to cast ${text} to bigint`);
    if (Number.isNaN(value)) throw invalidCast('Cannot cast real NaN to bigint');
    return value > 0 ? int64Max : -int64Max - 1n;
  }
  if (Number.isNaN(value)) throw invalidCast(`Cannot cast ${from} NaN to ${kind}`);
  if (Number.isFinite(rounded) && fitsInteger(BigInt(rounded), kind)) return rounded + 0;
  throw new LakeError('NUMERIC_VALUE_OUT_OF_RANGE', `Out of range for ${kind}: ${text}`);
}

/** Converts numbers, booleans and texts to real or double. */
export const toFloat: Conversion = (value, from, to, context) => {
  const isReal = to.kind === 'real';
  switch (from.kind) {
    case 'boolean':
      return value ? 1 : 0;
    case 'tinyint':
    case 'smallint':
    case 'integer':
    case 'real':
    case 'double':
      return isReal ? Math.fround(value as number) : (value as number);
    case 'bigint':
      return isReal ? bigintToReal(value as bigint) : Number(value as bigint);
    case 'decimal':
      return (isReal ? decimalToReal : decimalToDouble)(value as bigint, from.precision, from.scale);
    case 'varchar':
      return parseValue(value as string, to, context);
    default:
      return unreachable(from as never);
  }
};

/** Rounds once: by way of a double, a number half way between two reals could go wrong. */
export function bigintToReal(value: bigint): number {
  const size = value < 0n ? -value : value;
  const shift = BigInt(Math.max(0, size.toString(2).length - 54));
  const sticky = (size >> shift) << shift === size ? 0n : 1n;
  const real = Math.fround(
    Number((((size >> shift) << 1n) | sticky) << (shift > 0n ? shift - 1n : 0n)) / (shift > 0n ? 1 : 2),
  );
  return value < 0n ? -real : real;
}
