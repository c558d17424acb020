/** Conversions among dates, times and timestamps. What is finer than the result's precision is rounded, halves up. */
import { floorDivBig, floorModBig, millisPerDay, picosPerDay } from '../../types/calendar.js';
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

/** The day of the statement's start at an offset from UTC. */
const todayAt = (offsetMillis: number, { startMillis }: ParseContext): bigint =>
  BigInt(Math.floor((startMillis + offsetMillis) / Number(millisPerDay)));

function localOf(value: SqlValue, from: SqlType, context: ParseContext): Local {
  switch (from.kind) {
    case 'date':
      return { days: BigInt(value as number), picos: 0n };
    case 'time':
      return { days: todayAt(zoneOffsetMillis(context.zone, context.startMillis), context), picos: value as bigint };
    case 'time with time zone':
      return {
        days: todayAt(zoneOffsetMillis(context.zone, context.startMillis), context),
        picos: (value as ZonedTime).picos,
      };
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
      return roundPicos(picos, to.precision) % picosPerDay;
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
  return { picos: rounded, offsetMinutes: Math.trunc(zoneOffsetMillis(zone, Number(millis)) / 60_000) };
}

function toTimestampTz(value: SqlValue, from: SqlType, to: TimedType, context: ParseContext): SqlValue {
  if (from.kind === 'timestamp with time zone') {
    const { millis, picosOfMilli, zone } = value as ZonedTimestamp;
    return zonedOfPicos(millis * picosPerMilli + BigInt(picosOfMilli), zone, to.precision);
  }
  if (from.kind === 'time with time zone') {
    const { picos, offsetMinutes } = value as ZonedTime;
    const offsetMillis = offsetMinutes * 60_000;
    const utc = todayAt(offsetMillis, context) * picosPerDay + picos - BigInt(offsetMillis) * picosPerMilli;
    return zonedOfPicos(utc, offsetZone(offsetMinutes), to.precision);
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
