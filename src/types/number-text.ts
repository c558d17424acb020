/**
 * Numbers as text and back. `doubleText` and `realText` are Java's `Double.toString` and `Float.toString`: the shortest
 * decimal that reads back as the same number, of those with at least two digits the closest one; plain between 10^-3 and
 * 10^7, with an exponent otherwise. CAST to varchar prints an exponent always.
 */

/** A finite number other than zero: 0.d₁d₂d₃… times ten to the `exponent`, so that 1 is 0.1 times 10^1. */
interface Digits {
  readonly negative: boolean;
  readonly digits: string;
  readonly exponent: number;
}

/** Prints a double as Java does. */
export const doubleText = (value: number): string => specialText(value) ?? javaText(doubleDigits(value));

/** Prints a real (a number that is a 32-bit float) as Java does. */
export const realText = (value: number): string => specialText(value) ?? javaText(realDigits(value));

/** Prints a double as CAST to varchar does. */
export function doubleCastText(value: number): string {
  if (value === 0) return Object.is(value, -0) ? '-0E0' : '0E0';
  return specialText(value) ?? exponentText(withinHalfUlp(value, doubleDigits(value)));
}

const realCastPrecision = 7;

/**
 * Prints a real as CAST to varchar does: its shortest decimal, read as a double, with at most seven digits, halves to even.
 */
export function realCastText(value: number): string {
  if (value === 0) return Object.is(value, -0) ? '-0E0' : '0E0';
  const special = specialText(value);
  if (special !== undefined) return special;
  const shortest = realDigits(value);
  if (shortest.digits.length <= realCastPrecision) return exponentText(shortest);
  const double = Number(exponentText(shortest));
  const rounded = readDigits(double.toExponential(realCastPrecision - 1));
  const kept = shortest.digits.slice(0, realCastPrecision);
  // An exact half, of a number that is not whole, goes to the even digit in Java, and up here.
  const isHalf = shortest.digits.slice(realCastPrecision) === '5' && isExactFraction(shortest);
  return exponentText(isHalf && Number(kept) % 2 === 0 ? { ...rounded, digits: kept } : rounded);
}

/** Tells whether decimal digits behind the point are binary ones too: the fives of the denominator cancel out. */
function isExactFraction({ digits, exponent }: Digits): boolean {
  const places = digits.length - exponent;
  return places > 0 && BigInt(digits) % 5n ** BigInt(places) === 0n;
}

function specialText(value: number): string | undefined {
  if (Number.isNaN(value)) return 'NaN';
  if (!Number.isFinite(value)) return value > 0 ? 'Infinity' : '-Infinity';
  if (value === 0) return Object.is(value, -0) ? '-0.0' : '0.0';
  return undefined;
}

function javaText(number: Digits): string {
  const { negative, digits, exponent } = number;
  if (exponent < -2 || exponent > 7) return exponentText(number);
  const sign = negative ? '-' : '';
  if (exponent <= 0) return `${sign}0.${'0'.repeat(-exponent)}${digits}`;
  const whole = digits.slice(0, exponent).padEnd(exponent, '0');
  return `${sign}${whole}.${digits.slice(exponent) || '0'}`;
}

const exponentText = ({ negative, digits, exponent }: Digits): string =>
  `${negative ? '-' : ''}${digits[0]}.${digits.slice(1) || '0'}E${exponent - 1}`;

function readDigits(exponential: string): Digits {
  const [, sign, first, rest = '', exponent] = /^(-?)(\d)(?:\.(\d*))?e([+-]\d+)$/.exec(exponential)!;
  return { negative: sign === '-', digits: (first! + rest).replace(/0+$/, ''), exponent: Number(exponent) + 1 };
}

function doubleDigits(value: number): Digits {
  const shortest = readDigits(value.toExponential());
  if (shortest.digits.length > 1) return shortest;
  const two = value.toExponential(1);
  return Number(two) === value ? readDigits(two) : shortest;
}

const smallestNormalReal = 2 ** -126;

function realDigits(value: number): Digits {
  // Six digits tell all normal reals of that length apart; two digits are the least that Java looks at.
  for (let places = Math.abs(value) < smallestNormalReal ? 1 : 5; places < 9; places++) {
    const text = value.toExponential(places);
    if (Math.fround(Number(text)) === value) return readDigits(text);
    const above = nextAbove(text);
    if (isPowerOfTwo(value) && Math.fround(Number(above)) === value) return readDigits(above);
  }
  return readDigits(value.toExponential(9));
}

