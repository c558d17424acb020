import { LakeError, type Position } from '../../base/lake-error.js';
import type { Expression } from '../../plan/expression.js';
import { canCoerce, commonSuperType } from '../../types/coercion.js';
import { fitsPrecision, powerOfTen } from '../../types/decimal-value.js';
import { BOOLEAN, type SqlType, sameType, typeText } from '../../types/sql-type.js';
import type { SqlValue } from '../../types/sql-value.js';

/** Writes out an implicit cast; NULL and whole numbers change type at once. */
export function coerce(expression: Expression, type: SqlType): Expression {
  if (sameType(expression.type, type)) return expression;
  if (expression.kind === 'constant') {
    const { described } = expression;
    if (described) described.type = type;
    const value = constantAs(expression.value, expression.type, type);
    if (value !== undefined) return { kind: 'constant', type, value, ...(described ? { described } : {}) };
  }
  return { kind: 'cast', type, input: expression, safe: false };
}

const wholeKinds = ['tinyint', 'smallint', 'integer', 'bigint'];

function constantAs(value: SqlValue, from: SqlType, to: SqlType): SqlValue | undefined {
  if (value === null) return null;
  if (from.kind === 'varchar' && to.kind === 'varchar') return value;
  if (from.kind === 'decimal' && to.kind === 'decimal' && to.scale >= from.scale)
    return scaledUp(value as bigint, to.scale - from.scale, to.precision);
  if (!wholeKinds.includes(from.kind)) return undefined;
  const whole = BigInt(value as number | bigint);
  if (to.kind === 'decimal') return scaledUp(whole, to.scale, to.precision);
  if (to.kind === 'bigint') return whole;
  if (wholeKinds.includes(to.kind)) return Number(whole);
  const isExact = whole >= -(2n ** 53n) && whole <= 2n ** 53n;
  return to.kind === 'double' && isExact ? Number(whole) : undefined;
}

/** What does not fit stays a cast, which fails when it is run. */
function scaledUp(unscaled: bigint, digits: number, precision: number): bigint | undefined {
  const scaled = unscaled * powerOfTen(digits);
  return fitsPrecision(scaled, precision) ? scaled : undefined;
}

/** Coerces to a type that the expression must have; otherwise throws TYPE_MISMATCH with `message(actual type)`. */
export function requireType(
  expression: Expression,
  type: SqlType,
  position: Position,
  message: (actual: string) => string,
): Expression {
  if (!canCoerce(expression.type, type))
    throw new LakeError('TYPE_MISMATCH', message(typeText(expression.type)), { position });
  return coerce(expression, type);
}

/** Coerces to boolean, which only a boolean or NULL is. */
export const requireBoolean = (expression: Expression, position: Position, what: string): Expression =>
  requireType(expression, BOOLEAN, position, (actual) => `${what} must evaluate to a boolean (actual: ${actual})`);

/** Brings expressions to their common type; where there is none, throws TYPE_MISMATCH at the first that does not fit. */
export function coerceToCommon(
  expressions: readonly Expression[],
  positions: readonly Position[],
  what: string,
): { readonly type: SqlType; readonly expressions: readonly Expression[] } {
  let type: SqlType = { kind: 'unknown' };
  expressions.forEach((expression, i) => {
    const common = commonSuperType(type, expression.type);
    if (!common) {
      const types = [...new Set(expressions.map((each) => typeText(each.type)))].join(', ');
      throw new LakeError(
        'TYPE_MISMATCH',
        `${what} must be the same type or coercible to a common type. Cannot find common type between ${typeText(type)} and ${typeText(expression.type)}, all types (without duplicates): [${types}]`,
        { position: positions[i] },
      );
    }
    type = common;
  });
  return { type, expressions: expressions.map((expression) => coerce(expression, type)) };
}
