import { roundPicos } from '../../types/parse-date-time.js';
import { type SqlType, timestampType, timestampTzType, timeType, timeTzType } from '../../types/sql-type.js';
import type { LongTimestamp, SqlValue, ZonedTime, ZonedTimestamp } from '../../types/sql-value.js';

const picosPerDay = 86_400_000_000_000_000n;
const halfMilliPicos = 500_000_000;
const millis = 3;

/** Gives the type that a value has for clients who know no other precision of times than milliseconds. */
export function legacyType(type: SqlType): SqlType {
  switch (type.kind) {
    case 'time':
      return timeType(millis);
    case 'timestamp':
      return timestampType(millis);
    case 'time with time zone':
      return timeTzType(millis);
    case 'timestamp with time zone':
      return timestampTzType(millis);
    case 'array':
      return { ...type, element: legacyType(type.element) };
    case 'map':
      return { ...type, key: legacyType(type.key), value: legacyType(type.value) };
    case 'row':
      return { ...type, fields: type.fields.map((field) => ({ ...field, type: legacyType(field.type) })) };
    default:
      return type;
  }
}

/** Rounds a value to what `legacyType` of its type holds. */
export function legacyValue(value: SqlValue, type: SqlType): SqlValue {
  if (value === null) return null;
  switch (type.kind) {
    case 'time':
      return roundPicos(value as bigint, millis) % picosPerDay;
    case 'time with time zone': {
      const { picos, offsetMinutes } = value as ZonedTime;
      return { picos: roundPicos(picos, millis) % picosPerDay, offsetMinutes };
    }
    case 'timestamp': {
      const micros = type.precision <= 6 ? (value as bigint) : (value as LongTimestamp).micros;
      const half = micros + 500n;
      return half - (((half % 1000n) + 1000n) % 1000n);
    }
    case 'timestamp with time zone': {
      const { millis: whole, picosOfMilli, zone } = value as ZonedTimestamp;
      return { millis: whole + (picosOfMilli >= halfMilliPicos ? 1n : 0n), picosOfMilli: 0, zone };
    }
    case 'array':
      return (value as readonly SqlValue[]).map((element) => legacyValue(element, type.element));
    case 'map':
      return (value as readonly (readonly [SqlValue, SqlValue])[]).map(([key, item]) => [
        legacyValue(key, type.key),
        legacyValue(item, type.value),
      ]);
    case 'row':
      return (value as readonly SqlValue[]).map((field, index) => legacyValue(field, type.fields[index]!.type));
    default:
      return value;
  }
}
