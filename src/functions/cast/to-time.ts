/** Conversions among dates, times and timestamps. What is finer than the result's precision is rounded, halves up. */
import { floorDivBig, floorModBig, millisPerDay, picosPerDay } from '../../types/calendar.js';
import { utcPicos } from '../../types/compare-values.js';
import { roundPicos } from '../../types/parse-date-time.js';
import { type ParseContext, parseValue, sessionOffsetMinutes } from '../../types/parse-value.js';
import type { SqlType } from '../../types/sql-type.js';
import type { LongTimestamp, SqlValue, ZonedTime, ZonedTimestamp } from '../../types/sql-value.js';
import { instantOfLocal, offsetZone, zoneOffsetMillis } from '../../types/time-zone.js';
import { type Conversion, invalidCast } from './conversion.js';

type TimedType = SqlType & { readonly precision: number };

const picosPerMilli = 1_000_000_000n;
const zonedMillisMax = 2n ** 51n - 1n;

/** A moment as a calendar and a clock on some wall show it. */
interface Local {
  readonly days: bigint;
  readonly picos: bigint;
}

const localOfPicos = (picos: bigint): Local => {
  const days = floorDivBig(picos, picosPerDay);
  return { days, picos: picos - days * picosPerDay };
};

/** The day on which the statement starts, in the session's zone. */
const today = ({ startMillis, zone }: ParseContext): bigint =>
  BigInt(Math.floor((startMillis + zoneOffsetMillis(zone, startMillis)) / Number(millisPerDay)));

function localOf(value: SqlValue, from: SqlType, context: ParseContext): Local {
  switch (from.kind) {
    case 'date':
      return { days: BigInt(value as number), picos: 0n };
    case 'time':
      return { days: today(context), picos: value as bigint };
    case 'time with time zone':
      return { days: today(context), picos: (value as ZonedTime).picos };
    case 'timestamp':
      return localOfPicos(timestampPicos(value as bigint | LongTimestamp));
    default: {
      const { millis, picosOfMilli, zone } = value as ZonedTimestamp;
      const local = millis + BigInt(zoneOffsetMillis(zone, Number(millis)));
      return localOfPicos(local * picosPerMilli + BigInt(picosOfMilli));
    }
  }
}

const timestampPicos = (value: bigint | LongTimestamp): bigint =>
  typeof value === 'bigint' ? value * 1_000_000n : value.micros * 1_000_000n + BigInt(value.picosOfMicro);

/** Converts to a date, time or timestamp of any kind. */
export const toTime: Conversion = (value, from, to, context) => {
  if (from.kind === 'varchar') return parseValue(value as string, to, context);
  switch (to.kind) {
    case 'date':
      return Number(localOf(value, from, context).days);
    case 'time': {
      const { picos } = localOf(value, from, context);
      return roundPicos(floorModBig(picos - secondTooMuch(value, from), picosPerDay), to.precision) % picosPerDay;
    }
    case 'time with time zone':
      return toTimeTz(value, from, to.precision, context);
    case 'timestamp': {
      const { days, picos } = localOf(value, from, context);
      return timestampOfPicos(days * picosPerDay + picos, to.precision);
    }
    default:
      return toTimestampTz(value, from, to as TimedType, context);
  }
};

const picosPerSecond = 1_000_000_000_000n;

/** Trino takes a second more than it should from a timestamp before 1970 that is not on a second; we answer as it does. */
function secondTooMuch(value: SqlValue, from: SqlType): bigint {
  if (from.kind !== 'timestamp') return 0n;
  const micros = typeof value === 'bigint' ? value : (value as LongTimestamp).micros;
  return micros < 0n && micros % 1_000_000n !== 0n ? picosPerSecond : 0n;
}

function timestampOfPicos(picos: bigint, precision: number): SqlValue {
  const rounded = roundSigned(picos, precision);
  const micros = floorDivBig(rounded, 1_000_000n);
  return precision <= 6 ? micros : { micros, picosOfMicro: Number(floorModBig(rounded, 1_000_000n)) };
}

function roundSigned(picos: bigint, precision: number): bigint {
  const unit = 10n ** BigInt(12 - precision);
  return floorDivBig(picos + unit / 2n, unit) * unit;
}

function toTimeTz(value: SqlValue, from: SqlType, precision: number, context: ParseContext): SqlValue {
  const { picos } = localOf(value, from, context);
  const rounded = roundPicos(picos, precision) % picosPerDay;
  if (from.kind === 'time with time zone') return { picos: rounded, offsetMinutes: (value as ZonedTime).offsetMinutes };
  if (from.kind !== 'timestamp with time zone') return { picos: rounded, offsetMinutes: sessionOffsetMinutes(context) };
  const { zone, millis } = value as ZonedTimestamp;
  // Trino asks for the zone's offset at the local time, taken as one of UTC.
  const local = Number(millis) + zoneOffsetMillis(zone, Number(millis));
  return { picos: rounded, offsetMinutes: Math.trunc(zoneOffsetMillis(zone, local) / 60_000) };
}

function toTimestampTz(value: SqlValue, from: SqlType, to: TimedType, context: ParseContext): SqlValue {
  if (from.kind === 'timestamp with time zone') {
    const { millis, picosOfMilli, zone } = value as ZonedTimestamp;
    return zonedOfPicos(millis * picosPerMilli + BigInt(picosOfMilli), zone, to.precision);
  }
  if (from.kind === 'time with time zone') {
    const time = value as ZonedTime;
    const utc = today(context) * picosPerDay + utcPicos(time);
    return zonedOfPicos(utc, offsetZone(time.offsetMinutes), to.precision);
  }
  const { days, picos } = localOf(value, from, context);
  const local = days * picosPerDay + picos;
  const seconds = floorDivBig(local, 1000n * picosPerMilli) * 1000n;
  const instant = BigInt(instantOfLocal(context.zone, Number(seconds)));
  return zonedOfPicos((instant - seconds) * picosPerMilli + local, context.zone, to.precision);
}

function zonedOfPicos(picos: bigint, zone: number, precision: number): SqlValue {
  const rounded = roundSigned(picos, precision);
  const millis = floorDivBig(rounded, picosPerMilli);
  if (millis > zonedMillisMax || millis < -zonedMillisMax - 1n)
    throw invalidCast(`Out of range for timestamp with time zone: ${millis}`);
  return { millis, picosOfMilli: Number(rounded - millis * picosPerMilli), zone };
}
