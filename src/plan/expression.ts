import type { Position } from '../base/lake-error.js';
import type { SqlType } from '../types/sql-type.js';
import type { SqlValue } from '../types/sql-value.js';

/**
 * Bound expressions as plain data: names are resolved, types known, coercions written out as casts.
 * Columns are known by a number that is unique in the whole plan, so rules may move expressions freely.
 */
export type Expression =
  | Constant
  | ColumnReference
  | Call
  | Cast
  | Logical
  | IsNull
  | Case
  | Coalesce
  | In
  | Try
  | RowConstructor
  | FieldAccess
  | Lambda;

/** A literal, or what constant folding made of an expression. */
export interface Constant {
  readonly kind: 'constant';
  readonly type: SqlType;
  readonly value: SqlValue;
  /** The `?` whose place it takes while a statement is only described. */
  readonly described?: DescribedParameter;
}

/** A `?` of a statement that is only described: what type its place asks for, once that is known. */
export interface DescribedParameter {
  type: SqlType;
}

/** A column that a plan node below produces, or a lambda's parameter. */
export interface ColumnReference {
  readonly kind: 'column';
  readonly type: SqlType;
  readonly id: number;
  /** For EXPLAIN only. */
  readonly name: string;
}

/** A scalar function or operator: `overload` is the index in the definition's overloads; arguments have the overload's exact types. */
export interface Call {
  readonly kind: 'call';
  readonly type: SqlType;
  readonly name: string;
  readonly overload: number;
  readonly args: readonly Expression[];
  readonly position?: Position | undefined;
}

/** CAST, or with `safe` TRY_CAST: NULL instead of a failed conversion. */
export interface Cast {
  readonly kind: 'cast';
  readonly type: SqlType;
  readonly input: Expression;
  readonly safe: boolean;
  readonly position?: Position | undefined;
}

/** AND or OR over two and more operands, evaluated left to right with short cut. */
export interface Logical {
  readonly kind: 'and' | 'or';
  readonly type: SqlType;
  readonly args: readonly Expression[];
}

export interface IsNull {
  readonly kind: 'is_null';
  readonly type: SqlType;
  readonly input: Expression;
}

/** Searched CASE; the other forms, IF and NULLIF are bound to it. */
export interface Case {
  readonly kind: 'case';
  readonly type: SqlType;
  readonly whens: readonly { readonly condition: Expression; readonly result: Expression }[];
  /** Absent: NULL. */
  readonly otherwise?: Expression | undefined;
}

export interface Coalesce {
  readonly kind: 'coalesce';
  readonly type: SqlType;
  readonly args: readonly Expression[];
}

/** `value IN (list)`: all of one type. */
export interface In {
  readonly kind: 'in';
  readonly type: SqlType;
  readonly value: Expression;
  readonly list: readonly Expression[];
}

/** TRY(input): NULL where the input fails with an error that TRY covers. */
export interface Try {
  readonly kind: 'try';
  readonly type: SqlType;
  readonly input: Expression;
}

export interface RowConstructor {
  readonly kind: 'row';
  readonly type: SqlType;
  readonly args: readonly Expression[];
}

/** Field `index` (from 0) of a row value. */
export interface FieldAccess {
  readonly kind: 'field';
  readonly type: SqlType;
  readonly input: Expression;
  readonly index: number;
}

/** `(parameters) -> body`; the body may use columns of the row it stands in. */
export interface Lambda {
  readonly kind: 'lambda';
  readonly type: SqlType;
  readonly parameters: readonly ColumnReference[];
  readonly body: Expression;
}

/** Lists an expression's direct children. */
export function childrenOf(expression: Expression): readonly Expression[] {
  switch (expression.kind) {
    case 'constant':
    case 'column':
      return [];
    case 'call':
    case 'and':
    case 'or':
    case 'coalesce':
    case 'row':
      return expression.args;
    case 'cast':
    case 'is_null':
    case 'try':
    case 'field':
      return [expression.input];
    case 'case': {
      const whens = expression.whens.flatMap(({ condition, result }) => [condition, result]);
      return expression.otherwise ? [...whens, expression.otherwise] : whens;
    }
    case 'in':
      return [expression.value, ...expression.list];
    case 'lambda':
      return [expression.body];
  }
}

/** Rebuilds an expression with each direct child replaced by `replace(child)`; the same object when nothing changed. */
export function mapChildren(expression: Expression, replace: (child: Expression) => Expression): Expression {
  const children = childrenOf(expression);
  const replaced = children.map(replace);
  if (replaced.every((child, index) => child === children[index])) return expression;
  switch (expression.kind) {
    case 'constant':
    case 'column':
      return expression;
    case 'call':
    case 'and':
    case 'or':
    case 'coalesce':
    case 'row':
      return { ...expression, args: replaced };
    case 'cast':
    case 'is_null':
    case 'try':
    case 'field':
      return { ...expression, input: replaced[0]! };
    case 'case': {
      const whens = expression.whens.map((_, index) => ({
        condition: replaced[2 * index]!,
        result: replaced[2 * index + 1]!,
      }));
      return { ...expression, whens, otherwise: expression.otherwise && replaced[2 * whens.length]! };
    }
    case 'in':
      return { ...expression, value: replaced[0]!, list: replaced.slice(1) };
    case 'lambda':
      return { ...expression, body: replaced[0]! };
  }
}
