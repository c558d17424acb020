import { assert } from '../../base/lake-error.js';
import type { FunctionDefinition } from '../../functions/definition.js';
import { findFunction } from '../../functions/registry.js';
import { type ResolvedOverload, resolveOverload } from '../../functions/resolve-overload.js';
import type { Call, ColumnReference, Constant, Expression } from '../../plan/expression.js';
import type { AggregateCall, SortKey } from '../../plan/logical-plan.js';
import { BIGINT, BOOLEAN, type SqlType, sameType, typeText } from '../../types/sql-type.js';
import type { OptimizerContext } from '../rule.js';

// Rules make the same few calls again and again.
const resolvedBefore = new Map<string, ResolvedOverload>();
const resolvedMax = 10_000;

function resolve(definition: FunctionDefinition, args: readonly Expression[]): ResolvedOverload {
  const types = args.map(({ type }) => type);
  const key = [definition.kind, definition.name, ...types.map(typeText)].join();
  const before = resolvedBefore.get(key);
  if (before) return before;
  const resolved = resolveOverload(definition, types);
  if (resolvedBefore.size < resolvedMax) resolvedBefore.set(key, resolved);
  return resolved;
}

/** Makes a call of a scalar function or operator, with casts to the overload's types. */
export function callOf(name: string, args: readonly Expression[]): Call {
  const definition = findFunction(name);
  assert(definition?.kind === 'scalar', `the scalar function ${name} exists`);
  const resolved = resolve(definition, args);
  const cast = args.map((arg, index) => castTo(arg, resolved.args[index]!));
  return { kind: 'call', type: resolved.returns, name: definition.name, overload: resolved.overload, args: cast };
}

/** Casts an expression unless it has the type. */
export function castTo(input: Expression, type: SqlType): Expression {
  if (sameType(input.type, type)) return input;
  if (input.kind === 'constant' && input.value === null) return { kind: 'constant', type, value: null };
  return { kind: 'cast', type, input, safe: false };
}

export const equalTo = (left: Expression, right: Expression): Call => callOf('=', [left, right]);
export const isNull = (input: Expression): Expression => ({ kind: 'is_null', type: BOOLEAN, input });
export const bigintConstant = (value: number | bigint): Constant => ({
  kind: 'constant',
  type: BIGINT,
  value: BigInt(value),
});

/** Makes NOT of a condition, taking a NOT away where there is one. */
export function not(condition: Expression): Expression {
  if (isNot(condition)) return condition.args[0]!;
  return callOf('not', [condition]);
}

/** Tells whether an expression is NOT of another. */
export const isNot = (expression: Expression): expression is Call & { readonly name: 'not' } =>
  expression.kind === 'call' && expression.name === 'not';

/** IS NOT DISTINCT FROM. */
export const sameOrBothNull = (left: Expression, right: Expression): Expression =>
  not(callOf('is_distinct_from', [left, right]));

/** Makes a new column of the plan. */
export const newColumn = (name: string, type: SqlType, context: OptimizerContext): ColumnReference => ({
  kind: 'column',
  type,
  id: context.nextColumnId(),
  name,
});

/** Makes an aggregate with a new output column; its arguments already have the overload's types. */
export function aggregateOf(
  name: string,
  args: readonly Expression[],
  context: OptimizerContext,
  rest: { readonly filter?: Expression | undefined; readonly orderBy?: readonly SortKey[] | undefined } = {},
): AggregateCall {
  const definition = findFunction(name);
  assert(definition?.kind === 'aggregate', `the aggregate function ${name} exists`);
  const resolved = resolve(definition, args);
  return {
    output: newColumn(name, resolved.returns, context),
    name: definition.name,
    overload: resolved.overload,
    args: args.map((arg, index) => castTo(arg, resolved.args[index]!)),
    distinct: false,
    ...rest,
  };
}
