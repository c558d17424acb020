import { daysFromCivil, isCivilDate } from '../types/calendar.js';
import type { SqlType } from '../types/sql-type.js';
import type { ColumnBuilder } from './column-builder.js';
import { shortDecimal, shortDouble, shortInteger } from './number-bytes.js';

/** Sets a row of a column from bytes of text that are short and plain; false, and nothing set, for others. */
export type ShortReader = (start: number, end: number, row: number) => boolean;

const integerLimits: Readonly<Record<string, number>> = { tinyint: 2 ** 7, smallint: 2 ** 15, integer: 2 ** 31 };
const [zero, dash, space, colon, point] = [48, 45, 32, 58, 46];

const never: ShortReader = () => false;

/** Finds how plain texts of a type are read without a string in between. Dates and timestamps are as Hive writes them. */
export function shortReader(builder: ColumnBuilder, u8: Uint8Array, dropsFraction: boolean): ShortReader {
  const { type } = builder;
  switch (type.kind) {
    case 'tinyint':
    case 'smallint':
    case 'integer':
    case 'bigint': {
      const limit = integerLimits[type.kind] ?? Number.POSITIVE_INFINITY;
      return integers(builder, (start, end) => {
        const value = shortInteger(u8, start, end, dropsFraction);
        return value !== undefined && value >= -limit && value < limit ? value : undefined;
      });
    }
    case 'double':
      return (start, end, row) => {
        const value = shortDouble(u8, start, end);
        if (value === undefined) return false;
        builder.setDouble(row, value);
        return true;
      };
    case 'decimal':
      return shortDecimals(builder, type, u8);
    case 'date':
      return integers(builder, (start, end) => (end - start === dateBytes ? shortDate(u8, start) : undefined));
    case 'timestamp':
      if (type.precision > 6) return never;
      return integers(builder, (start, end) => shortTimestamp(u8, start, end, type.precision));
    default:
      return never;
  }
}

const integers =
  (builder: ColumnBuilder, read: (start: number, end: number) => number | undefined): ShortReader =>
  (start, end, row) => {
    const value = read(start, end);
    if (value === undefined) return false;
    builder.setInteger(row, value);
    return true;
  };

function shortDecimals(
  builder: ColumnBuilder,
  { precision, scale }: Extract<SqlType, { kind: 'decimal' }>,
  u8: Uint8Array,
): ShortReader {
  if (precision > 18) return never;
  const limit = 10 ** precision;
  return integers(builder, (start, end) => {
    const unscaled = shortDecimal(u8, start, end, scale);
    return unscaled !== undefined && unscaled > -limit && unscaled < limit ? unscaled : undefined;
  });
}

const dateBytes = 10;
const secondBytes = 19;

function twoDigits(u8: Uint8Array, at: number): number {
  const [high, low] = [u8[at]! - zero!, u8[at + 1]! - zero!];
  return high >= 0 && high <= 9 && low >= 0 && low <= 9 ? high * 10 + low : Number.NaN;
}

/** Reads `yyyy-MM-dd`. */
function shortDate(u8: Uint8Array, at: number): number | undefined {
  if (u8[at + 4] !== dash || u8[at + 7] !== dash) return undefined;
  const year = twoDigits(u8, at) * 100 + twoDigits(u8, at + 2);
  const [month, day] = [twoDigits(u8, at + 5), twoDigits(u8, at + 8)];
  return year >= 0 && isCivilDate(year, month, day) ? daysFromCivil(year, month, day) : undefined;
}

/** Reads `yyyy-MM-dd HH:mm:ss` with at most as many digits behind as the type has, in microseconds. */
function shortTimestamp(u8: Uint8Array, start: number, end: number, precision: number): number | undefined {
  const digits = end - start === secondBytes ? 0 : end - start - secondBytes - 1;
  if (digits < 0 || digits > precision || u8[start + 10] !== space) return undefined;
  if (u8[start + 13] !== colon || u8[start + 16] !== colon || (digits > 0 && u8[start + secondBytes] !== point))
    return undefined;
  const days = shortDate(u8, start);
  const [hour, minute, second] = [11, 14, 17].map((at) => twoDigits(u8, start + at)) as [number, number, number];
  if (days === undefined || !(hour < 24 && minute < 60 && second < 60)) return undefined;
  const fraction = digits === 0 ? 0 : shortInteger(u8, start + secondBytes + 1, end, false);
  if (fraction === undefined || fraction < 0 || Object.is(fraction, -0)) return undefined;
  const micros = (days * 86_400 + hour * 3600 + minute * 60 + second) * 1e6 + fraction * 10 ** (6 - digits);
  return Number.isSafeInteger(micros) ? micros : undefined;
}
