import type * as ast from '../sql/ast.js';
import { keywordOf } from '../sql/parser/keywords.js';
import type { StarColumns } from './bind-context.js';
import type { Field } from './scope.js';

/** Writes out what each `*` of a query stands for, as far as the columns have names. */
export const expandStars = (query: ast.Query, stars: StarColumns): ast.Query => rewrite(query, stars) as ast.Query;

function rewrite(node: unknown, stars: StarColumns): unknown {
  if (Array.isArray(node)) return node.map((child) => rewrite(child, stars));
  if (typeof node !== 'object' || node === null || ArrayBuffer.isView(node)) return node;
  const entries = Object.entries(node).map(([key, child]) => [key, rewrite(child, stars)] as const);
  const copy = Object.fromEntries(entries) as Record<string, unknown>;
  if (copy.kind === 'Select')
    copy.items = (node as ast.Select).items.flatMap((item) =>
      item.kind === 'AllColumns' ? expanded(item, stars.get(item)) : [rewrite(item, stars) as ast.SelectItem],
    );
  return copy;
}

function expanded(item: ast.AllColumns, fields: readonly Field[] | undefined): readonly ast.SelectItem[] {
  if (!fields || fields.some(({ name }) => name === undefined)) return [item];
  return fields.map(({ name, qualifier }) => columnItem(name!, qualifier?.at(-1), item.position));
}

function columnItem(name: string, table: string | undefined, position: ast.SyntaxNode['position']): ast.SelectItem {
  const column: ast.Identifier = identifier(name, position);
  const value: ast.Expression =
    table === undefined ? column : { kind: 'Dereference', base: identifier(table, position), field: column, position };
  return { kind: 'SingleColumn', value, alias: undefined, position };
}

const identifier = (value: string, position: ast.SyntaxNode['position']): ast.Identifier => ({
  kind: 'Identifier',
  value,
  delimited: !/^[a-z_][a-z0-9_]*$/.test(value) || keywordOf(value) !== undefined,
  position,
});
