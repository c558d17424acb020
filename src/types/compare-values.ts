/**
 * How values of a type compare: `=` may be unknown (null), IS DISTINCT FROM never is, and an order for sorting that puts NaN above
 * all numbers. -0.0 equals 0.0 everywhere; NaN equals nothing under `=` and itself elsewhere.
 */
import { assert, LakeError } from '../base/lake-error.js';
import { floorModBig, picosPerDay } from './calendar.js';
import type { SqlType } from './sql-type.js';
import type { LongTimestamp, MapEntry, SqlValue, ZonedTime, ZonedTimestamp } from './sql-value.js';

type Values = readonly SqlValue[];

/** Tells whether two values are equal under `=`: null where a NULL leaves it open. */
export function equalValues(a: SqlValue, b: SqlValue, type: SqlType): boolean | null {
  if (a === null || b === null) return null;
  switch (type.kind) {
    case 'array':
      return equalLists(a as Values, b as Values, () => type.element);
    case 'row':
      return equalLists(a as Values, b as Values, (i) => type.fields[i]!.type);
    case 'map':
      return equalMaps(a as unknown as readonly MapEntry[], b as unknown as readonly MapEntry[], type.key, type.value);
    case 'real':
    case 'double':
      return a === b;
    default:
      return compareScalars(a, b, type) === 0;
  }
}

function equalLists(a: Values, b: Values, typeOf: (index: number) => SqlType): boolean | null {
  if (a.length !== b.length) return false;
  let isUnknown = false;
  for (let i = 0; i < a.length; i++) {
    const equal = equalValues(a[i]!, b[i]!, typeOf(i));
    if (equal === false) return false;
    if (equal === null) isUnknown = true;
  }
  return isUnknown ? null : true;
}

function equalMaps(a: readonly MapEntry[], b: readonly MapEntry[], key: SqlType, value: SqlType): boolean | null {
  if (a.length !== b.length) return false;
  const others = new Map(b.map((entry) => [valueKey(entry[0], key), entry[1]]));
  let isUnknown = false;
  for (const [name, item] of a) {
    const other = others.get(valueKey(name, key));
    if (other === undefined) return false;
    const equal = equalValues(item, other, value);
    if (equal === false) return false;
    if (equal === null) isUnknown = true;
  }
  return isUnknown ? null : true;
}

/** Tells whether two values are the same under IS DISTINCT FROM: NULLs are, NaNs are. */
export function sameValue(a: SqlValue, b: SqlValue, type: SqlType): boolean {
  if (a === null || b === null) return a === b;
  switch (type.kind) {
    case 'array':
      return sameLists(a as Values, b as Values, () => type.element);
    case 'row':
      return sameLists(a as Values, b as Values, (i) => type.fields[i]!.type);
    case 'map': {
      const [entries, others] = [a as unknown as readonly MapEntry[], b as unknown as readonly MapEntry[]];
      if (entries.length !== others.length) return false;
      const byKey = new Map(others.map((entry) => [valueKey(entry[0], type.key), entry[1]]));
      return entries.every(([name, item]) => {
        const other = byKey.get(valueKey(name, type.key));
        return other !== undefined && sameValue(item, other, type.value);
      });
    }
    default:
      return compareScalars(a, b, type) === 0;
  }
}

const sameLists = (a: Values, b: Values, typeOf: (index: number) => SqlType): boolean =>
  a.length === b.length && a.every((item, i) => sameValue(item, b[i]!, typeOf(i)));

/**
 * Compares two present values for sorting: below, at or above 0. Throws NOT_SUPPORTED where the order depends on a NULL inside of
 * an array or row. Maps and JSON have no order.
 */
export function compareValues(a: SqlValue, b: SqlValue, type: SqlType): number {
  switch (type.kind) {
    case 'array': {
      const [left, right] = [a as Values, b as Values];
      const length = Math.min(left.length, right.length);
      for (let i = 0; i < length; i++) {
        const order = compareItems(left[i]!, right[i]!, type.element, 'Array');
        if (order !== 0) return order;
      }
      return left.length - right.length;
    }
    case 'row': {
      for (const [i, field] of type.fields.entries()) {
        const order = compareItems((a as Values)[i]!, (b as Values)[i]!, field.type, 'Row');
        if (order !== 0) return order;
      }
      return 0;
    }
    default:
      return compareScalars(a, b, type);
  }
}

