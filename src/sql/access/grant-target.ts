import type { Grantee, GrantTarget, NamedPrivilege, PermissionList, TagCondition } from '../ast/access.js';
import type { Cursor } from '../parser/cursor.js';
import { parseIdentifier, parseQualifiedName, parseString } from '../parser/names.js';
import { acceptWords, expectWords, isWord } from './words.js';

/** Parses `{ privilege [(column, …)] [, …] | ALL [PRIVILEGES] } ON target`. */
export function parsePermissions(cursor: Cursor): PermissionList {
  const isAll = acceptWords(cursor, 'ALL');
  if (isAll) acceptWords(cursor, 'PRIVILEGES');
  const privileges = isAll ? undefined : cursor.list(parsePrivilege);
  cursor.expect('ON');
  return { privileges, on: parseTarget(cursor) };
}

// Some privileges are reserved words.
function parsePrivilege(cursor: Cursor): NamedPrivilege {
  const text = cursor.textOf(cursor.token);
  cursor.noteLabel('<identifier>');
  if (!/^[a-z_]+$/i.test(text)) cursor.fail();
  cursor.index++;
  const columns = cursor.kind === '(' ? cursor.parenthesized((inner) => inner.list(parseIdentifier)) : undefined;
  return { name: text.toUpperCase(), columns };
}

/** Parses what permissions are on; a bare name is a table's. */
export function parseTarget(cursor: Cursor): GrantTarget {
  // A word before TO, FROM, a dot or the end is a name itself.
  const isName = ['.', 'TO', 'FROM', 'end'].includes(cursor.peek());
  if (isWord(cursor, 'CATALOG') && cursor.peek() !== '.') {
    cursor.index++;
    if (cursor.isIdentifierAt(0) && cursor.kind !== 'TO') parseIdentifier(cursor);
    return { kind: 'catalog' };
  }
  if (isName) return { kind: 'table', name: parseQualifiedName(cursor) };
  if (acceptWords(cursor, 'TABLE')) return { kind: 'table', name: parseQualifiedName(cursor) };
  if (acceptWords(cursor, 'ALL', 'USERS')) return { kind: 'user', user: undefined };
  if (acceptWords(cursor, 'USER')) return { kind: 'user', user: parseIdentifier(cursor).value };
  if (acceptWords(cursor, 'LOCATION')) return { kind: 'location', location: parseString(cursor).value };
  if (acceptWords(cursor, 'DATA', 'FILTER')) {
    const filter = parseIdentifier(cursor);
    cursor.expect('ON');
    return { kind: 'data filter', filter, table: parseQualifiedName(cursor) };
  }
  if (acceptWords(cursor, 'TAG', 'EXPRESSION'))
    return { kind: 'tag expression', scope: 'TABLE', name: parseLowerName(cursor) };
  if (acceptWords(cursor, 'SCHEMA', 'TAG', 'EXPRESSION'))
    return { kind: 'tag expression', scope: 'SCHEMA', name: parseLowerName(cursor) };
  if (acceptWords(cursor, 'SCHEMA', 'TAGS'))
    return { kind: 'tags', scope: 'SCHEMA', conditions: parseConditions(cursor) };
  if (acceptWords(cursor, 'SCHEMA') || acceptWords(cursor, 'DATABASE'))
    return { kind: 'schema', name: parseQualifiedName(cursor) };
  if (acceptWords(cursor, 'TAG')) return { kind: 'tag', key: parseLowerName(cursor) };
  if (acceptWords(cursor, 'TAGS')) return { kind: 'tags', scope: 'TABLE', conditions: parseConditions(cursor) };
  return { kind: 'table', name: parseQualifiedName(cursor) };
}

/** Parses a name that has no upper case. */
export const parseLowerName = (cursor: Cursor): string => parseIdentifier(cursor).value.toLowerCase();

/** Parses `(k = 'a' AND j IN ('b', 'c'))`. */
export function parseConditions(cursor: Cursor): readonly TagCondition[] {
  return cursor.parenthesized((inner) => {
    const conditions = [parseCondition(inner)];
    while (inner.accept('AND')) conditions.push(parseCondition(inner));
    return conditions;
  });
}

function parseCondition(cursor: Cursor): TagCondition {
  const key = parseLowerName(cursor);
  if (cursor.accept('=')) return { key, values: [parseTagValue(cursor)] };
  cursor.expect('IN');
  return { key, values: cursor.parenthesized((inner) => inner.list(parseTagValue)) };
}

/** Parses the value of a tag, which has no upper case. */
export const parseTagValue = (cursor: Cursor): string => parseString(cursor).value.toLowerCase();

/** Parses `[USER | ROLE] name` or `PRINCIPAL 'arn'`. */
export function parseGrantee(cursor: Cursor): Grantee {
  const { position } = cursor;
  if (acceptWords(cursor, 'PRINCIPAL')) return { type: 'PRINCIPAL', name: parseString(cursor).value, position };
  const type = cursor.isIdentifierAt(1) ? cursor.acceptAny('USER', 'ROLE') : undefined;
  return { type: type ?? 'USER', name: parseIdentifier(cursor).value, position };
}

/** Parses `DATA FILTER name ON table`. */
export function parseFilterName(cursor: Cursor) {
  expectWords(cursor, 'DATA', 'FILTER');
  const filter = parseIdentifier(cursor);
  cursor.expect('ON');
  return { filter, table: parseQualifiedName(cursor) };
}
