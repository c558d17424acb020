/**
 * Patterns of Java's DateTimeFormatter as far as partition projection needs them: the numbers and names of a UTC instant, in the
 * root locale. https://docs.oracle.com/en/java/javase/21/docs/api/java.base/java/time/format/DateTimeFormatter.html
 */
import { civilFromDays, dayOfWeek, dayOfYear, daysFromCivil, isCivilDate } from './calendar.js';

/** Units of time from coarse to fine. */
export const timeUnits = ['year', 'month', 'day', 'hour', 'minute', 'second', 'millisecond'] as const;
export type TimeUnit = (typeof timeUnits)[number];

/** Turns instants, in milliseconds since 1970, into text and back. */
export interface DatePattern {
  readonly text: string;
  /** The finest unit that the pattern writes. */
  readonly precision: TimeUnit;
  /** Texts compare as the instants do, for years of four digits. */
  readonly isOrdered: boolean;
  format(millis: number): string;
  /** Gives the first instant of that text; undefined when the text is not of the pattern. */
  parse(text: string): number | undefined;
}

const monthNames = 'January February March April May June July August September October November December'.split(' ');
const dayNames = 'Monday Tuesday Wednesday Thursday Friday Saturday Sunday'.split(' ');
const millisPerDay = 86_400_000;

interface Clock {
  readonly days: number;
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly millisOfDay: number;
}

/** What a text said; what it did not say is absent. */
interface WrittenClock {
  year?: number;
  month?: number;
  day?: number;
  dayOfYear?: number;
  hour?: number;
  hourOfHalf?: number;
  half?: number;
  minute?: number;
  second?: number;
  millis?: number;
}

interface Part {
  readonly unit: TimeUnit | undefined;
  /** Digits of a number of fixed width, which compares as its text does; 0 otherwise. */
  readonly fixedDigits: number;
  readonly expression: string;
  format(clock: Clock): string;
  read?(text: string, written: WrittenClock): boolean;
}

/** Reads a pattern; undefined when it is not one, or asks for what a projected value does not have. */
export function parseDatePattern(text: string): DatePattern | undefined {
  const parts = partsOf(text);
  if (!parts?.some(({ unit }) => unit)) return undefined;
  const expression = new RegExp(`^${parts.map((part) => part.expression).join('')}$`, 'i');
  const units = parts.flatMap(({ unit }) => unit ?? []);
  const precision = timeUnits[Math.max(...units.map((unit) => timeUnits.indexOf(unit)))]!;
  return {
    text,
    precision,
    isOrdered: isOrdered(parts),
    format: (millis) => {
      const clock = clockOf(millis);
      return parts.map((part) => part.format(clock)).join('');
    },
    parse: (value) => parseText(value, expression, parts),
  };
}

function clockOf(millis: number): Clock {
  const days = Math.floor(millis / millisPerDay);
  return { days, ...civilFromDays(days), millisOfDay: millis - days * millisPerDay };
}

/** Numbers of fixed width from the year down without a gap; what was there already may come again. */
function isOrdered(parts: readonly Part[]): boolean {
  let next = 0;
  for (const { unit, fixedDigits } of parts) {
    if (unit === undefined || timeUnits.indexOf(unit) < next) continue;
    if (timeUnits.indexOf(unit) !== next || fixedDigits === 0) return false;
    next++;
  }
  return true;
}

function partsOf(pattern: string): Part[] | undefined {
  const parts: Part[] = [];
  const token = /'((?:[^']|'')*)'|([A-Za-z])\2*|([^A-Za-z'])/gy;
  while (token.lastIndex < pattern.length) {
    const match = token.exec(pattern);
    if (!match) return undefined;
    const [written, quoted, letter, other] = match;
    if (letter === undefined && other !== undefined && '[]{}#'.includes(other)) return undefined;
    if (letter === undefined) {
      parts.push(literal(quoted === undefined ? other! : quoted === '' ? "'" : quoted.replaceAll("''", "'")));
      continue;
    }
    const isPacked = /^[yuMLdDHhkKmsS]/.test(pattern.slice(token.lastIndex));
    const part = fieldOf(letter, written.length, isPacked);
    if (!part) return undefined;
    parts.push(part);
  }
  return parts;
}

const literal = (text: string): Part => ({
  unit: undefined,
  fixedDigits: 0,
  expression: text.replace(/[.*+?^${}()|[\]\\/-]/g, '\\$&'),
  format: () => text,
});

type NumberField = keyof WrittenClock;

function numberPart(
  unit: TimeUnit,
  field: NumberField,
  width: number,
  isPacked: boolean,
  value: (clock: Clock) => number,
): Part {
  const digits = width === 1 && !isPacked ? '\\d+' : `\\d{${width}}`;
  return {
    unit,
    fixedDigits: width > 1 ? width : 0,
    expression: `(${digits})`,
    format: (clock) => String(value(clock)).padStart(width, '0'),
    read: (text, written) => assign(written, field, Number(text)),
  };
}

