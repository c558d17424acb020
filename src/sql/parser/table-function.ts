import type { QualifiedName } from '../ast/names.js';
import type { Expression, Relation, TableArgument, TableFunction, TableFunctionArgument } from '../ast/tree.js';
import type { Descriptor } from '../ast/written-type.js';
import { parseOptionalAlias } from './alias.js';
import type { Cursor } from './cursor.js';
import { parseIdentifier, parseOptionalColumnAliases, parseQualifiedName } from './names.js';
import { parseType } from './types.js';
import { parseSortItem } from './window.js';

/** Parses `TABLE(f(…))`; messages name the place of the function. */
export function parseTableFunction(cursor: Cursor): TableFunction {
  cursor.expect('TABLE');
  return cursor.parenthesized(parseCall);
}

function parseCall(cursor: Cursor): TableFunction {
  const { position } = cursor;
  const name = parseQualifiedName(cursor);
  cursor.expect('(');
  const isEmpty = cursor.is(')') || cursor.is('COPARTITION');
  const values = isEmpty ? [] : cursor.list(parseArgument);
  const copartitioning = cursor.accept('COPARTITION') ? cursor.list(parseTables) : [];
  cursor.expect(')');
  return { kind: 'TableFunction', name, arguments: values, copartitioning, position };
}

function parseTables(cursor: Cursor): QualifiedName[] {
  return cursor.parenthesized((inner) => inner.list(parseQualifiedName));
}

function parseArgument(cursor: Cursor): TableFunctionArgument {
  const { position } = cursor;
  const name = cursor.isIdentifierAt(0) && cursor.peek() === '=>' ? parseIdentifier(cursor) : undefined;
  if (name) cursor.expect('=>');
  return { name, value: parseArgumentValue(cursor), position };
}

function parseArgumentValue(cursor: Cursor): TableFunctionArgument['value'] {
  if (cursor.is('TABLE')) return parseTableArgument(cursor);
  return parseDescriptor(cursor) ?? cursor.rules.expression(cursor);
}

function parseDescriptor(cursor: Cursor): Descriptor | undefined {
  const { position } = cursor;
  if (cursor.isSequence('DESCRIPTOR', '(')) {
    cursor.index++;
    const fields = cursor.parenthesized((inner) =>
      inner.list((field) => {
        const name = parseIdentifier(field);
        return { name, type: field.is(',') || field.is(')') ? undefined : parseType(field) };
      }),
    );
    return { kind: 'Descriptor', fields, position };
  }
  if (!cursor.isSequence('CAST', '(', 'NULL', 'AS', 'DESCRIPTOR', ')')) return undefined;
  cursor.index += 6;
  return { kind: 'Descriptor', fields: undefined, position };
}

function parseTableArgument(cursor: Cursor): TableArgument {
  const { position } = cursor;
  const relation = parseTableArgumentRelation(cursor);
  const partitionBy = cursor.accept('PARTITION') ? parseByList(cursor, cursor.rules.expression) : undefined;
  const whenEmpty = cursor.acceptAny('PRUNE', 'KEEP');
  if (whenEmpty) cursor.expectAll('WHEN', 'EMPTY');
  const orderBy = cursor.accept('ORDER') ? parseByList(cursor, parseSortItem) : undefined;
  return { kind: 'TableArgument', relation, partitionBy, whenEmpty, orderBy, position };
}

/** Parses `BY x` or `BY (x, y)`. */
function parseByList<T extends Expression | ReturnType<typeof parseSortItem>>(
  cursor: Cursor,
  item: (cursor: Cursor) => T,
): T[] {
  cursor.expect('BY');
  if (!cursor.accept('(')) return [item(cursor)];
  const items = cursor.is(')') ? [] : cursor.list(item);
  cursor.expect(')');
  return items;
}

function parseTableArgumentRelation(cursor: Cursor): Relation {
  const { position } = cursor;
  cursor.expect('TABLE');
  cursor.expect('(');
  const relation: Relation = cursor.isQueryAt(cursor.index)
    ? { kind: 'Subquery', query: cursor.rules.query(cursor), position }
    : { kind: 'Table', name: parseQualifiedName(cursor), period: undefined, position };
  cursor.expect(')');
  const isClause =
    cursor.kind === 'PARTITION' || cursor.kind === 'PRUNE' || cursor.kind === 'KEEP' || cursor.kind === 'COPARTITION';
  const alias = isClause ? undefined : parseOptionalAlias(cursor);
  if (!alias) return relation;
  return { kind: 'AliasedRelation', relation, alias, columns: parseOptionalColumnAliases(cursor), position };
}
