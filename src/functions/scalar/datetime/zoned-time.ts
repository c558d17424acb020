import { LakeError } from '../../../base/lake-error.js';
import { floorDivBig, floorModBig, millisPerDay } from '../../../types/calendar.js';
import type { LongTimestamp, SqlValue, ZonedTimestamp } from '../../../types/sql-value.js';
import { instantOfLocal, zoneOffsetMillis } from '../../../types/time-zone.js';

/** The local milliseconds of an instant in its zone. */
export const localMillisOf = ({ millis, zone }: ZonedTimestamp): bigint =>
  millis + BigInt(zoneOffsetMillis(zone, Number(millis)));

/** The day of local milliseconds, and the milliseconds that have passed of it. */
export const splitMillis = (millis: bigint): { readonly days: number; readonly rest: bigint } => ({
  days: Number(floorDivBig(millis, millisPerDay)),
  rest: floorModBig(millis, millisPerDay),
});

/** Joins what `splitMillis` split. */
export const joinMillis = (days: number, rest: bigint): bigint => BigInt(days) * millisPerDay + rest;

const zonedMillisMax = 2n ** 51n - 1n;

/** Makes a timestamp with time zone; fails where the instant is out of range. */
export function zonedTimestamp(millis: bigint, picosOfMilli: number, zone: number): ZonedTimestamp {
  if (millis > zonedMillisMax || millis < -zonedMillisMax - 1n)
    throw new LakeError('INVALID_FUNCTION_ARGUMENT', `Millis overflow: ${millis}`);
  return { millis, picosOfMilli, zone };
}

/** Makes a timestamp with time zone of a local time; one that a change of clocks skipped moves forward. */
export function zonedFromLocal(localMillis: bigint, picosOfMilli: number, zone: number): ZonedTimestamp {
  const range = 2n * zonedMillisMax;
  if (localMillis > range || localMillis < -range)
    throw new LakeError('INVALID_FUNCTION_ARGUMENT', `Millis overflow: ${localMillis}`);
  return zonedTimestamp(BigInt(instantOfLocal(zone, Number(localMillis))), picosOfMilli, zone);
}

/** The microseconds since 1970 and picoseconds behind them of a timestamp of either form. */
export function timestampParts(value: SqlValue): LongTimestamp {
  return typeof value === 'bigint' ? { micros: value, picosOfMicro: 0 } : (value as LongTimestamp);
}
