import type { ErrorCode } from '../../base/error-codes.js';
import type { BoundTypes, ScalarImplementation } from '../../functions/definition.js';
import { findCast, scalarFunction } from '../../functions/registry.js';
import { type Call, childrenOf, type Expression, type In, type Logical } from '../../plan/expression.js';
import type { SqlType } from '../../types/sql-type.js';

/** Lists the ids of the columns that an expression uses, parameters of its own lambdas excluded. */
export function columnsOf(expression: Expression, into = new Set<number>()): Set<number> {
  if (expression.kind === 'column') into.add(expression.id);
  if (expression.kind === 'lambda') {
    const inside = columnsOf(expression.body);
    for (const { id } of expression.parameters) inside.delete(id);
    for (const id of inside) into.add(id);
    return into;
  }
  for (const child of childrenOf(expression)) columnsOf(child, into);
  return into;
}

/** Tells whether the expression gives the same value for the same row each time. */
export function isDeterministic(expression: Expression): boolean {
  if (expression.kind === 'call' && scalarFunction(expression.name)?.deterministic === false) return false;
  return childrenOf(expression).every(isDeterministic);
}

/** Tells whether the implementation writes code inline for these types. */
export const isEmitted = (
  implementation: { readonly emit?: unknown; emitsFor?(types: BoundTypes): boolean },
  types: BoundTypes,
): boolean => implementation.emit !== undefined && (implementation.emitsFor?.(types) ?? true);

const isHosted = (implementation: ScalarImplementation | undefined, types: BoundTypes): boolean =>
  !implementation || (!isEmitted(implementation, types) && implementation.kernel === undefined);

/** Gives what `emitsFor` may ask of a call. */
export const callTypes = (args: readonly Expression[], returns: SqlType): BoundTypes => ({
  args: args.map(({ type }) => type),
  returns,
  constants: args.map((arg) => (arg.kind === 'constant' ? arg.value : undefined)),
});

/** Tells whether this node itself, its children aside, is computed in TypeScript and not in emitted code. */
export function needsHost(expression: Expression): boolean {
  switch (expression.kind) {
    case 'call':
      return isHosted(
        scalarFunction(expression.name)?.overloads[expression.overload],
        callTypes(expression.args, expression.type),
      );
    case 'cast':
      return (
        expression.input.type.kind !== 'unknown' &&
        isHosted(findCast(expression.input.type.kind, expression.type.kind), {
          args: [expression.input.type],
          returns: expression.type,
        })
      );
    case 'row':
    case 'field':
      return true;
    default:
      return false;
  }
}

/** Tells whether TRY turns the error into NULL. */
export const isCoveredByTry = (name: ErrorCode): boolean =>
  name === 'DIVISION_BY_ZERO' ||
  name === 'INVALID_CAST_ARGUMENT' ||
  name === 'INVALID_FUNCTION_ARGUMENT' ||
  name === 'NUMERIC_VALUE_OUT_OF_RANGE';

/** Tells whether any part of the expression is computed in TypeScript. */
export const hasHostPart = (expression: Expression): boolean =>
  needsHost(expression) || childrenOf(expression).some(hasHostPart);

/** Writes `value IN (a, b)` as `value = a OR value = b`. */
export function inAsComparisons({ value, list, type }: In): Logical | Call {
  const comparisons = list.map((item): Call => ({ kind: 'call', type, name: '=', overload: 0, args: [value, item] }));
  return comparisons.length === 1 ? comparisons[0]! : { kind: 'or', type, args: comparisons };
}

/** Tells whether the expression over one column is NULL wherever the column is. */
export function isNullWithColumn(expression: Expression): boolean {
  switch (expression.kind) {
    case 'column':
      return true;
    case 'call': {
      const { nulls } = scalarFunction(expression.name)!.overloads[expression.overload]!;
      return nulls !== 'called' && expression.args.some(isNullWithColumn);
    }
    case 'cast':
      return isNullWithColumn(expression.input);
    case 'in':
      return isNullWithColumn(expression.value);
    case 'and':
    case 'or':
      return expression.args.every(isNullWithColumn);
    default:
      return false;
  }
}

const plainOperators = new Set(['+', '-', '*', 'negate']);
const numbers = new Set<string>(['tinyint', 'smallint', 'integer', 'bigint', 'decimal', 'double']);

/** Tells whether the expression is sums, products and casts of columns of numbers: no more work than looking up what was computed ahead. */
export function isPlainArithmetic(expression: Expression): boolean {
  if (expression.kind === 'column' || expression.kind === 'constant') return true;
  if (expression.kind === 'cast' && numbers.has(expression.type.kind) && numbers.has(expression.input.type.kind))
    return isPlainArithmetic(expression.input);
  return expression.kind === 'call' && plainOperators.has(expression.name) && expression.args.every(isPlainArithmetic);
}
