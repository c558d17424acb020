/** Values as text: what CAST to varchar gives, and what Trino's client protocol shows. */
import { assert } from '../base/lake-error.js';
import { ipText, uuidText } from './address-text.js';
import { decodeTile } from './bing-tile.js';
import {
  dateCastText,
  dateText,
  daySecondText,
  timestampText,
  timestampTzText,
  timeText,
  timeTzText,
  yearMonthText,
} from './date-time-text.js';
import { decimalText } from './decimal-value.js';
import { decodeGeometry } from './geometry.js';
import { shownGeometry } from './geometry-text.js';
import { doubleCastText, doubleText, realCastText, realText } from './number-text.js';
import { reservedWords } from './reserved-words.js';
import { displayType, type SqlType } from './sql-type.js';
import type { LongTimestamp, MapEntry, SqlValue, ZonedTime, ZonedTimestamp } from './sql-value.js';

/** Prints a value that is not NULL as CAST to varchar does; for types that have no such cast, as `protocolText`. */
export function castText(value: SqlValue, type: SqlType): string {
  switch (type.kind) {
    case 'double':
      return doubleCastText(value as number);
    case 'real':
      return realCastText(value as number);
    case 'date':
      return dateCastText(value as number);
    default:
      return protocolText(value, type);
  }
}

/** Pads a char(n) value with spaces; its length counts code points. */
export const padChar = (text: string, length: number): string =>
  text + ' '.repeat(Math.max(0, length - [...text].length));

/** Prints a scalar value that is not NULL as the protocol shows it, without quotes. */
export function protocolText(value: SqlValue, type: SqlType): string {
  switch (type.kind) {
    case 'decimal':
      return decimalText(value as bigint, type.scale);
    case 'double':
      return doubleText(value as number);
    case 'real':
      return realText(value as number);
    case 'char':
      return padChar(value as string, type.length);
    case 'varbinary':
    case 'digest':
      return Buffer.from(value as Uint8Array).toString('base64');
    case 'Geometry':
    case 'SphericalGeography':
      return shownGeometry(decodeGeometry(value as Uint8Array));
    case 'date':
      return dateText(value as number);
    case 'time':
      return timeText(value as bigint, type.precision);
    case 'time with time zone':
      return timeTzText(value as ZonedTime, type.precision);
    case 'timestamp':
      return timestampText(value as bigint | LongTimestamp, type.precision);
    case 'timestamp with time zone':
      return timestampTzText(value as ZonedTimestamp, type.precision);
    case 'interval year to month':
      return yearMonthText(value as number);
    case 'interval day to second':
      return daySecondText(value as bigint);
    case 'uuid':
      return uuidText(value as Uint8Array);
    case 'ipaddress':
      return ipText(value as Uint8Array);
    default:
      return structureText(value, type);
  }
}

function structureText(value: SqlValue, type: SqlType): string {
  switch (type.kind) {
    case 'array':
    case 'map':
    case 'row':
      return protocolJson(value, type);
    case 'BingTile': {
      const { x, y, zoom } = decodeTile(value as bigint);
      return `BingTile{x=${x}, y=${y}, zoom_level=${zoom}}`;
    }
    default:
      assert(value !== null && !Array.isArray(value), `a ${type.kind} has no text`);
      return String(value);
  }
}

/** Prints a value as the JSON text that the client protocol sends for it. */
export function protocolJson(value: SqlValue, type: SqlType): string {
  if (value === null) return 'null';
  switch (type.kind) {
    case 'boolean':
    case 'tinyint':
    case 'smallint':
    case 'integer':
    case 'bigint':
      return String(value);
    case 'real':
    case 'double':
      return Number.isFinite(value) ? protocolText(value, type) : `"${protocolText(value, type)}"`;
    case 'array':
      return `[${(value as SqlValue[]).map((element) => protocolJson(element, type.element)).join(',')}]`;
    case 'row':
      return `[${(value as SqlValue[]).map((field, i) => protocolJson(field, type.fields[i]!.type)).join(',')}]`;
    case 'map': {
      const entry = ([key, item]: MapEntry): string =>
        `${JSON.stringify(protocolText(key, type.key))}:${protocolJson(item, type.value)}`;
      return `{${(value as unknown as MapEntry[]).map(entry).join(',')}}`;
    }
    case 'BingTile':
      return JSON.stringify(decodeTile(value as bigint));
    default:
      return JSON.stringify(protocolText(value, type));
  }
}

/** Prints a type as the protocol names it: `decimal(12, 2)`, intervals in capitals, field names quoted where needed. */
export function protocolType(type: SqlType): string {
  switch (type.kind) {
    case 'decimal':
      return `decimal(${type.precision}, ${type.scale})`;
    case 'interval year to month':
    case 'interval day to second':
      return type.kind.toUpperCase();
    case 'array':
      return `array(${protocolType(type.element)})`;
    case 'map':
      return `map(${protocolType(type.key)}, ${protocolType(type.value)})`;
    case 'row':
      return `row(${type.fields.map((field) => fieldPrefix(field.name) + protocolType(field.type)).join(', ')})`;
    default:
      return displayType(type);
  }
}

function fieldPrefix(name: string | undefined): string {
  if (name === undefined) return '';
  const isPlain = /^[a-zA-Z_][a-zA-Z0-9_]*$/.test(name) && !reservedWords.has(name.toUpperCase());
  return `${isPlain ? name : `"${name.replaceAll('"', '""')}"`} `;
}
