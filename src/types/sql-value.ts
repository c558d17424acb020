/**
 * Values at the edges of the engine (constants in plans, host functions, results) as plain JavaScript that
 * `structuredClone` keeps. Which form a value has follows from its type alone:
 *
 * | type | form |
 * |---|---|
 * | boolean | boolean |
 * | tinyint, smallint, integer, real, double | number |
 * | bigint | bigint |
 * | decimal | bigint, unscaled |
 * | varchar, char, json | string; char without its padding |
 * | varbinary, digest, uuid, ipaddress | Uint8Array; the last two of 16 bytes |
 * | Geometry, SphericalGeography | Uint8Array, as geometry.ts encodes it |
 * | BingTile | bigint, as bing-tile.ts encodes it |
 * | KdbTree | string, its JSON |
 * | date | number, days since 1970-01-01 |
 * | time(p) | bigint, picoseconds of the day |
 * | time(p) with time zone | ZonedTime |
 * | timestamp(p), p ≤ 6 | bigint, microseconds since 1970-01-01 00:00:00 |
 * | timestamp(p), p > 6 | LongTimestamp |
 * | timestamp(p) with time zone | ZonedTimestamp |
 * | interval year to month | number, months |
 * | interval day to second | bigint, milliseconds |
 * | array, row | array of values |
 * | map | array of [key, value] pairs |
 */
export type SqlValue =
  | null
  | boolean
  | number
  | bigint
  | string
  | Uint8Array
  | ZonedTime
  | LongTimestamp
  | ZonedTimestamp
  | readonly SqlValue[];

/** Holds a time of day, in its own offset's local time, and that offset. */
export interface ZonedTime {
  readonly picos: bigint;
  readonly offsetMinutes: number;
}

/** Holds a timestamp finer than a microsecond; `picosOfMicro` is 0 to 999,999. */
export interface LongTimestamp {
  readonly micros: bigint;
  readonly picosOfMicro: number;
}

/** Holds an instant and the id of the zone to show it in (time-zone.ts); `picosOfMilli` is 0 to 999,999,999. */
export interface ZonedTimestamp {
  readonly millis: bigint;
  readonly picosOfMilli: number;
  readonly zone: number;
}

/** Gives one entry of a map value. */
export type MapEntry = readonly [key: SqlValue, value: SqlValue];
