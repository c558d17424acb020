/** Decimals as unscaled bigints: text, rounding, and the way to and from doubles. */
import { asciiDigits, doubleText, realText } from './number-text.js';

/** Holds a decimal before it has a type. */
export interface Decimal {
  readonly unscaled: bigint;
  readonly scale: number;
}

/** Decimals of so many digits fit in 64 bits. */
export const shortPrecisionMax = 18;

const powers = Array.from({ length: 80 }, (_, i) => 10n ** BigInt(i));

/** Gives ten to a power. */
export const powerOfTen = (exponent: number): bigint => powers[exponent] ?? 10n ** BigInt(exponent);

/** Tells whether an unscaled value has at most so many digits. */
export const fitsPrecision = (unscaled: bigint, precision: number): boolean => {
  const limit = powerOfTen(precision);
  return unscaled < limit && unscaled > -limit;
};

/** Prints an unscaled value with its point. */
export function decimalText(unscaled: bigint, scale: number): string {
  if (scale === 0) return String(unscaled);
  const digits = String(unscaled < 0n ? -unscaled : unscaled).padStart(scale + 1, '0');
  return `${unscaled < 0n ? '-' : ''}${digits.slice(0, -scale)}.${digits.slice(-scale)}`;
}

const plainExponentMin = -6;

/** Prints an unscaled value as Java's BigDecimal: with an exponent where more than five zeros follow the point. */
export function exponentDecimalText(unscaled: bigint, scale: number): string {
  const digits = String(unscaled < 0n ? -unscaled : unscaled);
  const exponent = digits.length - 1 - scale;
  if (exponent >= plainExponentMin) return decimalText(unscaled, scale);
  const rest = digits.length > 1 ? `.${digits.slice(1)}` : '';
  return `${unscaled < 0n ? '-' : ''}${digits[0]}${rest}E${exponent}`;
}

/** Divides and rounds halves away from zero. */
export function divideHalfUp(dividend: bigint, divisor: bigint): bigint {
  const quotient = dividend / divisor;
  const rest = dividend - quotient * divisor;
  const twice = rest < 0n ? -2n * rest : 2n * rest;
  if (twice < (divisor < 0n ? -divisor : divisor)) return quotient;
  return dividend < 0n === divisor < 0n ? quotient + 1n : quotient - 1n;
}

/** Changes the scale of an unscaled value, rounding halves away from zero. */
export function rescale(unscaled: bigint, from: number, to: number): bigint {
  if (to >= from) return unscaled * powerOfTen(to - from);
  return divideHalfUp(unscaled, powerOfTen(from - to));
}

const exponentDigitsMax = 10;
const significantDigitsMax = 100_000;

const exactDigitsMax = 15;
const [zeroCode, pointCode] = [48, 46];

/** Reads a plain number of few digits, no more of them behind the point than the scale; undefined for others. */
function shortDecimalAtScale(text: string, scale: number): bigint | undefined {
  const isNegative = text.charCodeAt(0) === 45;
  let value = 0;
  let digits = 0;
  let missing = -1;
  for (let at = isNegative ? 1 : 0; at < text.length; at++) {
    const digit = text.charCodeAt(at) - zeroCode;
    if (digit >= 0 && digit <= 9) {
      value = value * 10 + digit;
      digits++;
      if (missing >= 0 && --missing < 0) return undefined;
    } else if (digit === pointCode - zeroCode && missing < 0 && at > 0) missing = scale;
    else return undefined;
  }
  const zeros = missing < 0 ? scale : missing;
  if (digits === 0 || digits + zeros > exactDigitsMax) return undefined;
  const units = BigInt(value * 10 ** zeros);
  return isNegative ? -units : units;
}

/** Reads what Java's BigDecimal reads, with an exponent, at the scale asked for; undefined where that is no number. */
export function parseDecimalAtScale(text: string, scale: number): bigint | undefined {
  const short = shortDecimalAtScale(text, scale);
  if (short !== undefined) return short;
  const match = /^([+-]?)(?:(\p{Nd}+)\.?(\p{Nd}*)|\.(\p{Nd}+))(?:[eE]([+-]?\p{Nd}+))?$/u.exec(text);
  if (match === null) return undefined;
  const [, sign, whole = '', fraction = '', onlyFraction = '', exponentText = '0'] = match;
  const exponentDigits = asciiDigits(exponentText);
  if (exponentDigits.replace(/^[+-]/, '').length > exponentDigitsMax) return undefined;
  const digits = asciiDigits(whole + fraction + onlyFraction);
  const size = BigInt(digits);
  const places = (fraction + onlyFraction).length - Number(exponentDigits);
  if (size === 0n) return 0n;
  // Enough to know that the value rounds to 0, or is larger than any decimal.
  const digitCount = String(size).length;
  if (digitCount - places + scale < 0) return 0n;
  const shift = Math.min(scale - places, significantDigitsMax);
  const unscaled = shift >= 0 ? size * powerOfTen(shift) : divideHalfUp(size, powerOfTen(-shift));
  return sign === '-' ? -unscaled : unscaled;
}

/** Reads a decimal literal: its type follows from its digits, leading zeros aside; undefined where it is none. */
export function parseDecimalLiteral(text: string): (Decimal & { readonly precision: number }) | undefined {
  const match = /^([+-]?)(?:((?:\d_?)+)\.?((?:\d_?)*)|\.((?:\d_?)+))$/.exec(text);
  if (match === null || text.endsWith('_') || text.includes('_.')) return undefined;
  const [, sign, whole = '', fraction = '', onlyFraction = ''] = match;
  const places = (fraction + onlyFraction).replaceAll('_', '');
  const significant = whole.replaceAll('_', '').replace(/^0+/, '');
  const precision = Math.max(1, significant.length + places.length);
  const size = BigInt(significant + places || '0');
  return { unscaled: sign === '-' ? -size : size, scale: places.length, precision };
}

/** Turns a decimal into a double: one division of doubles up to 18 digits, as Trino's, and the nearest one above. */
export const decimalToDouble = (unscaled: bigint, precision: number, scale: number): number =>
  precision <= shortPrecisionMax ? Number(unscaled) / 10 ** scale : Number(`${unscaled}e-${scale}`);

/** Turns a decimal into a real, in the same way: up to 18 digits the division is one of reals. */
export const decimalToReal = (unscaled: bigint, precision: number, scale: number): number =>
  Math.fround(
    precision <= shortPrecisionMax
      ? Math.fround(Number(unscaled)) / Math.fround(10 ** scale)
      : Number(`${unscaled}e-${scale}`),
  );

/** Turns a finite number into a decimal by its shortest text, halves away from zero. */
export const textToDecimal = (value: number, scale: number, isReal: boolean): bigint =>
  parseDecimalAtScale(isReal ? realText(value) : doubleText(value), scale)!;
