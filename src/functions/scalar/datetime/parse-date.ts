import { LakeError } from '../../../base/lake-error.js';
import { civilFromDays, dayOfWeek, daysFromCivil, daysInMonth, isLeapYear, isoWeek } from '../../../types/calendar.js';
import { findZone } from '../../../types/time-zone.js';
import { dayNames, eraNames, halfDayNames, monthNames, readableZones, shortName } from './calendar-names.js';
import type { PatternField, PatternPart } from './date-pattern.js';

/** A local time that was read: day, milliseconds of the day, and the zone where one was written. */
export interface ParsedTime {
  readonly days: number;
  readonly millisOfDay: number;
  readonly zone: number | undefined;
}

type FieldPart = PatternPart & { kind: 'field' };

/** The first and last value of the fields whose values do not depend on others. */
const ranges: Partial<Record<PatternField, readonly [number, number]>> = {
  month: [1, 12],
  'month text': [1, 12],
  'day of week': [1, 7],
  'hour of half day': [0, 11],
  'clock hour of half day': [1, 12],
  hour: [0, 23],
  'clock hour': [1, 24],
  minute: [0, 59],
  second: [0, 59],
};

const invalidFormat = (text: string, at: number): LakeError =>
  new LakeError(
    'INVALID_FUNCTION_ARGUMENT',
    at === 0 ? `Invalid format: "${text}"` : `Invalid format: "${text}" is malformed at "${text.slice(at)}"`,
  );

const outOfRange = (text: string, field: string, value: number, first: number, last: number): LakeError =>
  new LakeError(
    'INVALID_FUNCTION_ARGUMENT',
    `Cannot parse "${text}": Value ${value} for ${field} must be in the range [${first},${last}]`,
  );

const signedFields: readonly PatternField[] = ['year', 'week year'];

/** Reads the fields of a text one after the other. */
class DateReader {
  readonly text: string;
  readonly values = new Map<PatternField, number>();
  zone: number | undefined;
  #at = 0;

  constructor(text: string) {
    this.text = text;
  }

