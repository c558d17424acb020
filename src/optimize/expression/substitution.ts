import { type ColumnReference, type Expression, mapChildren } from '../../plan/expression.js';

/** Replaces columns by expressions where `replacements` has them. */
export function substituteColumns(
  expression: Expression,
  replacements: { get(id: number): Expression | undefined },
): Expression {
  if (expression.kind === 'column') return replacements.get(expression.id) ?? expression;
  return mapChildren(expression, (child) => substituteColumns(child, replacements));
}

/** Maps the ids of produced columns to the expressions that make them. */
export const definitionsOf = (
  outputs: readonly ColumnReference[],
  expressions: readonly Expression[],
): Map<number, Expression> => new Map(outputs.map(({ id }, index) => [id, expressions[index]!]));

/** Rebuilds an expression bottom up. */
export function rewriteExpression(expression: Expression, rewrite: (node: Expression) => Expression): Expression {
  const isLeaf = expression.kind === 'constant' || expression.kind === 'column';
  return rewrite(isLeaf ? expression : mapChildren(expression, (child) => rewriteExpression(child, rewrite)));
}
