import type { Expression } from '../../plan/expression.js';
import { isStrict } from './evaluation.js';

/**
 * What an expression may be, as a set of bits. A value that is not boolean is counted as TRUE.
 */
const TRUE = 1;
const FALSE = 2;
const NULL = 4;
const ANYTHING = TRUE | FALSE | NULL;

/** Tells whether a condition lets no row pass in which all of `columns` are NULL. */
export const rejectsNulls = (condition: Expression, columns: { has(id: number): boolean }): boolean =>
  (outcomes(condition, columns) & TRUE) === 0;

/** Tells whether an expression is NULL for every row in which all of `columns` are NULL. */
export const isNullOnNulls = (expression: Expression, columns: { has(id: number): boolean }): boolean =>
  outcomes(expression, columns) === NULL;

function outcomes(expression: Expression, columns: { has(id: number): boolean }): number {
  const of = (child: Expression): number => outcomes(child, columns);
  switch (expression.kind) {
    case 'constant':
      return expression.value === null ? NULL : expression.value === false ? FALSE : TRUE;
    case 'column':
      return columns.has(expression.id) ? NULL : ANYTHING;
    case 'call':
      if (expression.name === 'not') return negated(of(expression.args[0]!));
      return isStrict(expression) && expression.args.some((arg) => of(arg) === NULL) ? NULL : ANYTHING;
    case 'and':
      return expression.args.map(of).reduce(both);
    case 'or':
      return negated(expression.args.map((arg) => negated(of(arg))).reduce(both));
    case 'is_null':
      return isNullOutcomes(of(expression.input));
    case 'cast':
    case 'field':
    case 'try':
      return of(expression.input) === NULL ? NULL : ANYTHING;
    case 'in':
      return of(expression.value) === NULL ? NULL : ANYTHING;
    case 'coalesce':
      return coalesced(expression.args.map(of));
    case 'case': {
      const whens = expression.whens.map(({ condition, result }) => [of(condition), of(result)] as const);
      return chosen(whens, expression.otherwise ? of(expression.otherwise) : NULL);
    }
    default:
      return ANYTHING;
  }
}

const negated = (bits: number): number =>
  (bits & TRUE ? FALSE : 0) | (bits & FALSE ? TRUE : 0) | (bits & NULL ? NULL : 0);

const isNullOutcomes = (bits: number): number => (bits & NULL ? TRUE : 0) | (bits & ~NULL ? FALSE : 0);

function both(a: number, b: number): number {
  const canBeNull = (a & NULL && b & (NULL | TRUE)) || (b & NULL && a & TRUE);
  return (a & b & TRUE) | ((a | b) & FALSE) | (canBeNull ? NULL : 0);
}

function coalesced(args: readonly number[]): number {
  let bits = 0;
  for (const arg of args) {
    bits |= arg & ~NULL;
    if (!(arg & NULL)) return bits;
  }
  return bits | NULL;
}

function chosen(whens: readonly (readonly [condition: number, result: number])[], otherwise: number): number {
  let bits = 0;
  for (const [condition, result] of whens) {
    if (condition & TRUE) bits |= result;
    if (condition === TRUE) return bits;
  }
  return bits | otherwise;
}
