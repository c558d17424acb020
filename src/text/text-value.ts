import { fitsPrecision, parseDecimalAtScale } from '../types/decimal-value.js';
import { parseDouble, parseInteger, parseReal } from '../types/number-text.js';
import type { SqlType } from '../types/sql-type.js';
import type { SqlValue } from '../types/sql-value.js';
import { type HiveTimestamps, hiveDate } from './temporal-text.js';

const integerBits = { tinyint: 8, smallint: 16, integer: 32, bigint: 64 } as const;

/** Reads a scalar from its text as Hive's lazy SerDe does; undefined where that is no value of the type. */
export function lazyValue(text: string, type: SqlType, timestamps: HiveTimestamps): SqlValue | undefined {
  switch (type.kind) {
    case 'boolean':
      return /^true$/i.test(text) ? true : /^false$/i.test(text) ? false : undefined;
    case 'tinyint':
    case 'smallint':
    case 'integer':
    case 'bigint': {
      const value = parseInteger(text.replace(/\.\d*$/, ''), integerBits[type.kind]);
      return value === undefined || type.kind === 'bigint' ? value : Number(value);
    }
    case 'real':
      return parseReal(text);
    case 'double':
      return parseDouble(text);
    case 'decimal': {
      const unscaled = parseDecimalAtScale(text.trim(), type.scale);
      return unscaled !== undefined && fitsPrecision(unscaled, type.precision) ? unscaled : undefined;
    }
    case 'varchar':
      return type.length === undefined ? text : firstCharacters(text, type.length);
    case 'char':
      return firstCharacters(text, type.length).replace(/ +$/, '');
    case 'varbinary':
      return binaryOf(text);
    case 'date':
      return hiveDate(text);
    case 'timestamp':
      return timestamps.read(text, type.precision);
    default:
      return undefined;
  }
}

/** Cuts a text to so many code points. */
export function firstCharacters(text: string, count: number): string {
  if (text.length <= count) return text;
  const points = [...text];
  return points.length <= count ? text : points.slice(0, count).join('');
}

/** Base64 where it is that, else the bytes of the text. */
function binaryOf(text: string): Uint8Array {
  const isBase64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}(?:==)?|[A-Za-z0-9+/]{3}=?)?$/.test(text);
  return new Uint8Array(Buffer.from(text, isBase64 ? 'base64' : 'utf8'));
}
