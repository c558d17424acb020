import type { Constant } from '../plan/expression.js';
import { parseType } from '../types/parse-type.js';
import type { SqlType } from '../types/sql-type.js';
import { typeOfValue } from './host-type.js';
import { hostConverter } from './host-value.js';

/** A value for a `?` whose SQL type is said; made by `typed`. */
export class TypedValue {
  /** A type as SQL writes it. */
  readonly type: string;
  /** What CAST or a JavaScript value of its kind would be read from. */
  readonly value: unknown;

  constructor(type: string, value: unknown) {
    this.type = type;
    this.value = value;
  }
}

/**
 * A value for a `?`. Its SQL type follows from its JavaScript type, in arrays from all elements together: boolean; a number without a fraction
 * is an integer, or a bigint where that is too small, any other a double; bigint; varchar; a Date is a timestamp(3) at UTC; varbinary.
 * `typed` says another.
 */
export type UserParameter = PlainParameter | TypedValue;

/** A value whose SQL type follows from its JavaScript type. */
export type PlainParameter = null | boolean | number | bigint | string | Date | Uint8Array | readonly PlainParameter[];

/** Values of `:name`s. */
export type NamedParameters = Readonly<Record<string, UserParameter>>;

/** Tells whether parameters have names instead of an order. */
export const areNamed = (
  parameters: readonly UserParameter[] | NamedParameters | undefined,
): parameters is NamedParameters => parameters !== undefined && !Array.isArray(parameters);

/**
 * Says the SQL type of a parameter that JavaScript has no type for: `typed('decimal(10,2)', '12.30')`, `typed('date', '2024-02-29')`,
 * `typed('map(varchar, double)', new Map([['a', 1]]))`. Text is read as CAST reads it.
 * @throws LakeError when the statement runs: TYPE_NOT_FOUND, INVALID_CAST_ARGUMENT
 * @example
 * const result = await lake.sql`SELECT ${typed('decimal(10,2)', '12.3')} AS price, ${typed('date', new Date(0))} AS day`;
 * const rows = await result.toArray(); // [{ price: '12.30', day: '1970-01-01' }]
 */
export const typed = (type: string, value: unknown): TypedValue => new TypedValue(type, value);

/** Makes a constant of a parameter. @throws INVALID_CAST_ARGUMENT, INVALID_PARAMETER_USAGE, TYPE_NOT_FOUND */
export function parameterExpression(parameter: UserParameter): Constant {
  const [type, value] = parameter instanceof TypedValue ? said(parameter) : [typeOfValue(parameter), parameter];
  return { kind: 'constant', type, value: hostConverter(type)(value) };
}

const said = ({ type, value }: TypedValue): readonly [SqlType, unknown] => [parseType(type), value];