  readText(expected: string): void {
    const found = this.text.slice(this.#at, this.#at + expected.length);
    if (found.toLowerCase() !== expected.toLowerCase()) throw invalidFormat(this.text, this.#at);
    this.#at += expected.length;
  }

  readField(part: FieldPart): void {
    switch (part.field) {
      case 'era text':
        return this.#readName(part.field, eraNames, 0);
      case 'day of week text':
        return this.#readName('day of week', dayNames, 1);
      case 'month text':
        return this.#readName('month', monthNames, 1);
      case 'half day text':
        return this.#readName(part.field, halfDayNames, 0);
      case 'fraction':
        return this.#readFraction(part.digitsMax);
      case 'zone text':
        return this.#readZone(/^[A-Z]{2,3}/, (name) => readableZones[name]);
      case 'zone offset':
        return this.#readZone(/^(?:Z|[+-]\d\d(?::?\d\d)?)/i, (offset) =>
          offset.toUpperCase() === 'Z' ? 'UTC' : offset.replace(/^(...)(\d\d)$/, '$1:$2'),
        );
      case 'zone id':
        return this.#readZone(/^[A-Za-z_/+\-0-9:]+/, (name) => name);
      default:
        return this.#readNumber(part);
    }
  }

  end(): void {
    if (this.#at < this.text.length) throw invalidFormat(this.text, this.#at);
  }

  #readNumber(part: FieldPart): void {
    const isSigned = signedFields.includes(part.field) || part.isLenient === true;
    const sign = isSigned ? /^[+-](?=\d)/.exec(this.text.slice(this.#at))?.[0] : undefined;
    const start = this.#at + (sign ? 1 : 0);
    const digitsMax = part.isLenient ? 9 : part.digitsMax;
    let end = start;
    while (end < start + digitsMax && /\d/.test(this.text[end] ?? '')) end++;
    if (end === start) throw invalidFormat(this.text, this.#at);
    let value = Number(this.text.slice(start, end)) * (sign === '-' ? -1 : 1);
    const isTwoDigits = sign === undefined && end - start === 2;
    if (part.pivot !== undefined && (isTwoDigits || !part.isLenient)) value = nearPivot(value, part.pivot);
    const range = ranges[part.field];
    if (range && (value < range[0] || value > range[1]))
      throw outOfRange(this.text, part.field, value, range[0], range[1]);
    this.values.set(part.field, value);
    this.#at = end;
  }

  #readName(field: PatternField, names: readonly string[], first: number): void {
    const rest = this.text.slice(this.#at).toLowerCase();
    for (const length of ['whole', 'short'] as const) {
      const index = names.findIndex((name) =>
        rest.startsWith((length === 'whole' ? name : shortName(name)).toLowerCase()),
      );
      if (index < 0) continue;
      this.values.set(field, index + first);
      this.#at += length === 'whole' ? names[index]!.length : shortName(names[index]!).length;
      return;
    }
    throw invalidFormat(this.text, this.#at);
  }

  #readFraction(digitsMax: number): void {
    const digits = /^\d+/.exec(this.text.slice(this.#at, this.#at + digitsMax))?.[0];
    if (digits === undefined) throw invalidFormat(this.text, this.#at);
    this.values.set('fraction', Number(digits.padEnd(3, '0').slice(0, 3)));
    this.#at += digits.length;
  }

  /** Reads the longest name that is a zone's. */
  #readZone(shape: RegExp, nameOf: (text: string) => string | undefined): void {
    const written = shape.exec(this.text.slice(this.#at))?.[0] ?? '';
    for (let length = written.length; length > 0; length--) {
      const name = nameOf(written.slice(0, length));
      const zone = name === undefined ? undefined : findZone(name);
      if (zone === undefined) continue;
      this.zone = zone;
      this.#at += length;
      return;
    }
    throw invalidFormat(this.text, this.#at);
  }
}

/** The year of two digits that lies within 50 of the pivot. */
function nearPivot(value: number, pivot: number): number {
  const low = pivot - 50;
  return low + ((((value - low) % 100) + 100) % 100);
}

const dateFields: readonly PatternField[] = ['month', 'day of year', 'day', 'week', 'day of week'];
// The year of a date that is read without one.
const yearWithout = 2000;

function yearOf(values: ReadonlyMap<PatternField, number>): number {
  const year = values.get('year');
  if (year !== undefined) return year;
  const ofEra = values.get('year of era');
  if (ofEra !== undefined) return values.get('era text') === 0 ? 1 - ofEra : ofEra;
  const century = values.get('century');
  if (century !== undefined) return century * 100;
  return dateFields.some((field) => values.has(field)) ? yearWithout : 1970;
}

/** Puts the fields of a date together, the longest first: each moves the day within what was set before. */
function daysOf(text: string, values: ReadonlyMap<PatternField, number>): number {
  const weekYear = values.get('week year');
  const year = weekYear ?? yearOf(values);
  const month = values.get('month') ?? 1;
  let days = weekYear === undefined ? daysFromCivil(year, month, 1) : mondayOfWeek(year, 1);
  const ofYear = values.get('day of year');
  if (ofYear !== undefined) {
    const last = isLeapYear(year) ? 366 : 365;
    if (ofYear < 1 || ofYear > last) throw outOfRange(text, 'dayOfYear', ofYear, 1, last);
    days = daysFromCivil(year, 1, 1) + ofYear - 1;
  }
  const week = values.get('week');
  if (week !== undefined) {
    const { year: current } = isoWeek(days);
    const monday = mondayOfWeek(current, week);
    if (week < 1 || isoWeek(monday).year !== current) throw outOfRange(text, 'weekOfWeekyear', week, 1, 53);
    days = monday;
  }
  const day = values.get('day');
  if (day !== undefined) {
    const at = civilFromDays(days);
    const last = daysInMonth(at.year, at.month);
    if (day < 1 || day > last) throw outOfRange(text, 'dayOfMonth', day, 1, last);
    days = daysFromCivil(at.year, at.month, day);
  }
  const ofWeek = values.get('day of week');
  return ofWeek === undefined ? days : days - dayOfWeek(days) + ofWeek;
}

function mondayOfWeek(year: number, week: number): number {
  const fourth = daysFromCivil(year, 1, 4);
  return fourth - dayOfWeek(fourth) + 1 + (week - 1) * 7;
}

function hourOf(values: ReadonlyMap<PatternField, number>): number {
  const hour = values.get('hour') ?? values.get('clock hour');
  if (hour !== undefined) return hour % 24;
  const ofHalf = values.get('hour of half day') ?? values.get('clock hour of half day') ?? 0;
  return (values.get('half day text') ?? 0) * 12 + (ofHalf % 12);
}

/** Reads a text by a compiled pattern. @throws INVALID_FUNCTION_ARGUMENT */
export function parseByPattern(parts: readonly PatternPart[], text: string): ParsedTime {
  const reader = new DateReader(text);
  for (const part of parts) {
    if (part.kind === 'text') reader.readText(part.text);
    else reader.readField(part);
  }
  reader.end();
  const { values, zone } = reader;
  const minutes = hourOf(values) * 60 + (values.get('minute') ?? 0);
  const millisOfDay = (minutes * 60 + (values.get('second') ?? 0)) * 1000 + (values.get('fraction') ?? 0);
  return { days: daysOf(text, values), millisOfDay, zone };
}