function compareItems(a: SqlValue, b: SqlValue, type: SqlType, container: 'Array' | 'Row'): number {
  if (a !== null && b !== null) return compareValues(a, b, type);
  const message =
    container === 'Array'
      ? 'ARRAY comparison not supported for arrays with null elements'
      : 'ROW comparison not supported for fields with null elements';
  throw new LakeError('NOT_SUPPORTED', message);
}

const order = <T extends number | bigint | boolean>(a: T, b: T): number => (a < b ? -1 : a > b ? 1 : 0);

function compareScalars(a: SqlValue, b: SqlValue, type: SqlType): number {
  switch (type.kind) {
    case 'real':
    case 'double': {
      const [left, right] = [a as number, b as number];
      if (Number.isNaN(left)) return Number.isNaN(right) ? 0 : 1;
      return Number.isNaN(right) ? -1 : order(left, right);
    }
    case 'varchar':
    case 'json':
      return compareText(a as string, b as string);
    case 'char':
      return compareText((a as string).padEnd((b as string).length), (b as string).padEnd((a as string).length));
    case 'varbinary':
    case 'uuid':
    case 'ipaddress':
      return compareBytes(a as Uint8Array, b as Uint8Array);
    case 'timestamp': {
      if (type.precision <= 6) return order(a as bigint, b as bigint);
      const [left, right] = [a as LongTimestamp, b as LongTimestamp];
      return order(left.micros, right.micros) || order(left.picosOfMicro, right.picosOfMicro);
    }
    case 'timestamp with time zone': {
      const [left, right] = [a as ZonedTimestamp, b as ZonedTimestamp];
      return order(left.millis, right.millis) || order(left.picosOfMilli, right.picosOfMilli);
    }
    case 'time with time zone':
      return order(utcPicos(a as ZonedTime), utcPicos(b as ZonedTime));
    default: {
      assert(typeof a === 'bigint' || typeof a === 'number' || typeof a === 'boolean', `${type.kind} has no order`);
      return order(a, b as typeof a);
    }
  }
}

/** Tells the picoseconds of the day at UTC of a time with time zone. */
export const utcPicos = ({ picos, offsetMinutes }: ZonedTime): bigint =>
  floorModBig(picos - BigInt(offsetMinutes) * 60_000_000_000_000n, picosPerDay);

/** Compares texts by code points, as UTF-8 bytes do. */
export function compareText(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i++) {
    const [left, right] = [a.charCodeAt(i), b.charCodeAt(i)];
    if (left === right) continue;
    // Surrogates stand for code points above all others.
    const isLeftHigh = left >= 0xd800 && left <= 0xdfff;
    const isRightHigh = right >= 0xd800 && right <= 0xdfff;
    return isLeftHigh === isRightHigh ? left - right : isLeftHigh ? 1 : -1;
  }
  return a.length - b.length;
}

/** Compares bytes, unsigned. */
export function compareBytes(a: Uint8Array, b: Uint8Array): number {
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i++) if (a[i] !== b[i]) return a[i]! - b[i]!;
  return a.length - b.length;
}

/**
 * Gives a text that two values of one type have in common exactly if they are the same under IS DISTINCT FROM: a key for
 * JavaScript's maps and sets.
 */
export function valueKey(value: SqlValue, type: SqlType): string {
  if (value === null) return '~';
  switch (type.kind) {
    case 'array':
      return `[${(value as Values).map((item) => valueKey(item, type.element)).join()}]`;
    case 'row':
      return `(${(value as Values).map((item, i) => valueKey(item, type.fields[i]!.type)).join()})`;
    case 'map': {
      const entries = (value as unknown as readonly MapEntry[]).map(
        ([name, item]) => `${valueKey(name, type.key)}:${valueKey(item, type.value)}`,
      );
      return `{${entries.sort().join()}}`;
    }
    case 'varchar':
    case 'char':
    case 'json':
      return JSON.stringify(type.kind === 'char' ? (value as string).replace(/ +$/, '') : value);
    case 'varbinary':
    case 'uuid':
    case 'ipaddress':
      return Buffer.from(value as Uint8Array).toString('hex');
    case 'time with time zone':
      return String(utcPicos(value as ZonedTime));
    case 'timestamp with time zone': {
      const { millis, picosOfMilli } = value as ZonedTimestamp;
      return `${millis}.${picosOfMilli}`;
    }
    case 'timestamp': {
      if (typeof value === 'bigint') return String(value);
      const { micros, picosOfMicro } = value as LongTimestamp;
      return `${micros}.${picosOfMicro}`;
    }
    default:
      // Adding 0 makes -0 the same as 0.
      return String(typeof value === 'number' ? value + 0 : value);
  }
}
