import { LakeError } from '../base/lake-error.js';
import {
  arrayType,
  BIGINT,
  BOOLEAN,
  DOUBLE,
  displayType,
  INTEGER,
  type SqlType,
  timestampType,
  UNKNOWN,
  VARBINARY,
  varcharType,
} from '../types/sql-type.js';
import { isPlain } from './host-value.js';

/**
 * Gives the SQL type that a JavaScript value stands for: boolean; a number without a fraction is an integer, or a bigint where that is too
 * small, any other a double; bigint; varchar; a Date is a timestamp(3) at UTC; Uint8Array a varbinary; arrays, Maps and objects are arrays, maps
 * and rows of what is in them. @throws INVALID_CAST_ARGUMENT
 */
export function typeOfValue(value: unknown): SqlType {
  switch (typeof value) {
    case 'undefined':
      return UNKNOWN;
    case 'boolean':
      return BOOLEAN;
    case 'bigint':
      if (value === BigInt.asIntN(64, value)) return BIGINT;
      throw new LakeError('NUMERIC_VALUE_OUT_OF_RANGE', `${value} is no bigint of SQL`, {
        hint: "Say its type, as in typed('decimal(38,0)', …).",
      });
    case 'string':
      return varcharType([...value].length);
    case 'number':
      if (!Number.isSafeInteger(value) || Object.is(value, -0)) return DOUBLE;
      return value === (value | 0) ? INTEGER : BIGINT;
    case 'object':
      return value === null ? UNKNOWN : typeOfObject(value);
    default:
      throw new LakeError('INVALID_CAST_ARGUMENT', `A ${typeof value} has no SQL value`);
  }
}

function typeOfObject(value: object): SqlType {
  if (value instanceof Date) return timestampType(3);
  if (value instanceof Uint8Array) return VARBINARY;
  if (Array.isArray(value)) return arrayType(commonType(value));
  if (value instanceof Map)
    return { kind: 'map', key: commonType([...value.keys()]), value: commonType([...value.values()]) };
  if (ArrayBuffer.isView(value)) return arrayType(commonType(Array.from(value as unknown as Iterable<unknown>)));
  if (!isPlain(value))
    throw new LakeError('INVALID_CAST_ARGUMENT', `An object of ${value.constructor?.name} has no SQL value`);
  return { kind: 'row', fields: Object.entries(value).map(([name, part]) => ({ name, type: typeOfValue(part) })) };
}

function commonType(values: readonly unknown[]): SqlType {
  let type: SqlType = UNKNOWN;
  for (const value of values) {
    const wider = widerType(type, typeOfValue(value));
    if (!wider)
      throw new LakeError(
        'INVALID_PARAMETER_USAGE',
        `The elements of an array have different types: ${displayType(type)} and ${displayType(typeOfValue(value))}`,
      );
    type = wider;
  }
  return type.kind === 'varchar' ? varcharType() : type;
}

const numeric: readonly SqlType['kind'][] = ['integer', 'bigint', 'double'];

/** Gives the type that holds the values of both; undefined where there is none. */
export function widerType(a: SqlType, b: SqlType): SqlType | undefined {
  if (a.kind === 'unknown') return b;
  if (b.kind === 'unknown') return a;
  if (numeric.includes(a.kind) && numeric.includes(b.kind))
    return numeric.indexOf(a.kind) < numeric.indexOf(b.kind) ? b : a;
  if (a.kind === 'varchar' && b.kind === 'varchar') return a.length === b.length ? a : varcharType();
  if (a.kind === 'array' && b.kind === 'array') {
    const element = widerType(a.element, b.element);
    return element && arrayType(element);
  }
  if (a.kind === 'map' && b.kind === 'map') {
    const [key, value] = [widerType(a.key, b.key), widerType(a.value, b.value)];
    return key && value && { kind: 'map', key, value };
  }
  if (a.kind === 'row' && b.kind === 'row') return widerRow(a, b);
  return a.kind === b.kind ? a : undefined;
}

type RowType = Extract<SqlType, { kind: 'row' }>;

/** The fields of both, by name. */
function widerRow(a: RowType, b: RowType): SqlType | undefined {
  const types = new Map(a.fields.map(({ name, type }) => [name, type]));
  for (const { name, type } of b.fields) {
    const wider = widerType(types.get(name) ?? UNKNOWN, type);
    if (!wider) return undefined;
    types.set(name, wider);
  }
  return { kind: 'row', fields: [...types].map(([name, type]) => ({ name, type })) };
}
