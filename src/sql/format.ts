import type { Statement } from './ast/statement.js';
import type { Expression, Query } from './ast/tree.js';
import { formatExpressionWith } from './format/expression.js';
import type { Formatter } from './format/formatter.js';
import { formatQueryWith } from './format/query.js';
import { formatRelationWith } from './format/relation.js';
import { formatStatementWith } from './format/statement.js';

export { formatType } from './format/written-type.js';

const formatter: Formatter = {
  expression: (node) => formatExpressionWith(node, formatter),
  query: (node) => formatQueryWith(node, formatter),
  relation: (node) => formatRelationWith(node, formatter),
};

/** Writes a statement as SQL that parses to the same tree. */
export function formatStatement(statement: Statement): string {
  return formatStatementWith(statement, formatter);
}

/** Writes a query as SQL that parses to the same tree. */
export function formatQuery(query: Query): string {
  return formatQueryWith(query, formatter);
}

/** Writes an expression as Trino's messages show it, such as `(r_regionkey + 1)`; it parses to the same tree. */
export function formatExpression(expression: Expression): string {
  return formatExpressionWith(expression, formatter);
}
