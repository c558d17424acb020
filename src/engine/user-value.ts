import { LakeError } from '../base/lake-error.js';
import { type BingTile, decodeTile } from '../types/bing-tile.js';
import { realText } from '../types/number-text.js';
import type { SqlType } from '../types/sql-type.js';
import type { LongTimestamp, MapEntry, SqlValue, ZonedTimestamp } from '../types/sql-value.js';
import { protocolText } from '../types/value-text.js';
import type { ValueOptions } from './value-options.js';

/**
 * A value as users get it: boolean; number for tinyint to integer, real and double; bigint; string for text, and Trino's text for decimals,
 * dates, times, intervals, uuid, ipaddress and geometries; an object for BingTile; Uint8Array for varbinary; arrays; Map for maps; arrays of fields for rows; null. ValueOptions
 * choose otherwise for some; only they make Dates.
 */
export type UserValue =
  | null
  | boolean
  | number
  | bigint
  | string
  | Date
  | Uint8Array
  | BingTile
  | UserValue[]
  | Map<UserValue, UserValue>;

/** Converts values of one type. */
export type ValueConverter = (value: SqlValue) => UserValue;

/** Makes what converts the engine's values of a type to those for users; what it throws names the query. */
export function valueConverter(type: SqlType, options: ValueOptions, queryId: string): ValueConverter {
  const present = presentConverter(type, options, queryId);
  return (value) => (value === null ? null : present(value));
}

function presentConverter(type: SqlType, options: ValueOptions, queryId: string): ValueConverter {
  switch (type.kind) {
    case 'boolean':
    case 'tinyint':
    case 'smallint':
    case 'integer':
    case 'double':
    case 'varchar':
    case 'json':
    case 'varbinary':
      return (value) => value as UserValue;
    case 'bigint':
      return bigintConverter(options, queryId);
    // The number that its shortest text names, as Trino's clients get it: 0.1, not 0.10000000149011612.
    case 'real':
      return (value) => Number(realText(value as number));
    case 'decimal':
      if (options.decimal === 'number') return (value) => Number(protocolText(value, type));
      break;
    case 'BingTile':
      return (value) => decodeTile(value as bigint);
    case 'date':
      if (options.date === 'date') return (value) => new Date((value as number) * dayMs);
      break;
    case 'timestamp':
      if (options.timestamp === 'date') return (value) => new Date(millisOf(value as bigint | LongTimestamp));
      break;
    case 'timestamp with time zone':
      if (options.timestamp === 'date') return (value) => new Date(Number((value as ZonedTimestamp).millis));
      break;
    case 'array': {
      const element = valueConverter(type.element, options, queryId);
      return (value) => (value as readonly SqlValue[]).map(element);
    }
    case 'map': {
      const key = valueConverter(type.key, options, queryId);
      const item = valueConverter(type.value, options, queryId);
      return (value) => new Map((value as unknown as readonly MapEntry[]).map(([k, v]) => [key(k), item(v)]));
    }
    case 'row': {
      const fields = type.fields.map((field) => valueConverter(field.type, options, queryId));
      return (value) => fields.map((field, index) => field((value as readonly SqlValue[])[index]!));
    }
  }
  return (value) => protocolText(value, type);
}

const dayMs = 86_400_000;

function millisOf(value: bigint | LongTimestamp): number {
  const micros = typeof value === 'bigint' ? value : value.micros;
  const millis = micros / 1000n;
  return Number(micros % 1000n < 0n ? millis - 1n : millis);
}

function bigintConverter({ bigint }: ValueOptions, queryId: string): ValueConverter {
  switch (bigint) {
    case 'number':
      return (value) => {
        const number = Number(value);
        if (Number.isSafeInteger(number)) return number;
        const error = new LakeError('NUMERIC_VALUE_OUT_OF_RANGE', `No number holds the bigint ${value} exactly`, {
          hint: "Take it with values: { bigint: 'bigint' } or 'string'.",
        });
        error.queryId = queryId;
        throw error;
      };
    case 'string':
      return (value) => String(value);
    default:
      return (value) => value as bigint;
  }
}