const isPowerOfTwo = (value: number): boolean => Number.isInteger(Math.log2(Math.abs(value)));

/** The next decimal of the same length away from zero; a power of two is closer to the reals below than to those above. */
function nextAbove(text: string): string {
  const { negative, exponent } = readDigits(text);
  const digits = text.replace(/^-/, '').replace(/e.*$/, '').replace('.', '');
  return `${negative ? '-' : ''}${BigInt(digits) + 1n}e${exponent - digits.length}`;
}

const wholeUlpMin = 2 ** 54;

/**
 * CAST takes a decimal only if it is nearer to the number than half its distance to the next one; the shortest text may
 * be exactly that far, as 1e23 is.
 */
function withinHalfUlp(value: number, shortest: Digits): Digits {
  const size = Math.abs(value);
  if (size < wholeUlpMin) return shortest;
  const exact = BigInt(size);
  const written = BigInt(shortest.digits) * 10n ** BigInt(shortest.exponent - shortest.digits.length);
  const ulp = 2n ** BigInt(Math.floor(Math.log2(size)) - 52);
  const distance = written > exact ? written - exact : exact - written;
  return distance * 2n < ulp ? shortest : readDigits(value.toExponential(15));
}

/** Reads a double as Java's `Double.parseDouble` does; undefined where that fails. */
export function parseDouble(text: string): number | undefined {
  const trimmed = trimControls(text);
  const special = /^([+-]?)(NaN|Infinity)$/.exec(trimmed);
  if (special !== null) return special[2] === 'NaN' ? Number.NaN : special[1] === '-' ? -Infinity : Infinity;
  if (/^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?[fFdD]?$/.test(trimmed)) return Number(trimmed.replace(/[fFdD]$/, ''));
  const hex = /^([+-]?)0[xX]([\da-fA-F]*)\.?([\da-fA-F]*)[pP]([+-]?\d+)[fFdD]?$/.exec(trimmed);
  if (hex === null || hex[2]! + hex[3]! === '') return undefined;
  const size = Number(BigInt(`0x${hex[2]}${hex[3]}`)) * 2 ** (Number(hex[4]) - 4 * hex[3]!.length);
  return hex[1] === '-' ? -size : size;
}

/** Reads a real as Java's `Float.parseFloat` does; undefined where that fails. */
export function parseReal(text: string): number | undefined {
  const value = parseDouble(text);
  return value === undefined ? undefined : Math.fround(value);
}

const int64Max = 2n ** 63n - 1n;

/** Reads a whole number in any script's digits, within the given bits; undefined where that fails. */
export function parseInteger(text: string, bits: 8 | 16 | 32 | 64): bigint | undefined {
  const trimmed = trimControls(text);
  if (!/^[+-]?\p{Nd}+$/u.test(trimmed)) return undefined;
  const value = BigInt(asciiDigits(trimmed.replace(/^\+/, '')));
  const max = int64Max >> BigInt(64 - bits);
  return value > max || value < -max - 1n ? undefined : value;
}

/** Writes the decimal digits of every script as ASCII ones. */
export const asciiDigits = (text: string): string =>
  text.replace(/(?![0-9])\p{Nd}/gu, (digit) => String(digitValue(digit.codePointAt(0)!)));

function digitValue(codePoint: number): number {
  // The mathematical digits follow each other in five alphabets; other scripts start theirs at …0 or …6.
  if (codePoint >= 0x1d7ce && codePoint <= 0x1d7ff) return (codePoint - 0x1d7ce) % 10;
  const low = codePoint % 16;
  return low < 6 || /\p{Nd}/u.test(String.fromCodePoint(codePoint - low)) ? low : low - 6;
}

/** Removes what Java's `trim` removes: spaces and ASCII controls. */
export function trimControls(text: string): string {
  let start = 0;
  let end = text.length;
  while (start < end && text.charCodeAt(start) <= 0x20) start++;
  while (end > start && text.charCodeAt(end - 1) <= 0x20) end--;
  return text.slice(start, end);
}
