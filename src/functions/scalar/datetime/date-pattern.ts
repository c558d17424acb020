/**
 * Patterns that print and read dates, compiled to a list of parts. Meaning of the letters, widths and how much a field reads:
 * Joda-Time's DateTimeFormat, which Trino uses for both of its pattern languages.
 */
import { LakeError } from '../../../base/lake-error.js';

/** What a part stands for; numbers unless the name says text. */
export type PatternField =
  | 'era text'
  | 'century'
  | 'year of era'
  | 'year'
  | 'week year'
  | 'week'
  | 'day of week'
  | 'day of week text'
  | 'day of year'
  | 'month'
  | 'month text'
  | 'day'
  | 'half day text'
  | 'hour of half day'
  | 'clock hour of half day'
  | 'hour'
  | 'clock hour'
  | 'minute'
  | 'second'
  | 'fraction'
  | 'zone text'
  | 'zone offset'
  | 'zone id';

/** One part of a pattern: text as it is, or a field printed with at least `width` digits that reads at most `digitsMax`. */
export type PatternPart =
  | { readonly kind: 'text'; readonly text: string }
  | {
      readonly kind: 'field';
      readonly field: PatternField;
      readonly width: number;
      readonly digitsMax: number;
      /** Only the last two digits are shown; reading two finds the year within 50 of this one. */
      readonly pivot?: number | undefined;
      /** Reading takes other numbers of digits than two for the whole year. */
      readonly isLenient?: boolean | undefined;
    };

const text = (value: string): PatternPart => ({ kind: 'text', text: value });
const part = (field: PatternField, width: number, digitsMax: number): PatternPart => ({
  kind: 'field',
  field,
  width,
  digitsMax,
});

const mysqlPivot = 2020;
const twoDigitYear = { ...part('year', 2, 2), pivot: mysqlPivot } as PatternPart;
const colon = text(':');
const space = text(' ');
const clock = (hour: PatternPart): PatternPart[] => [hour, colon, part('minute', 2, 2), colon, part('second', 2, 2)];

const mysqlParts: Readonly<Record<string, readonly PatternPart[]>> = {
  a: [part('day of week text', 3, 0)],
  b: [part('month text', 3, 0)],
  c: [part('month', 1, 2)],
  d: [part('day', 2, 2)],
  e: [part('day', 1, 2)],
  f: [part('fraction', 6, 9)],
  H: [part('hour', 2, 2)],
  h: [part('clock hour of half day', 2, 2)],
  I: [part('clock hour of half day', 2, 2)],
  i: [part('minute', 2, 2)],
  j: [part('day of year', 3, 3)],
  k: [part('hour', 1, 2)],
  l: [part('clock hour of half day', 1, 2)],
  M: [part('month text', 4, 0)],
  m: [part('month', 2, 2)],
  p: [part('half day text', 2, 0)],
  r: [...clock(part('clock hour of half day', 2, 2)), space, part('half day text', 2, 0)],
  S: [part('second', 2, 2)],
  s: [part('second', 2, 2)],
  T: clock(part('hour', 2, 2)),
  v: [part('week', 2, 2)],
  W: [part('day of week text', 4, 0)],
  x: [part('week year', 4, 4)],
  Y: [part('year', 4, 4)],
  y: [twoDigitYear],
};
const mysqlUnsupported = 'DUuVwX';

/** Compiles a pattern of MySQL's DATE_FORMAT. */
export function mysqlPattern(pattern: string): readonly PatternPart[] {
  const parts: PatternPart[] = [];
  for (let i = 0; i < pattern.length; i++) {
    const letter = pattern[i]!;
    if (letter !== '%') {
      parts.push(text(letter));
      continue;
    }
    const code = pattern[++i];
    if (code === undefined) break;
    if (mysqlUnsupported.includes(code))
      throw new LakeError('INVALID_FUNCTION_ARGUMENT', `%${code} not supported in date format string`);
    parts.push(...(Object.hasOwn(mysqlParts, code) ? mysqlParts[code]! : [text(code)]));
  }
  if (parts.length === 0)
    throw new LakeError('INVALID_FUNCTION_ARGUMENT', 'Both printing and parsing not supported', {
      hint: "Give a format such as '%Y-%m-%d'.",
    });
  return parts;
}

const numberFields: Readonly<Record<string, readonly [PatternField, number]>> = {
  w: ['week', 2],
  e: ['day of week', 1],
  D: ['day of year', 3],
  d: ['day', 2],
  K: ['hour of half day', 2],
  h: ['clock hour of half day', 2],
  H: ['hour', 2],
  k: ['clock hour', 2],
  m: ['minute', 2],
  s: ['second', 2],
};
const yearFields: Readonly<Record<string, PatternField>> = { Y: 'year of era', y: 'year', x: 'week year' };
const digitsOfYearMax = 9;

function jodaPart(letter: string, width: number, isNumberNext: boolean, thisYear: number): PatternPart {
  const number = numberFields[letter];
  if (number) return part(number[0], width, Math.max(width, number[1]));
  const year = yearFields[letter];
  if (year && width === 2)
    return { ...part(year, 2, 2), pivot: thisYear - 30, isLenient: !isNumberNext } as PatternPart;
  if (year) return part(year, width, isNumberNext ? width : digitsOfYearMax);
  switch (letter) {
    case 'G':
      return part('era text', width, 0);
    case 'C':
      return part('century', width, width);
    case 'E':
      return part('day of week text', width, 0);
    case 'M':
      return width > 2 ? part('month text', width, 0) : part('month', width, 2);
    case 'a':
      return part('half day text', width, 0);
    case 'S':
      return part('fraction', width, width);
    case 'z':
      return part('zone text', width, 0);
    case 'Z':
      return part(width > 2 ? 'zone id' : 'zone offset', width, 0);
    default:
      throw new LakeError('INVALID_FUNCTION_ARGUMENT', `Illegal pattern component: ${letter.repeat(width)}`);
  }
}

const token = /([A-Za-z])\1*|'((?:[^']|'')*)'?|[^A-Za-z']/gu;
const isNumeric = (run: string): boolean => 'cCyYxeEdDFhHkKmsSwWM'.includes(run[0]!) && !/^(M{3,}|E)/.test(run);

/** Compiles a pattern of Joda-Time's DateTimeFormat, as Java's SimpleDateFormat has it. */
export function jodaPattern(pattern: string, thisYear: number): readonly PatternPart[] {
  if (pattern === '')
    throw new LakeError('INVALID_FUNCTION_ARGUMENT', 'Invalid pattern specification: Pattern is null or empty');
  const tokens = [...pattern.matchAll(token)];
  return tokens.map(([run, letter, quoted], index) => {
    if (quoted !== undefined) return text(quoted === '' ? "'" : quoted.replaceAll("''", "'"));
    if (letter === undefined) return text(run);
    const next = tokens[index + 1];
    return jodaPart(letter, run.length, next?.[1] !== undefined && isNumeric(next[0]), thisYear);
  });
}
