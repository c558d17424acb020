import { LakeError } from '../base/lake-error.js';
import { canonicalJson } from '../types/json-node.js';
import { doubleText } from '../types/number-text.js';
import { parseValue } from '../types/parse-value.js';
import { displayType, type SqlType } from '../types/sql-type.js';
import type { SqlValue } from '../types/sql-value.js';
import { utcZone } from '../types/time-zone.js';

type Converter = (value: unknown) => SqlValue;

/**
 * Makes what turns JavaScript values into values of a SQL type. Text is read as CAST reads it, a Date as its instant at UTC; arrays, typed
 * arrays, Maps and objects stand for arrays, maps and rows; null and undefined for NULL. It throws INVALID_CAST_ARGUMENT.
 */
export function hostConverter(type: SqlType): Converter {
  const present = presentConverter(type);
  return (value) => (value === null || value === undefined ? null : present(value));
}

function presentConverter(type: SqlType): Converter {
  switch (type.kind) {
    case 'boolean':
      return (value) => (typeof value === 'boolean' ? value : fromText(value, type));
    case 'double':
      return (value) =>
        typeof value === 'number' ? value : typeof value === 'bigint' ? Number(value) : fromText(value, type);
    case 'real':
      return (value) => (typeof value === 'number' ? Math.fround(value) : fromText(value, type));
    case 'json':
      return (value) => {
        const text = typeof value === 'string' ? value : JSON.stringify(value);
        return canonicalJson(text) ?? refuse(value, type);
      };
    case 'varchar':
    case 'char':
      return (value) => textOf(value, type);
    case 'varbinary':
      return (value) => (value instanceof Uint8Array ? value : refuse(value, type));
    case 'date':
      return (value) => (value instanceof Date ? Math.floor(millisOf(value) / dayMs) : fromText(value, type));
    case 'timestamp':
      return (value) => (value instanceof Date ? timestampOf(value, type.precision) : fromText(value, type));
    case 'timestamp with time zone':
      return (value) =>
        value instanceof Date
          ? { millis: BigInt(millisOf(value)), picosOfMilli: 0, zone: utcZone }
          : fromText(value, type);
    case 'array':
      return arrayConverter(type);
    case 'map':
      return mapConverter(type);
    case 'row':
      return rowConverter(type);
    case 'unknown':
      return (value) => refuse(value, type);
    default:
      return (value) => fromText(value, type);
  }
}

const dayMs = 86_400_000;

function millisOf(date: Date): number {
  const millis = date.getTime();
  if (Number.isNaN(millis)) throw new LakeError('INVALID_CAST_ARGUMENT', 'An invalid Date has no SQL value');
  return millis;
}

function timestampOf(date: Date, precision: number): SqlValue {
  const step = 10 ** Math.max(0, 3 - precision);
  const micros = BigInt(Math.round(millisOf(date) / step) * step) * 1000n;
  return precision > 6 ? { micros, picosOfMicro: 0 } : micros;
}

/** Reads numbers by their text too, so that 1 is a decimal and 1.5 is no integer. */
function fromText(value: unknown, type: SqlType): SqlValue {
  const isNumber = typeof value === 'number' && type.kind !== 'boolean';
  if (typeof value === 'string') return parseValue(value, type, { zone: utcZone, startMillis: 0 });
  if (!isNumber && typeof value !== 'bigint') return refuse(value, type);
  const text =
    typeof value === 'bigint' || Number.isInteger(value) ? BigInt(value).toString() : doubleText(value as number);
  return parseValue(text, type, { zone: utcZone, startMillis: 0 });
}

function textOf(value: unknown, type: Extract<SqlType, { kind: 'varchar' | 'char' }>): string {
  if (typeof value !== 'string') return refuse(value, type);
  const { length } = type;
  if (length !== undefined && [...value].length > length)
    throw new LakeError('INVALID_CAST_ARGUMENT', `'${value}' is longer than ${displayType(type)}`);
  return type.kind === 'char' ? value.replace(/ +$/, '') : value;
}

function arrayConverter(type: Extract<SqlType, { kind: 'array' }>): Converter {
  const element = hostConverter(type.element);
  return (value) => {
    const isList = Array.isArray(value) || (ArrayBuffer.isView(value) && !(value instanceof DataView));
    return isList ? Array.from(value as Iterable<unknown>, element) : refuse(value, type);
  };
}

function mapConverter(type: Extract<SqlType, { kind: 'map' }>): Converter {
  const [key, item] = [hostConverter(type.key), hostConverter(type.value)];
  return (value) => {
    const entries = value instanceof Map ? [...value] : isPlain(value) ? Object.entries(value) : refuse(value, type);
    return entries.map(([k, v]) => [key(k) ?? refuse(k, type.key), item(v)]);
  };
}

function rowConverter(type: Extract<SqlType, { kind: 'row' }>): Converter {
  const fields = type.fields.map((field) => hostConverter(field.type));
  return (value) => {
    if (Array.isArray(value)) {
      if (value.length !== fields.length) return refuse(value, type);
      return fields.map((field, index) => field(value[index]));
    }
    if (!isPlain(value)) return refuse(value, type);
    return fields.map((field, index) => field(value[type.fields[index]!.name ?? '']));
  };
}

/** Tells an object that stands for its properties from one that stands for something else. */
export const isPlain = (value: unknown): value is Readonly<Record<string, unknown>> => {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || prototype === Object.prototype;
};

function refuse(value: unknown, type: SqlType): never {
  const shown =
    typeof value === 'object' && value ? (value.constructor?.name ?? 'object') : `${typeof value} ${String(value)}`;
  throw new LakeError('INVALID_CAST_ARGUMENT', `Cannot take ${shown} as ${displayType(type)}`);
}
