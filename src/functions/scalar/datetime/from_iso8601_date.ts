import { LakeError } from '../../../base/lake-error.js';
import { dayOfWeek, daysFromCivil, daysInMonth, isLeapYear, isoWeek } from '../../../types/calendar.js';
import { dateCastText, timestampText } from '../../../types/date-time-text.js';
import { type SqlType, varcharType } from '../../../types/sql-type.js';
import type { LongTimestamp, SqlValue, ZonedTimestamp } from '../../../types/sql-value.js';
import { findZone, instantsOfLocal, offsetText, zoneOffsetMillis } from '../../../types/time-zone.js';
import type { HostCall, ScalarFunction } from '../../definition.js';
import { joinMillis, zonedTimestamp } from './zoned-time.js';

const invalid = (message: string): LakeError => new LakeError('INVALID_FUNCTION_ARGUMENT', message);

const dateShape = String.raw`([+-]?\d{1,9})(?:-W(\d{1,2})(?:-(\d))?|-(\d{3})(?!\d)|-(\d{1,2})(?:-(\d{1,2}))?)?`;
const hourShape = String.raw`(\d{1,2})(?:[.,](\d+)|:(\d{1,2})(?:[.,](\d+)|:(\d{1,2})(?:[.,](\d+))?)?)?`;
const offsetShape = String.raw`([Zz]|[+-]\d\d(?::?\d\d)?)?`;
const dateOnly = new RegExp(`^${dateShape}$`);
const dateOrTime = new RegExp(`^(?:${dateShape})?(?:T(?:${hourShape})?${offsetShape})?$`);

function inRange(text: string, field: string, value: number, first: number, last: number): number {
  if (value >= first && value <= last) return value;
  throw invalid(`Cannot parse "${text}": Value ${value} for ${field} must be in the range [${first},${last}]`);
}

/** The day of a year with a week, a day of the year, or a month; `parts` are the groups of `dateShape`. */
function dayOf(text: string, parts: readonly (string | undefined)[]): number {
  const [yearText, week, weekDay, yearDay, month, monthDay] = parts;
  const year = Number(yearText);
  if (week !== undefined) {
    const fourth = daysFromCivil(year, 1, 4);
    const days = fourth - dayOfWeek(fourth) + 1 + (inRange(text, 'weekOfWeekyear', Number(week), 1, 53) - 1) * 7;
    if (isoWeek(days).year !== year) inRange(text, 'weekOfWeekyear', Number(week), 1, 52);
    return days + inRange(text, 'dayOfWeek', Number(weekDay ?? 1), 1, 7) - 1;
  }
  if (yearDay !== undefined) {
    const last = isLeapYear(year) ? 366 : 365;
    return daysFromCivil(year, 1, inRange(text, 'dayOfYear', Number(yearDay), 1, last));
  }
  const monthNumber = inRange(text, 'monthOfYear', Number(month ?? 1), 1, 12);
  const last = daysInMonth(year, monthNumber);
  return daysFromCivil(year, monthNumber, inRange(text, 'dayOfMonth', Number(monthDay ?? 1), 1, last));
}

export const from_iso8601_date: ScalarFunction = {
  kind: 'scalar',
  name: 'from_iso8601_date',
  summary: 'Reads a date by ISO 8601: with month and day, week and day, or day of the year.',
  examples: [["from_iso8601_date('2024-W09-4')", '2024-02-29']],
  overloads: [
    {
      args: ['varchar(x)'],
      returns: 'date',
      host: ([value]) => {
        const text = value as string;
        const match = dateOnly.exec(text);
        if (!match) throw invalid(`Invalid format: "${text}"`);
        const days = dayOf(text, match.slice(1));
        if (days !== (days | 0))
          throw new LakeError('GENERIC_INTERNAL_ERROR', `Value ${days} exceeds MAX_INT for type date`);
        return days;
      },
    },
  ],
};

const fraction = (digits: string | undefined): number => (digits === undefined ? 0 : Number(`0.${digits}`));

/** Milliseconds of a day, cut; `parts` are the groups of `hourShape`. */
function millisOf(text: string, parts: readonly (string | undefined)[]): number {
  const [hour = '0', hourDigits, minute = '0', minuteDigits, second = '0', secondDigits] = parts;
  const hours = inRange(text, 'hourOfDay', Number(hour), 0, 23);
  const minutes = inRange(text, 'minuteOfHour', Number(minute), 0, 59);
  const seconds = inRange(text, 'secondOfMinute', Number(second), 0, 59);
  const rest = fraction(hourDigits) * 3_600_000 + fraction(minuteDigits) * 60_000;
  const millis = Number((secondDigits ?? '').padEnd(3, '0').slice(0, 3));
  return ((hours * 60 + minutes) * 60 + seconds) * 1000 + Math.floor(rest) + millis;
}

