import { LakeError } from '../base/lake-error.js';
import type { Constant } from '../plan/expression.js';
import {
  arrayType,
  BIGINT,
  BOOLEAN,
  DOUBLE,
  INTEGER,
  type SqlType,
  timestampType,
  UNKNOWN,
  VARBINARY,
  varcharType,
} from '../types/sql-type.js';
import type { SqlValue } from '../types/sql-value.js';

/** A value for a `?`: its SQL type follows from its JavaScript type. A number without a fraction is an integer (bigint when large). */
export type UserParameter = null | boolean | number | bigint | string | Date | Uint8Array | readonly UserParameter[];

/** Makes a literal of a parameter. */
export function parameterExpression(value: UserParameter): Constant {
  const [type, converted] = typed(value);
  return { kind: 'constant', type, value: converted };
}

function typed(value: UserParameter): readonly [SqlType, SqlValue] {
  if (value === null || value === undefined) return [UNKNOWN, null];
  if (typeof value === 'boolean') return [BOOLEAN, value];
  if (typeof value === 'bigint') return [BIGINT, value];
  if (typeof value === 'string') return [varcharType([...value].length), value];
  if (typeof value === 'number') return typedNumber(value);
  if (value instanceof Date) return [timestampType(3), BigInt(value.getTime()) * 1000n];
  if (value instanceof Uint8Array) return [VARBINARY, value];
  return typedArray(value);
}

function typedNumber(value: number): readonly [SqlType, SqlValue] {
  if (!Number.isSafeInteger(value) || Object.is(value, -0)) return [DOUBLE, value];
  return value === (value | 0) ? [INTEGER, value] : [BIGINT, BigInt(value)];
}

function typedArray(values: readonly UserParameter[]): readonly [SqlType, SqlValue] {
  const elements = values.map(typed);
  const [first] = elements.filter(([type]) => type.kind !== 'unknown');
  const element = first?.[0] ?? UNKNOWN;
  if (elements.some(([type]) => type.kind !== element.kind && type.kind !== 'unknown'))
    throw new LakeError('INVALID_PARAMETER_USAGE', 'The elements of an array parameter have different types');
  const widest = element.kind === 'varchar' ? varcharType() : element;
  return [arrayType(widest), elements.map(([, value]) => value)];
}
