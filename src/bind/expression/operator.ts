import { LakeError, type Position } from '../../base/lake-error.js';
import type { Expression } from '../../plan/expression.js';
import type * as ast from '../../sql/ast.js';
import { commonSuperType, commonSuperTypeOf } from '../../types/coercion.js';
import { isComparable, isOrderable } from '../../types/comparability.js';
import { BOOLEAN, typeText, VARCHAR } from '../../types/sql-type.js';
import { and, callFunction, not, tryCallOperator } from './call.js';
import { coerce, coerceToCommon, requireBoolean, requireType } from './coerce.js';
import { expressionDepthMax, tooDeep } from './depth.js';
import type { BindNode } from './expression-binder.js';
import { once } from './once.js';

export const bindArithmetic: BindNode<'ArithmeticBinary'> = (binder, node) => {
  // Generated SQL has chains of thousands of terms.
  const chain: Extract<ast.Expression, { kind: 'ArithmeticBinary' }>[] = [];
  let first: ast.Expression = node;
  while (first.kind === 'ArithmeticBinary') {
    chain.push(first);
    first = first.left;
  }
  if (chain.length > expressionDepthMax) throw tooDeep(node);
  let left = binder.bind(first);
  for (const { operator, right: rightNode, position } of chain.reverse()) {
    const right = binder.bind(rightNode);
    const call = tryCallOperator(operator, [left, right], position);
    if (!call) throw inapplicable(operator, left, right, position);
    left = call;
  }
  return left;
};

function inapplicable(operator: string, left: Expression, right: Expression, position: Position): LakeError {
  const [a, b] = [typeText(left.type), typeText(right.type)];
  const isIdentity = operator === 'IS DISTINCT FROM';
  const message = isIdentity
    ? `Cannot check if ${a} is identical to ${b}`
    : `Cannot apply operator: ${a} ${operator} ${b}`;
  return new LakeError('TYPE_MISMATCH', message, { position });
}

const numericKinds = ['tinyint', 'smallint', 'integer', 'bigint', 'real', 'double', 'decimal'];

export const bindSign: BindNode<'ArithmeticUnary'> = (binder, { operator, value, position }) => {
  const input = binder.bind(value);
  if (operator === '-') {
    const call = tryCallOperator('negate', [input], position);
    if (!call) throw new LakeError('TYPE_MISMATCH', `Cannot negate ${typeText(input.type)}`, { position });
    return call;
  }
  if (!numericKinds.includes(input.type.kind))
    throw new LakeError('TYPE_MISMATCH', `Unary '+' operator cannot by applied to ${typeText(input.type)} type`, {
      position,
    });
  return input;
};

export const bindComparison: BindNode<'Comparison'> = (binder, { operator, left, right, position }) =>
  compare(operator, binder.bind(left), binder.bind(right), position);

/** Compares two expressions as their common type; throws TYPE_MISMATCH. */
export function compare(
  operator: ast.ComparisonOperator | 'IS DISTINCT FROM',
  left: Expression,
  right: Expression,
  position: Position,
): Expression {
  const common = commonSuperType(left.type, right.type);
  const needsOrder = operator.startsWith('<') || operator.startsWith('>');
  const isDefined = common && (needsOrder && operator !== '<>' ? isOrderable(common) : isComparable(common));
  if (!isDefined) throw inapplicable(operator, left, right, position);
  const type = common.kind === 'unknown' ? BOOLEAN : common;
  const name = operator === 'IS DISTINCT FROM' ? 'is_distinct_from' : operator;
  const args = [coerce(left, type), coerce(right, type)];
  // Comparisons take any two values of one type: there is nothing to choose.
  return { kind: 'call', type: BOOLEAN, name, overload: 0, args, position };
}

export const bindBetween: BindNode<'Between'> = (binder, { value, min, max, position }) => {
  const operands = [once(binder, binder.bind(value)), binder.bind(min), binder.bind(max)];
  const common = commonSuperTypeOf(operands.map(({ type }) => type));
  if (!common || !isOrderable(common)) {
    const [of, low, high] = operands.map(({ type }) => typeText(type));
    throw new LakeError('TYPE_MISMATCH', `Cannot check if ${of} is BETWEEN ${low} and ${high}`, { position });
  }
  const [input, low, high] = operands.map((operand) => coerce(operand, common));
  return and([compare('>=', input!, low!, position), compare('<=', input!, high!, position)]);
};

export const bindInList: BindNode<'InList'> = (binder, { value, list, position }) => {
  const nodes = [value, ...list];
  const operands = nodes.map((node) => binder.bind(node));
  const positions = nodes.map((node) => node.position);
  const { type, expressions } = coerceToCommon(operands, positions, 'IN value and list items');
  if (!isComparable(type))
    throw new LakeError('TYPE_MISMATCH', `IN value and list items must be comparable (actual: ${typeText(type)})`, {
      position,
    });
  // A list of NULLs has no type to compare: any will do.
  const [input, ...items] = type.kind === 'unknown' ? expressions.map((each) => coerce(each, BOOLEAN)) : expressions;
  return { kind: 'in', type: BOOLEAN, value: input!, list: items };
};

export const bindLike: BindNode<'Like'> = (binder, node) => {
  const requireText = (part: ast.Expression, what: string): Expression => {
    const bound = binder.bind(part);
    if (bound.type.kind === 'varchar') return bound;
    return requireType(
      bound,
      VARCHAR,
      part.position,
      (actual) => `${what} must evaluate to a varchar (actual: ${actual})`,
    );
  };
  const bound = binder.bind(node.value);
  const input = bound.type.kind === 'char' ? bound : requireText(node.value, 'Left side of LIKE expression');
  const operands = [input, requireText(node.pattern, 'Pattern for LIKE expression')];
  if (node.escape) operands.push(requireText(node.escape, 'Escape for LIKE expression'));
  return callFunction('$like', operands, node.position);
};

export const bindNot: BindNode<'Not'> = (binder, { value }) =>
  not(requireBoolean(binder.bind(value), value.position, 'Value of logical NOT expression'));

export const bindLogical: BindNode<'Logical'> = (binder, { operator, terms }) => ({
  kind: operator === 'AND' ? 'and' : 'or',
  type: BOOLEAN,
  args: terms.map((term) => requireBoolean(binder.bind(term), term.position, 'Logical expression term')),
});

export const bindIsNull: BindNode<'IsNull'> = (binder, { value }) => ({
  kind: 'is_null',
  type: BOOLEAN,
  input: binder.bind(value),
});

export const bindIsNotNull: BindNode<'IsNotNull'> = (binder, { value }) =>
  not({ kind: 'is_null', type: BOOLEAN, input: binder.bind(value) });
