import type { Call, Cast, Constant, Expression, In } from '../../plan/expression.js';
import { canCoerce } from '../../types/coercion.js';
import { compareValues } from '../../types/compare-values.js';
import { type SqlType, sameType } from '../../types/sql-type.js';
import type { SqlValue } from '../../types/sql-value.js';
import { callOf, castTo } from '../expression/call-building.js';
import { isComparison } from '../expression/evaluation.js';
import type { OptimizerContext } from '../rule.js';

/**
 * Compares a column in its own type, where a constant of another type made the binder cast it, so that scans can use its statistics and
 * dictionaries:
 *
 *     CAST(x AS bigint) < 5   →   x < 5          CAST(x AS decimal(12,1)) <= 5.5   →   x <= 5
 */
export function unwrapCast(node: Expression, context: OptimizerContext): Expression {
  if (node.kind === 'in') return unwrapIn(node, context) ?? node;
  return isComparison(node) ? (unwrapComparison(node, context) ?? node) : node;
}

/** A conversion that keeps order and loses nothing. */
function isInjective(from: SqlType, to: SqlType): boolean {
  if (!canCoerce(from, to) || sameType(from, to)) return false;
  const integers = ['tinyint', 'smallint', 'integer', 'bigint'];
  if (integers.includes(from.kind)) {
    if (integers.includes(to.kind) || to.kind === 'decimal') return true;
    return to.kind === 'double' ? from.kind !== 'bigint' : to.kind === 'real' && from.kind.endsWith('yint');
  }
  if (from.kind === 'decimal') return to.kind === 'decimal';
  if (from.kind === 'varchar') return to.kind === 'varchar';
  if (from.kind === 'real') return to.kind === 'double';
  if (from.kind === 'date') return to.kind === 'timestamp';
  return from.kind === 'timestamp' && to.kind === 'timestamp';
}

/** A constant as the column's type has it, and how that compares with the constant. */
function inType(
  constant: Constant,
  type: SqlType,
  context: OptimizerContext,
): { readonly constant: Constant; readonly order: number } | undefined {
  if (constant.value === null || Number.isNaN(constant.value)) return undefined;
  const narrow = context.evaluate(castTo(constant, type));
  if (!narrow || narrow.value === null) return undefined;
  const back = context.evaluate(castTo(narrow, constant.type));
  if (!back) return undefined;
  return { constant: narrow, order: order(back.value, constant.value, constant.type) };
}

const order = (a: SqlValue, b: SqlValue, type: SqlType): number => Math.sign(compareValues(a, b, type));

function unwrapComparison(node: Call, context: OptimizerContext): Expression | undefined {
  const [wrapped, constant] = [node.args[0]!, node.args[1]!];
  if (constant.kind !== 'constant' || !isUnwrappable(wrapped)) return undefined;
  const found = inType(constant, wrapped.input.type, context);
  if (!found) return undefined;
  if (found.order === 0) return callOf(node.name, [wrapped.input, found.constant]);
  const isLess = node.name === '<' || node.name === '<=';
  if (!isLess && node.name !== '>' && node.name !== '>=') return undefined;
  const name = found.order < 0 ? (isLess ? '<=' : '>') : isLess ? '<' : '>=';
  return callOf(name, [wrapped.input, found.constant]);
}

const isUnwrappable = (expression: Expression): expression is Cast =>
  expression.kind === 'cast' && isInjective(expression.input.type, expression.type);

function unwrapIn(node: In, context: OptimizerContext): In | undefined {
  const wrapped = node.value;
  if (!isUnwrappable(wrapped)) return undefined;
  const list: Constant[] = [];
  for (const item of node.list) {
    const found = item.kind === 'constant' ? inType(item, wrapped.input.type, context) : undefined;
    if (found?.order !== 0) return undefined;
    list.push(found.constant);
  }
  return { ...node, value: wrapped.input, list };
}
