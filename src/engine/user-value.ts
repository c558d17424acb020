import { realText } from '../types/number-text.js';
import type { SqlType } from '../types/sql-type.js';
import type { SqlValue } from '../types/sql-value.js';
import { protocolText } from '../types/value-text.js';

/**
 * A value as users get it: boolean; number for tinyint to integer, real and double; bigint; string for text, and Trino's text for decimals,
 * dates, times, intervals, uuid and ipaddress; Uint8Array for varbinary; arrays; Map for maps; arrays of fields for rows; null.
 */
export type UserValue =
  | null
  | boolean
  | number
  | bigint
  | string
  | Uint8Array
  | UserValue[]
  | Map<UserValue, UserValue>;

/** Converts a value of the engine to one for users. */
export function userValue(value: SqlValue, type: SqlType): UserValue {
  if (value === null) return null;
  switch (type.kind) {
    case 'boolean':
    case 'tinyint':
    case 'smallint':
    case 'integer':
    case 'bigint':
    case 'double':
    case 'varchar':
    case 'json':
    case 'varbinary':
      return value as UserValue;
    // The number that its shortest text names, as Trino's clients get it: 0.1, not 0.10000000149011612.
    case 'real':
      return Number(realText(value as number));
    case 'array':
      return (value as readonly SqlValue[]).map((element) => userValue(element, type.element));
    case 'map':
      return new Map(
        (value as readonly (readonly [SqlValue, SqlValue])[]).map(([key, item]) => [
          userValue(key, type.key),
          userValue(item, type.value),
        ]),
      );
    case 'row':
      return type.fields.map((field, index) => userValue((value as readonly SqlValue[])[index]!, field.type));
    default:
      return protocolText(value, type);
  }
}
