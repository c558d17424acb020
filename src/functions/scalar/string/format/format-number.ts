/** Numbers as java.util.Formatter prints them: halves of the shortest decimal are rounded up. */
import type { FormatSpec } from './format-spec.js';

/** A decimal: `0.digits` times ten to the `exponent`. */
interface Digits {
  readonly isNegative: boolean;
  readonly digits: string;
  readonly exponent: number;
}

const precisionDefault = 6;

/** Prints a whole number in decimal. */
export function formatInteger(value: bigint, spec: FormatSpec): string {
  const digits = String(value < 0n ? -value : value);
  return withSign(spec.flags.includes(',') ? grouped(digits) : digits, value < 0n, spec);
}

/** Prints a whole number of 64 bits in octal or hexadecimal. */
export function formatBits(value: bigint, { conversion, flags, width = 0 }: FormatSpec): string {
  const prefix = flags.includes('#') ? (conversion === 'x' ? '0x' : '0') : '';
  const digits = BigInt.asUintN(64, value).toString(conversion === 'x' ? 16 : 8);
  return prefix + (flags.includes('0') ? digits.padStart(width - prefix.length, '0') : digits);
}

/** Prints a double. */
export function formatDouble(value: number, spec: FormatSpec): string {
  if (Number.isNaN(value)) return 'NaN';
  const isNegative = value < 0 || Object.is(value, -0);
  // Zeros stand before digits only.
  if (!Number.isFinite(value))
    return withSign('Infinity', isNegative, { ...spec, flags: spec.flags.replace('0', ''), width: undefined });
  if (spec.conversion === 'a') return withSign(hexText(Math.abs(value)), isNegative, spec);
  const [mantissa, exponent] = Math.abs(value).toExponential().split('e');
  const digits = mantissa!.replace('.', '');
  return formatDigits({ isNegative, digits: value === 0 ? '' : digits, exponent: Number(exponent) + 1 }, spec);
}

/** Prints a decimal. */
export function formatDecimal(unscaled: bigint, scale: number, spec: FormatSpec): string {
  const digits = String(unscaled < 0n ? -unscaled : unscaled).replace(/^0$/, '');
  return formatDigits({ isNegative: unscaled < 0n, digits, exponent: digits.length - scale }, spec);
}

function formatDigits(number: Digits, spec: FormatSpec): string {
  const { conversion, flags } = spec;
  const precision = spec.precision ?? precisionDefault;
  const point = flags.includes('#');
  let text: string;
  if (conversion === 'e') text = scientific(number, precision, point);
  else if (conversion === 'f') text = plain(number, precision, point, flags.includes(','));
  else {
    const significant = Math.max(1, precision);
    const rounded = roundTo(number, significant);
    const isPlain = rounded.digits === '' || (rounded.exponent > -4 && rounded.exponent <= significant);
    // Zero counts as one digit before the point.
    const places = rounded.digits === '' ? significant - 1 : significant - rounded.exponent;
    text = isPlain ? plain(rounded, places, point, flags.includes(',')) : scientific(rounded, significant - 1, point);
  }
  return withSign(text, number.isNegative, spec);
}

/** Keeps `count` digits, rounding halves up; fewer than 0 leave nothing. */
function roundTo(number: Digits, count: number): Digits {
  const { digits, exponent } = number;
  if (count >= digits.length) return number;
  if (count < 0) return { ...number, digits: '' };
  const isUp = digits[count]! >= '5';
  const kept = digits.slice(0, count);
  if (!isUp) return { ...number, digits: kept.replace(/0+$/, '') };
  const raised = String(BigInt(kept || '0') + 1n).padStart(count, '0');
  const carried = raised.length > count;
  return { ...number, digits: raised.replace(/0+$/, ''), exponent: exponent + (carried ? 1 : 0) };
}

function plain(number: Digits, places: number, point: boolean, isGrouped: boolean): string {
  const { digits, exponent } = roundTo(number, number.exponent + places);
  const at = digits === '' ? 0 : exponent;
  const whole = at > 0 ? digits.slice(0, at).padEnd(at, '0') : '0';
  const fraction = ('0'.repeat(Math.max(0, -at)) + digits.slice(Math.max(0, at))).padEnd(places, '0');
  const shown = isGrouped ? grouped(whole) : whole;
  return places > 0 ? `${shown}.${fraction}` : point ? `${shown}.` : shown;
}

function scientific(number: Digits, places: number, point: boolean): string {
  const { digits, exponent } = roundTo(number, places + 1);
  const power = digits === '' ? 0 : exponent - 1;
  const all = digits.padEnd(places + 1, '0');
  const mantissa = places > 0 ? `${all[0]}.${all.slice(1)}` : point ? `${all[0]}.` : all[0];
  return `${mantissa}e${power < 0 ? '-' : '+'}${String(Math.abs(power)).padStart(2, '0')}`;
}

const grouped = (digits: string): string => digits.replace(/\B(?=(\d{3})+$)/g, ',');

/** Puts a sign before a number, or parentheses around it, and zeros between up to the width. */
function withSign(text: string, isNegative: boolean, { flags, width = 0 }: FormatSpec): string {
  const before = isNegative
    ? flags.includes('(')
      ? '('
      : '-'
    : flags.includes('+')
      ? '+'
      : flags.includes(' ')
        ? ' '
        : '';
  const behind = before === '(' ? ')' : '';
  const room = width - before.length - behind.length;
  return before + (flags.includes('0') ? text.padStart(room, '0') : text) + behind;
}

/** Prints the bits of a double in hexadecimal, as Double.toHexString does. */
function hexText(value: number): string {
  if (value === 0) return '0x0.0p0';
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, value);
  const bits = view.getBigUint64(0);
  const exponent = Number(bits >> 52n);
  const fraction = (bits & 0xf_ffff_ffff_ffffn).toString(16).padStart(13, '0').replace(/0+$/, '') || '0';
  return exponent === 0 ? `0x0.${fraction}p-1022` : `0x1.${fraction}p${exponent - 1023}`;
}
