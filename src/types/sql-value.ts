/**
 * A SQL value in JavaScript, as constants in plans, host functions and results hold it. Structured-cloneable.
 *
 * | type | value |
 * |---|---|
 * | boolean | boolean |
 * | tinyint, smallint, integer, real, double | number |
 * | bigint | bigint |
 * | decimal | bigint, unscaled |
 * | varchar, char (padding stripped), json (its text) | string |
 * | varbinary; uuid, ipaddress (16 bytes) | Uint8Array |
 * | date | number, days since 1970 |
 * | time | bigint, picoseconds of the day |
 * | time with time zone | TimeWithZone |
 * | timestamp(≤6) | bigint, microseconds since 1970 |
 * | timestamp(>6) | LongTimestamp |
 * | timestamp with time zone | TimestampWithZone |
 * | interval year to month | number, months |
 * | interval day to second | bigint, milliseconds |
 * | array, row | array of values |
 * | map | array of [key, value] arrays, in insertion order |
 */
export type SqlValue =
  | null
  | boolean
  | number
  | bigint
  | string
  | Uint8Array
  | TimeWithZone
  | LongTimestamp
  | TimestampWithZone
  | readonly SqlValue[];

/** A time of day with its offset: picoseconds of the local day, minutes east of UTC. */
export interface TimeWithZone {
  readonly picos: bigint;
  readonly offsetMinutes: number;
}

/** A timestamp finer than microseconds: `picosOfMicro` is 0 to 999,999. */
export interface LongTimestamp {
  readonly micros: bigint;
  readonly picosOfMicro: number;
}

/** An instant with a zone: milliseconds since 1970 UTC, picoseconds of that millisecond, id of the zone (time-zone.ts). */
export interface TimestampWithZone {
  readonly millis: bigint;
  readonly picosOfMilli: number;
  readonly zone: number;
}