function assign(written: WrittenClock, field: NumberField, value: number): boolean {
  if (written[field] !== undefined && written[field] !== value) return false;
  written[field] = value;
  return true;
}

const hourOf = ({ millisOfDay }: Clock): number => Math.floor(millisOfDay / 3_600_000);

function fieldOf(letter: string, width: number, isPacked: boolean): Part | undefined {
  const number = (
    unit: TimeUnit,
    field: NumberField,
    value: (clock: Clock) => number,
    widthMax = 2,
  ): Part | undefined => (width <= widthMax ? numberPart(unit, field, width, isPacked, value) : undefined);
  switch (letter) {
    case 'y':
    case 'u':
      return yearPart(width, isPacked);
    case 'M':
    case 'L':
      if (width > 4) return undefined;
      return width > 2 ? monthName(width === 3) : number('month', 'month', ({ month }) => month);
    case 'd':
      return number('day', 'day', ({ day }) => day);
    case 'D':
      return number('day', 'dayOfYear', ({ days }) => dayOfYear(days), 3);
    case 'E':
      return width > 4 ? undefined : dayName(width < 4);
    case 'H':
      return number('hour', 'hour', hourOf);
    case 'h':
      return number('hour', 'hourOfHalf', (clock) => hourOf(clock) % 12 || 12);
    case 'a':
      return width === 1 ? halfOfDay() : undefined;
    case 'm':
      return number('minute', 'minute', ({ millisOfDay }) => Math.floor(millisOfDay / 60_000) % 60);
    case 's':
      return number('second', 'second', ({ millisOfDay }) => Math.floor(millisOfDay / 1000) % 60);
    case 'S':
      return width > 9 ? undefined : fraction(width);
    case 'X':
      return literal('Z');
    case 'x':
    case 'Z':
      return width > 3 ? undefined : literal(letter === 'x' && width === 3 ? '+00:00' : '+0000');
    default:
      return undefined;
  }
}

function yearPart(width: number, isPacked: boolean): Part | undefined {
  if (width > 4) return undefined;
  if (width !== 2) return numberPart('year', 'year', width, isPacked || width === 4, ({ year }) => year);
  return {
    unit: 'year',
    fixedDigits: 0,
    expression: '(\\d{2})',
    format: ({ year }) => String(year % 100).padStart(2, '0'),
    read: (text, written) => assign(written, 'year', 2000 + Number(text)),
  };
}

function monthName(isShort: boolean): Part {
  const names = monthNames.map((name) => (isShort ? name.slice(0, 3) : name));
  return {
    unit: 'month',
    fixedDigits: 0,
    expression: `(${names.join('|')})`,
    format: ({ month }) => names[month - 1]!,
    read: (text, written) => assign(written, 'month', names.indexOf(text) + 1),
  };
}

function dayName(isShort: boolean): Part {
  const names = dayNames.map((name) => (isShort ? name.slice(0, 3) : name));
  return {
    unit: 'day',
    fixedDigits: 0,
    expression: `(?:${names.join('|')})`,
    format: ({ days }) => names[dayOfWeek(days) - 1]!,
  };
}

const halfOfDay = (): Part => ({
  unit: 'hour',
  fixedDigits: 0,
  expression: '(AM|PM)',
  format: (clock) => (hourOf(clock) < 12 ? 'AM' : 'PM'),
  read: (text, written) => assign(written, 'half', text === 'AM' ? 0 : 12),
});

const fraction = (width: number): Part => ({
  unit: 'millisecond',
  fixedDigits: width >= 3 ? width : 0,
  expression: `(\\d{${width}})`,
  format: ({ millisOfDay }) =>
    String(millisOfDay % 1000)
      .padStart(3, '0')
      .padEnd(width, '0')
      .slice(0, width),
  read: (text, written) => assign(written, 'millis', Math.floor(Number(`0.${text}`) * 1000 + 1e-6)),
});

function parseText(text: string, expression: RegExp, parts: readonly Part[]): number | undefined {
  const match = expression.exec(text);
  if (!match) return undefined;
  const written: WrittenClock = {};
  const readers = parts.flatMap(({ read }) => read ?? []);
  if (!readers.every((read, index) => read(match[index + 1]!, written))) return undefined;
  return millisOf(written);
}

function millisOf(written: WrittenClock): number | undefined {
  const { year = 1970, month = 1, day = 1, minute = 0, second = 0, millis = 0 } = written;
  const days = written.dayOfYear ? daysFromCivil(year, 1, 1) + written.dayOfYear - 1 : daysFromCivil(year, month, day);
  if (year > 9999 || !isCivilDate(year, month, day) || civilFromDays(days).year !== year) return undefined;
  const hour = written.hour ?? ((written.hourOfHalf ?? 0) % 12) + (written.half ?? 0);
  if (hour > 23 || minute > 59 || second > 59) return undefined;
  return days * millisPerDay + hour * 3_600_000 + minute * 60_000 + second * 1000 + millis;
}
