/** Numbers as ASCII digits in memory, without a detour over strings where they are short. */

const zero = 48;
const minus = 45;
const plus = 43;
const point = 46;
const safeDigits = 15;

const powersOfTen = Array.from({ length: 23 }, (_, exponent) => 10 ** exponent);

/** Reads a whole number of at most 15 digits, a fraction after it passed over if `dropsFraction`; undefined for another text. */
export function shortInteger(
  bytes: Uint8Array,
  start: number,
  end: number,
  dropsFraction: boolean,
): number | undefined {
  let at = start;
  const isNegative = bytes[at] === minus;
  if (isNegative || bytes[at] === plus) at++;
  const first = at;
  let value = 0;
  for (; at < end; at++) {
    const digit = bytes[at]! - zero;
    if (digit < 0 || digit > 9) break;
    value = value * 10 + digit;
  }
  const count = at - first;
  if (count === 0 || count > safeDigits) return undefined;
  if (at < end && !(dropsFraction && isFraction(bytes, at, end))) return undefined;
  return isNegative ? 0 - value : value;
}

function isFraction(bytes: Uint8Array, start: number, end: number): boolean {
  if (bytes[start] !== point) return false;
  for (let at = start + 1; at < end; at++) if (bytes[at]! < zero || bytes[at]! > zero + 9) return false;
  return true;
}

/** Reads a plain decimal number of at most 15 digits exactly rounded; undefined for another text. */
export function shortDouble(bytes: Uint8Array, start: number, end: number): number | undefined {
  let at = start;
  const isNegative = bytes[at] === minus;
  if (isNegative) at++;
  let [value, digits, fractionDigits] = [0, 0, -1];
  for (; at < end; at++) {
    const digit = bytes[at]! - zero;
    if (digit >= 0 && digit <= 9) {
      value = value * 10 + digit;
      digits++;
      if (fractionDigits >= 0) fractionDigits++;
    } else if (bytes[at] === point && fractionDigits < 0 && digits > 0) fractionDigits = 0;
    else return undefined;
  }
  if (digits === 0 || digits > safeDigits || fractionDigits === 0) return undefined;
  // Both operands are exact, so the quotient is rounded once.
  const size = fractionDigits > 0 ? value / powersOfTen[fractionDigits]! : value;
  return isNegative ? -size : size;
}

/** Reads a plain decimal number of at most 15 digits, no more than `scale` of them behind the point, as units of 10^-scale. */
export function shortDecimal(bytes: Uint8Array, start: number, end: number, scale: number): number | undefined {
  let at = start;
  const isNegative = bytes[at] === minus;
  if (isNegative) at++;
  let [value, digits, fractionDigits] = [0, 0, -1];
  for (; at < end; at++) {
    const digit = bytes[at]! - zero;
    if (digit >= 0 && digit <= 9) {
      value = value * 10 + digit;
      digits++;
      if (fractionDigits >= 0) fractionDigits++;
    } else if (bytes[at] === point && fractionDigits < 0 && digits > 0) fractionDigits = 0;
    else return undefined;
  }
  const missing = scale - Math.max(fractionDigits, 0);
  if (digits === 0 || fractionDigits === 0 || missing < 0 || digits + missing > safeDigits) return undefined;
  const units = value * powersOfTen[missing]!;
  return isNegative ? 0 - units : units;
}
