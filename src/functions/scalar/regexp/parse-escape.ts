/** Escapes that mean the same inside and outside of a class, in Joni's Java syntax. */
import { type CodePointSet, negateSet } from './code-point-set.js';
import { type PatternReader, patternError } from './pattern-reader.js';
import { asciiDigits, asciiSpace, asciiWord, unicodeProperty } from './unicode-property.js';

/** One code point, or a set of them. */
export type EscapedPoints = { readonly point: number } | { readonly set: CodePointSet };

const controls: Readonly<Record<string, number>> = { t: 9, n: 10, v: 11, f: 12, r: 13, a: 7, e: 27 };
const sets: Readonly<Record<string, CodePointSet>> = {
  d: asciiDigits,
  D: negateSet(asciiDigits),
  s: asciiSpace,
  S: negateSet(asciiSpace),
  w: asciiWord,
  W: negateSet(asciiWord),
};

/** Reads what follows a backslash. */
export function parseEscape(reader: PatternReader): EscapedPoints {
  const letter = reader.any('end pattern at escape');
  if (Object.hasOwn(sets, letter)) return { set: sets[letter]! };
  if (Object.hasOwn(controls, letter)) return { point: controls[letter]! };
  switch (letter) {
    case 'x':
      return { point: hexadecimal(reader) };
    case 'u':
      return { point: Number.parseInt(`0${reader.digits(/^[\da-f]$/i, 4)}`, 16) };
    case 'c':
      return { point: reader.any('end pattern at control').codePointAt(0)! & 0x1f };
    case 'p':
    case 'P':
      return { set: property(reader, letter === 'P') };
    default:
      if (/^[0-7]$/.test(letter)) return { point: Number.parseInt(letter + reader.digits(/^[0-7]$/, 2), 8) & 0xff };
      return { point: letter.codePointAt(0)! };
  }
}

function hexadecimal(reader: PatternReader): number {
  const start = reader.at;
  if (reader.take('{')) {
    const digits = reader.digits(/^[\da-f]$/i, 8);
    if (digits !== '' && reader.take('}')) return Number.parseInt(digits, 16);
    reader.at = start;
  }
  return Number.parseInt(`0${reader.digits(/^[\da-f]$/i, 2)}`, 16);
}

function property(reader: PatternReader, isNegated: boolean): CodePointSet {
  const name = reader.take('{') ? reader.until('}') : reader.any('invalid character property name {p}');
  if (name === undefined) throw patternError('invalid character property name');
  const set = unicodeProperty(name);
  if (!set) throw patternError(`invalid character property name <${name}>`);
  return isNegated ? negateSet(set) : set;
}
