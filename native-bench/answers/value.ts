import { isIntegerKind, type ValueType } from './value-type.js';

/** Holds a SQL value in the one form that answers are compared in. Texts stand for decimals, dates, times and bytes. */
export type Value = null | boolean | bigint | number | string | readonly Value[] | ReadonlyMap<string, Value>;

/** Brings a value from a protocol's JSON or from an engine's JavaScript form into the compared form. */
export function valueFrom(raw: unknown, type: ValueType): Value {
  if (raw === null || raw === undefined) return null;
  if (isIntegerKind(type.kind)) return BigInt(raw as bigint | number | string);
  if (type.kind === 'double' || type.kind === 'real') return Number(raw);
  if (type.kind === 'boolean') return typeof raw === 'boolean' ? raw : String(raw);
  if (raw instanceof Uint8Array) return Buffer.from(raw).toString('base64');
  if (type.kind === 'array') return (raw as unknown[]).map((element) => valueFrom(element, type.parts[0]!));
  if (type.kind === 'row') {
    const fields = Array.isArray(raw) ? raw : Object.values(raw as object);
    return fields.map((field, i) => valueFrom(field, type.parts[i]!));
  }
  if (type.kind === 'map') return mapOf(raw, type.parts[0]!, type.parts[1]!);
  // A Bing tile is an object of numbers.
  return typeof raw === 'object' ? JSON.stringify(raw) : String(raw);
}

/** Says whether two values are the same answer: doubles within 1e-9 relative, reals within 1e-5, all else exactly. */
export function isSameValue(a: Value, b: Value, type: ValueType): boolean {
  if (a === null || b === null) return a === b;
  if (typeof a === 'number' && typeof b === 'number') return isClose(a, b, type.kind === 'real' ? 1e-5 : 1e-9);
  if (isList(a) && isList(b)) {
    return (
      a.length === b.length &&
      a.every((element, i) => isSameValue(element, b[i]!, type.kind === 'row' ? type.parts[i]! : type.parts[0]!))
    );
  }
  if (a instanceof Map && b instanceof Map) {
    if (a.size !== b.size) return false;
    for (const [key, value] of a) {
      const other = b.get(key);
      if (other === undefined || !isSameValue(value, other, type.parts[1]!)) return false;
    }
    return true;
  }
  return a === b;
}

/** Says whether two numbers differ by no more than rounding; NaN is NaN and -0 is 0. */
export function isClose(a: number, b: number, relative: number): boolean {
  if (Number.isNaN(a) || Number.isNaN(b)) return Number.isNaN(a) && Number.isNaN(b);
  return a === b || Math.abs(a - b) <= relative * Math.max(Math.abs(a), Math.abs(b));
}

/** Writes a value so that equal ones sort together: numbers to six digits, maps by key. */
export function sortKey(value: Value): string {
  if (value === null) return '~null';
  if (typeof value === 'number')
    return Number.isFinite(value) ? (value === 0 ? '0' : value.toPrecision(6)) : `${value}`;
  if (isList(value)) return `[${value.map(sortKey).join(',')}]`;
  if (value instanceof Map) return `{${[...value].map(([key, one]) => `${key}:${sortKey(one)}`).join(',')}}`;
  return String(value);
}

/** Writes a value for a person. */
export function showValue(value: Value): string {
  if (value === null) return 'NULL';
  if (typeof value === 'string') return JSON.stringify(value);
  if (typeof value === 'number') return Object.is(value, -0) ? '-0.0' : `${value}e0`;
  if (isList(value)) return `[${value.map(showValue).join(', ')}]`;
  if (value instanceof Map) return `{${[...value].map(([key, one]) => `${key}: ${showValue(one)}`).join(', ')}}`;
  return String(value);
}

function mapOf(raw: unknown, keyType: ValueType, valueType: ValueType): Map<string, Value> {
  const entries = raw instanceof Map ? [...raw] : Object.entries(raw as object);
  const keyText = (key: unknown): string => {
    // Protocol keys are texts, so a key that is itself an array or a row is compared by its text.
    const isNested = keyType.parts.length > 0 && typeof key === 'string';
    return isNested ? String(key) : sortKeyExact(valueFrom(key, keyType));
  };
  const pairs = entries.map(([key, value]): [string, Value] => [keyText(key), valueFrom(value, valueType)]);
  return new Map(pairs.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)));
}

function sortKeyExact(value: Value): string {
  return typeof value === 'number' ? String(value + 0) : sortKey(value);
}

function isList(value: Value): value is readonly Value[] {
  return Array.isArray(value);
}
