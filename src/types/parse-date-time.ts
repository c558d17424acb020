/** Reads dates and times from text, as Trino's literals and casts take them. Undefined is returned where a text is none. */
import { daysFromCivil, isCivilDate, microsPerDay, millisPerDay, picosPerDay } from './calendar.js';
import { trimControls } from './number-text.js';
import type { LongTimestamp, ZonedTime, ZonedTimestamp } from './sql-value.js';
import { findZone, instantOfLocal, instantsOfLocal } from './time-zone.js';

/** A timestamp as written: local time, fraction at full length, zone by name. */
export interface WrittenTimestamp {
  readonly days: number;
  readonly seconds: number;
  /** Digits behind the point. */
  readonly fraction: string;
  readonly zone: string | undefined;
}

const dateDaysMax = 2 ** 31 - 1;
const yearMax = 999_999_999;
/** Bounds the digits of the second that types keep. */
export const subsecondDigitsMax = 12;

const datePattern = /^([+-]?\d+)-(\d{1,2})-(\d{1,2})$/;
const timestampPattern =
  /^([+-]?\d{4,})-(\d{1,2})-(\d{1,2})(?: (?:(\d{1,2}):(\d{1,2})(?::(\d{1,2})(?:\.(\d+))?)?)?\s*(.+)?)?$/;
const timePattern = /^(\d{1,2}):(\d{1,2})(?::(\d{1,2})(?:\.(\d{1,12}))?)?\s*$/;
const timeTzPattern = /^(\d{1,2}):(\d{1,2})(?::(\d{1,2})(?:\.(\d{1,12}))?)?\s*(?:([+-])(\d\d):(\d\d))?$/;

function daysOf(year: string, month: string, day: string): number | undefined {
  const [y, m, d] = [Number(year), Number(month), Number(day)];
  return Math.abs(y) <= yearMax && isCivilDate(y, m, d) ? daysFromCivil(y, m, d) : undefined;
}

function secondsOf(hour: string, minute: string, second: string): number | undefined {
  const [h, m, s] = [Number(hour), Number(minute), Number(second)];
  return h <= 23 && m <= 59 && s <= 59 ? h * 3600 + m * 60 + s : undefined;
}

/** Reads a date, in days since 1970-01-01. */
export function parseDate(text: string): number | undefined {
  const match = datePattern.exec(trimControls(text));
  const days = match === null ? undefined : daysOf(match[1]!, match[2]!, match[3]!);
  return days === undefined || days > dateDaysMax || days < -dateDaysMax - 1 ? undefined : days;
}

/** Reads a timestamp's parts; whether the zone exists is not looked at. */
export function parseWrittenTimestamp(text: string): WrittenTimestamp | undefined {
  const match = timestampPattern.exec(text);
  if (match === null) return undefined;
  const [, year, month, day, hour = '0', minute = '0', second = '0', fraction = '', zone] = match;
  const days = daysOf(year!, month!, day!);
  const seconds = secondsOf(hour, minute, second);
  return days === undefined || seconds === undefined ? undefined : { days, seconds, fraction, zone };
}

/** Rounds picoseconds to a precision, halves up. */
export function roundPicos(picos: bigint, precision: number): bigint {
  const unit = 10n ** BigInt(subsecondDigitsMax - precision);
  return ((picos + unit / 2n) / unit) * unit;
}

const fractionDigitsMax = 19;

/** Tells whether Trino can round what is written: it works on a 64-bit number and drops twelve digits at most. */
const isRoundable = (fraction: string, precision: number): boolean =>
  fraction.length <= fractionDigitsMax && fraction.length - precision <= subsecondDigitsMax;

/** The fraction's picoseconds, rounded to a precision by all digits written. */
function fractionPicos(fraction: string, precision: number): bigint {
  const digits = BigInt(fraction.slice(0, precision).padEnd(precision, '0') || '0');
  const rounded = (fraction[precision] ?? '0') >= '5' ? digits + 1n : digits;
  return rounded * 10n ** BigInt(subsecondDigitsMax - precision);
}

const int64Max = 2n ** 63n - 1n;
const zonedMillisMax = 2n ** 51n - 1n;

/** Makes a timestamp(precision) of what is written, its zone aside; undefined where it is out of range. */
export function timestampOf(written: WrittenTimestamp, precision: number): bigint | LongTimestamp | undefined {
  if (!isRoundable(written.fraction, precision)) return undefined;
  const picos = BigInt(written.seconds) * 1_000_000_000_000n + fractionPicos(written.fraction, precision);
  const micros = BigInt(written.days) * microsPerDay + picos / 1_000_000n;
  if (micros > int64Max || micros < -int64Max - 1n) return undefined;
  return precision <= 6 ? micros : { micros, picosOfMicro: Number(picos % 1_000_000n) };
}

/**
 * Makes a timestamp(precision) with time zone of what is written in its own zone, else in the session's. `strict` refuses a
 * local time that a change of clocks skipped; otherwise it moves forward.
 */
export function timestampTzOf(
  written: WrittenTimestamp,
  precision: number,
  sessionZone: number,
  strict: boolean,
): ZonedTimestamp | undefined {
  const zone = written.zone === undefined ? sessionZone : findZone(written.zone);
  if (zone === undefined || !isRoundable(written.fraction, precision)) return undefined;
  const picos = BigInt(written.seconds) * 1_000_000_000_000n + fractionPicos(written.fraction, precision);
  const local = BigInt(written.days) * millisPerDay + picos / 1_000_000_000n;
  if (local > 2n * zonedMillisMax || local < -2n * zonedMillisMax) return undefined;
  // Zones change their clocks at whole seconds: the written one says which offset counts, even if rounding carries over.
  const second = Number(local - (local % 1000n));
  if (strict && instantsOfLocal(zone, second).length === 0) return undefined;
  const millis = BigInt(instantOfLocal(zone, second)) + (local % 1000n);
  if (millis > zonedMillisMax || millis < -zonedMillisMax - 1n) return undefined;
  return { millis, picosOfMilli: Number(picos % 1_000_000_000n), zone };
}

/** Reads a time(precision); `precision` undefined: as many digits as written. */
export function parseTime(text: string, precision?: number): bigint | undefined {
  const match = timePattern.exec(text);
  return match === null ? undefined : picosOfDay(match, precision);
}

function picosOfDay(match: RegExpExecArray, precision: number | undefined): bigint | undefined {
  const [, hour, minute, second = '0', fraction = ''] = match;
  const seconds = secondsOf(hour!, minute!, second);
  if (seconds === undefined) return undefined;
  const picos = BigInt(seconds) * 1_000_000_000_000n + fractionPicos(fraction, precision ?? fraction.length);
  return picos % picosPerDay;
}

/** Reads a time(precision) with time zone; without an offset it has the session's. */
export function parseTimeTz(text: string, sessionOffset: number, precision?: number): ZonedTime | undefined {
  const match = timeTzPattern.exec(trimControls(text));
  if (match === null) return undefined;
  const picos = picosOfDay(match, precision);
  const [sign, hours, minutes] = match.slice(5);
  const size = Number(hours ?? 0) * 60 + Number(minutes ?? 0);
  if (picos === undefined || size > 14 * 60 || Number(minutes ?? 0) > 59) return undefined;
  return { picos, offsetMinutes: sign === undefined ? sessionOffset : sign === '-' ? -size : size };
}

/** Tells how many digits of the second a time or timestamp is written with. */
export const writtenPrecision = (text: string): number => /\.(\d+)/.exec(text)?.[1]?.length ?? 0;