function zoneOf(offset: string | undefined, { session }: HostCall): number {
  if (offset === undefined) return findZone(session.timeZone)!;
  if (/^z$/i.test(offset)) return 0;
  const zone = findZone(offset.replace(/^(...)(\d\d)$/, '$1:$2'));
  if (zone === undefined) throw new LakeError('NOT_SUPPORTED', `Time zone not supported: ${offset}`);
  return zone;
}

function instantOf(text: string, zone: number, localMillis: bigint): bigint {
  const [instant] = instantsOfLocal(zone, Number(localMillis));
  if (instant === undefined)
    throw invalid(`Cannot parse "${text}": Illegal instant due to time zone offset transition`);
  return BigInt(instant);
}

export const from_iso8601_timestamp: ScalarFunction = {
  kind: 'scalar',
  name: 'from_iso8601_timestamp',
  summary: 'Reads a timestamp by ISO 8601; without an offset it is in the session’s zone.',
  examples: [["from_iso8601_timestamp('2024-02-29T10:11:12Z')", '2024-02-29 10:11:12.000 UTC']],
  overloads: [
    {
      args: ['varchar(x)'],
      returns: 'timestamp(3) with time zone',
      host: ([value], call) => {
        const text = value as string;
        const match = dateOrTime.exec(text);
        if (!match || text === '' || text === 'T') throw invalid(`Invalid format: "${text}"`);
        const days = match[1] === undefined ? 0 : dayOf(text, match.slice(1, 7));
        const zone = zoneOf(match[13], call);
        return zonedTimestamp(
          instantOf(text, zone, joinMillis(days, BigInt(millisOf(text, match.slice(7, 13))))),
          0,
          zone,
        );
      },
    },
  ],
};

const nanosShape = /^([+-]?\d{4,9})-(\d\d)-(\d\d)T(\d\d):(\d\d)(?::(\d\d)(?:\.(\d{0,9}))?)?(Z|[+-]\d\d:\d\d)?$/i;

export const from_iso8601_timestamp_nanos: ScalarFunction = {
  kind: 'scalar',
  name: 'from_iso8601_timestamp_nanos',
  summary: 'Reads a timestamp by ISO 8601 to the nanosecond.',
  overloads: [
    {
      args: ['varchar(x)'],
      returns: 'timestamp(9) with time zone',
      host: ([value], call) => {
        const text = value as string;
        const match = nanosShape.exec(text);
        if (!match) throw invalid(`Text '${text}' could not be parsed`);
        const [, year, month, day, hour, minute, second, digits = '', offset] = match;
        const days = dayOf(text, [year, undefined, undefined, undefined, month, day]);
        const zone = zoneOf(offset, call);
        const nanos = Number(digits.padEnd(9, '0'));
        const millisOfDay = millisOf(text, [hour, undefined, minute, undefined, second]) + Math.floor(nanos / 1e6);
        const instant = instantOf(text, zone, joinMillis(days, BigInt(millisOfDay)));
        return zonedTimestamp(instant, (nanos % 1e6) * 1000, zone);
      },
    },
  ],
};

/** Prints a local timestamp with a T. */
const isoTimestamp = (value: bigint | LongTimestamp, precision: number): string =>
  timestampText(value, precision).replace(' ', 'T');

const precisionOf = (type: SqlType): number => ('precision' in type ? type.precision : 0);

function zonedIso(value: ZonedTimestamp, precision: number): string {
  const offset = zoneOffsetMillis(value.zone, Number(value.millis));
  const micros = (value.millis + BigInt(offset)) * 1000n + BigInt(Math.floor(value.picosOfMilli / 1e6));
  const local = isoTimestamp({ micros, picosOfMicro: value.picosOfMilli % 1e6 }, precision);
  return local + (offset === 0 ? 'Z' : offsetText(Math.trunc(offset / 60_000)));
}

const isoLength = (base: number) => (args: readonly SqlType[]) => {
  const precision = precisionOf(args[0]!);
  return varcharType(base + (precision > 0 ? precision + 1 : 0));
};

export const to_iso8601: ScalarFunction = {
  kind: 'scalar',
  name: 'to_iso8601',
  summary: 'Prints a date or timestamp by ISO 8601.',
  examples: [["to_iso8601(TIMESTAMP '2024-02-29 10:11:12 UTC')", '2024-02-29T10:11:12Z']],
  overloads: [
    { args: ['date'], returns: 'varchar(16)', host: ([days]): SqlValue => dateCastText(days as number) },
    {
      args: ['timestamp(p) with time zone'],
      returns: isoLength(28),
      host: ([value], { args }) => zonedIso(value as ZonedTimestamp, precisionOf(args[0]!)),
    },
    {
      args: ['timestamp(p)'],
      returns: isoLength(22),
      host: ([value], { args }) => isoTimestamp(value as bigint | LongTimestamp, precisionOf(args[0]!)),
    },
  ],
};
