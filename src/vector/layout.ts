import type { SqlType } from '../types/sql-type.js';

/**
 * How one value of a type lies in linear memory. Every value of every type has a slot of fixed width:
 *
 * | layout | bytes | types |
 * |---|---|---|
 * | `bool` | 1 | boolean (0 or 1) |
 * | `i32` | 4 | tinyint, smallint, integer, date (days since 1970), interval year to month (months) |
 * | `i64` | 8 | bigint, decimal(≤18) unscaled, timestamp(≤6) (epoch µs), timestamp(≤3) with time zone (epoch ms << 12 | zone id), time (ps of day), interval day to second (ms), BingTile |
 * | `f32` | 4 | real |
 * | `f64` | 8 | double |
 * | `i128` | 16 | little endian, low word first: decimal(>18) unscaled; timestamp(>6): high = epoch µs, low = ps of µs; timestamp(>3) with time zone: high = epoch ms << 12 | zone id, low = ps of ms; time with time zone: high = ps of day, low = offset minutes; uuid and ipaddress: the 16 bytes as a big-endian number with its top bit flipped, so that signed comparison orders them |
 * | `view` | 16 | varchar, char (padding stripped), varbinary, digests, geometries, json and nested values: a string view |
 *
 * A string view is (u32 length, 4 prefix bytes, u32 address, u32 zero) for more than 12 bytes, else
 * (u32 length, 12 bytes, zero-padded). Text is UTF-8. An array, map or row is such a view over its
 * canonical encoding (nested-encoding.ts).
 */
export type Layout = 'bool' | 'i32' | 'i64' | 'f32' | 'f64' | 'i128' | 'view';

/** Maps a layout to the bytes of its slot. */
export const slotBytes: Record<Layout, number> = { bool: 1, i32: 4, i64: 8, f32: 4, f64: 8, i128: 16, view: 16 };

/** Longest string that a view holds without an address. */
export const inlineBytesMax = 12;

/** Tells how values of a type lie in memory. `unknown` (only NULLs) takes the smallest slot. */
export function layoutOf(type: SqlType): Layout {
  switch (type.kind) {
    case 'boolean':
    case 'unknown':
      return 'bool';
    case 'tinyint':
    case 'smallint':
    case 'integer':
    case 'date':
    case 'interval year to month':
      return 'i32';
    case 'bigint':
    case 'BingTile':
    case 'time':
    case 'interval day to second':
      return 'i64';
    case 'real':
      return 'f32';
    case 'double':
      return 'f64';
    case 'decimal':
      return type.precision <= 18 ? 'i64' : 'i128';
    case 'timestamp':
      return type.precision <= 6 ? 'i64' : 'i128';
    case 'timestamp with time zone':
      return type.precision <= 3 ? 'i64' : 'i128';
    case 'time with time zone':
    case 'uuid':
    case 'ipaddress':
      return 'i128';
    default:
      return 'view';
  }
}
