import type { Assignment, Delete, Insert, Merge, MergeCase, Truncate, Update } from '../ast/statement.js';
import type { Expression } from '../ast/tree.js';
import { type Cursor, isQueryStart } from './cursor.js';
import { parseColumnAliases, parseIdentifier, parseOptionalColumnAliases, parseQualifiedName } from './names.js';

/** Parses INSERT INTO. */
export function parseInsert(cursor: Cursor): Insert {
  const { position } = cursor;
  cursor.expectAll('INSERT', 'INTO');
  const table = parseQualifiedName(cursor);
  // A parenthesis may also begin the query, but never with an identifier.
  const columns = cursor.is('(') && cursor.isIdentifierAt(1) ? parseColumnAliases(cursor) : undefined;
  if (!isQueryStart(cursor.kind)) cursor.failExpecting("'('", "'WITH'", '<query>');
  return { kind: 'Insert', table, columns, query: cursor.rules.query(cursor), position };
}

/** Parses DELETE FROM. */
export function parseDelete(cursor: Cursor): Delete {
  const { position } = cursor;
  cursor.expectAll('DELETE', 'FROM');
  return { kind: 'Delete', table: parseQualifiedName(cursor), where: parseWhere(cursor), position };
}

/** Parses TRUNCATE TABLE. */
export function parseTruncate(cursor: Cursor): Truncate {
  const { position } = cursor;
  cursor.expectAll('TRUNCATE', 'TABLE');
  return { kind: 'Truncate', table: parseQualifiedName(cursor), position };
}

/** Parses UPDATE. */
export function parseUpdate(cursor: Cursor): Update {
  const { position } = cursor;
  cursor.expect('UPDATE');
  const table = parseQualifiedName(cursor);
  cursor.expect('SET');
  const assignments = cursor.list(parseAssignment);
  return { kind: 'Update', table, assignments, where: parseWhere(cursor), position };
}

/** Parses a WHERE clause where there is one. */
export function parseWhere(cursor: Cursor): Expression | undefined {
  return cursor.accept('WHERE') ? cursor.rules.expression(cursor) : undefined;
}

function parseAssignment(cursor: Cursor): Assignment {
  const { position } = cursor;
  const column = parseIdentifier(cursor);
  cursor.expect('=');
  return { column, value: cursor.rules.expression(cursor), position };
}

/** Parses MERGE INTO. */
export function parseMerge(cursor: Cursor): Merge {
  const { position } = cursor;
  cursor.expectAll('MERGE', 'INTO');
  const table = parseQualifiedName(cursor);
  const hasAlias = cursor.accept('AS') || !cursor.is('USING');
  const alias = hasAlias ? parseIdentifier(cursor) : undefined;
  cursor.expect('USING');
  const source = cursor.rules.relation(cursor);
  cursor.expect('ON');
  const on = cursor.rules.expression(cursor);
  if (!cursor.is('WHEN')) cursor.fail();
  const cases: MergeCase[] = [];
  while (cursor.is('WHEN')) cases.push(parseMergeCase(cursor));
  return { kind: 'Merge', table, alias, source, on, cases, position };
}

function parseMergeCase(cursor: Cursor): MergeCase {
  const { position } = cursor;
  cursor.expect('WHEN');
  const isMatched = !cursor.accept('NOT');
  cursor.expect('MATCHED');
  const condition = cursor.accept('AND') ? cursor.rules.expression(cursor) : undefined;
  cursor.expect('THEN');
  if (!isMatched) {
    cursor.expect('INSERT');
    const columns = parseOptionalColumnAliases(cursor);
    cursor.expect('VALUES');
    const values = cursor.parenthesized((inner) => inner.list(inner.rules.expression));
    return { kind: 'MergeInsert', condition, columns, values, position };
  }
  if (cursor.expectAny('UPDATE', 'DELETE') === 'DELETE') return { kind: 'MergeDelete', condition, position };
  cursor.expect('SET');
  return { kind: 'MergeUpdate', condition, assignments: cursor.list(parseAssignment), position };
}
