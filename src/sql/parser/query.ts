import type { IntegerLiteral, Parameter } from '../ast/leaf.js';
import type { Limit, NamedQuery, Query, QueryBody, SetOperation, With } from '../ast/tree.js';
import type { Cursor } from './cursor.js';
import { parseNumber } from './literals.js';
import { parseColumnAliases, parseIdentifier, parseOptionalColumnAliases, parseQualifiedName } from './names.js';
import { parseSelect } from './select.js';
import { acceptSetQuantifier } from './set-quantifier.js';
import { parseOrderBy } from './window.js';

/** Parses a query: WITH, set operations, ORDER BY, OFFSET and LIMIT. */
export function parseQuery(cursor: Cursor): Query {
  return cursor.labelled('<query>', (inner) => {
    const { position } = inner;
    const clause = inner.is('WITH') ? parseWith(inner) : undefined;
    const query = parseQueryWithoutWith(inner);
    return clause ? { ...query, with: clause, position } : query;
  });
}

function parseQueryWithoutWith(cursor: Cursor): Query {
  cursor.enter();
  const { position } = cursor;
  const body = parseSetOperations(cursor);
  const orderByPosition = cursor.is('ORDER') ? cursor.position : undefined;
  const orderBy = parseOrderBy(cursor);
  const offset = cursor.accept('OFFSET') ? parseRowCount(cursor) : undefined;
  if (offset) cursor.acceptAny('ROW', 'ROWS');
  const limit = parseLimit(cursor);
  cursor.leave();
  return { kind: 'Query', with: undefined, body, orderBy, orderByPosition, offset, limit, position };
}

function parseWith(cursor: Cursor): With {
  const { position } = cursor;
  cursor.expect('WITH');
  const isRecursive = cursor.accept('RECURSIVE');
  return { isRecursive, queries: cursor.list(parseNamedQuery), position };
}

function parseNamedQuery(cursor: Cursor): NamedQuery {
  const { position } = cursor;
  const name = parseIdentifier(cursor);
  const columns = parseOptionalColumnAliases(cursor);
  cursor.expect('AS');
  return { name, columns, query: cursor.parenthesized(parseQuery), position };
}

function parseSetOperations(cursor: Cursor): QueryBody {
  let left = parseIntersections(cursor);
  while (cursor.is('UNION') || cursor.is('EXCEPT')) {
    const { position } = cursor;
    const operator = cursor.expectAny('UNION', 'EXCEPT');
    left = { ...parseSetOptions(cursor), operator, left, right: parseIntersections(cursor), position };
  }
  return left;
}

function parseIntersections(cursor: Cursor): QueryBody {
  let left = parseQueryPrimary(cursor);
  while (cursor.is('INTERSECT')) {
    const { position } = cursor;
    cursor.index++;
    left = {
      ...parseSetOptions(cursor),
      operator: 'INTERSECT',
      left,
      right: parseQueryPrimary(cursor),
      position,
    };
  }
  return left;
}

function parseSetOptions(cursor: Cursor): Pick<SetOperation, 'kind' | 'isDistinct' | 'corresponding'> {
  const isDistinct = acceptSetQuantifier(cursor) !== 'ALL';
  if (!cursor.accept('CORRESPONDING')) return { kind: 'SetOperation', isDistinct, corresponding: undefined };
  const columns = cursor.accept('BY') ? parseColumnAliases(cursor) : undefined;
  return { kind: 'SetOperation', isDistinct, corresponding: { columns } };
}

function parseQueryPrimary(cursor: Cursor): QueryBody {
  const { position } = cursor;
  if (cursor.is('SELECT')) return parseSelect(cursor);
  if (cursor.accept('VALUES')) return { kind: 'Values', rows: cursor.list(cursor.rules.expression), position };
  if (cursor.accept('TABLE')) return { kind: 'TableQuery', name: parseQualifiedName(cursor), position };
  return cursor.parenthesized(parseQueryWithoutWith);
}

function parseRowCount(cursor: Cursor): Parameter | IntegerLiteral {
  const { position } = cursor;
  if (cursor.accept('?')) return { kind: 'Parameter', index: cursor.parameterCount++, position };
  if (!cursor.is('integer')) cursor.fail();
  return parseNumber(cursor) as IntegerLiteral;
}

function parseLimit(cursor: Cursor): Limit | undefined {
  const { position } = cursor;
  if (cursor.accept('LIMIT')) {
    const count = cursor.accept('ALL') ? undefined : parseRowCount(cursor);
    return { kind: 'limit', count, withTies: false, position };
  }
  if (!cursor.accept('FETCH')) return undefined;
  cursor.expectAny('FIRST', 'NEXT');
  const count = cursor.is('ROW') || cursor.is('ROWS') ? undefined : parseRowCount(cursor);
  cursor.expectAny('ROW', 'ROWS');
  const withTies = cursor.expectAny('ONLY', 'WITH') === 'WITH';
  if (withTies) cursor.expect('TIES');
  return { kind: 'fetch', count, withTies, position };
}
