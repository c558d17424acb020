import type { Constant, Expression } from '../../plan/expression.js';
import { BOOLEAN, type SqlType } from '../../types/sql-type.js';

/** The three truth values as constants. */
export const trueConstant: Constant = { kind: 'constant', type: BOOLEAN, value: true };
export const falseConstant: Constant = { kind: 'constant', type: BOOLEAN, value: false };
export const nullConstant = (type: SqlType): Constant => ({ kind: 'constant', type, value: null });

/** Tells whether an expression is the constant `value`. */
export const isConstant = (expression: Expression, value: boolean | null): boolean =>
  expression.kind === 'constant' && expression.value === value;

/** Lists the operands of nested ANDs in the order of evaluation; TRUE has none. */
export function conjunctsOf(expression: Expression | undefined): readonly Expression[] {
  if (expression === undefined || isConstant(expression, true)) return [];
  return expression.kind === 'and' ? expression.args.flatMap(conjunctsOf) : [expression];
}

/** Lists the operands of nested ORs in the order of evaluation; FALSE has none. */
export function disjunctsOf(expression: Expression): readonly Expression[] {
  if (isConstant(expression, false)) return [];
  return expression.kind === 'or' ? expression.args.flatMap(disjunctsOf) : [expression];
}

/** Joins conditions by AND; none give TRUE. */
export function andOf(conditions: readonly Expression[]): Expression {
  const flat = conditions.flatMap(conjunctsOf);
  if (flat.length === 0) return trueConstant;
  return flat.length === 1 ? flat[0]! : { kind: 'and', type: BOOLEAN, args: flat };
}

/** Joins conditions by AND; undefined when there are none. */
export const optionalAndOf = (conditions: readonly Expression[]): Expression | undefined =>
  conditions.length === 0 ? undefined : andOf(conditions);

/** Joins conditions by OR; none give FALSE. */
export function orOf(conditions: readonly Expression[]): Expression {
  const flat = conditions.flatMap(disjunctsOf);
  if (flat.length === 0) return falseConstant;
  return flat.length === 1 ? flat[0]! : { kind: 'or', type: BOOLEAN, args: flat };
}
