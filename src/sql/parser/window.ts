import type { Identifier } from '../ast/names.js';
import type {
  FrameBound,
  Measure,
  PatternSearch,
  SortItem,
  Window,
  WindowFrame,
  WindowSpecification,
} from '../ast/tree.js';
import type { Cursor } from './cursor.js';
import { parseIdentifier } from './names.js';
import { parseRowPattern, parseSkipTo, parseSubset } from './row-pattern.js';
import type { TokenKind } from './token.js';

/** Parses `OVER w` or `OVER (…)`. */
export function parseOver(cursor: Cursor): Window {
  const { position } = cursor;
  cursor.expect('OVER');
  if (!cursor.is('(')) return { kind: 'WindowReference', name: parseIdentifier(cursor), position };
  return cursor.parenthesized(parseWindowSpecification);
}

/** Parses what is between the parentheses of a window. */
export function parseWindowSpecification(cursor: Cursor): WindowSpecification {
  const { position } = cursor;
  const existing = parseExistingName(cursor);
  const partitionBy = parsePartitionBy(cursor);
  const orderByPosition = cursor.is('ORDER') ? cursor.position : undefined;
  const orderBy = parseOrderBy(cursor);
  const frame = parseFrame(cursor);
  return { kind: 'WindowSpecification', existing, partitionBy, orderBy, orderByPosition, frame, position };
}

/** None of the words that begin the clauses is reserved, except ORDER. */
function parseExistingName(cursor: Cursor): Identifier | undefined {
  if (!cursor.isIdentifierAt(0)) return undefined;
  const clauseStarts: readonly TokenKind[] = [')', 'PARTITION', 'ORDER', 'ROWS', 'RANGE', 'GROUPS', 'MEASURES'];
  return clauseStarts.includes(cursor.peek()) || !clauseStarts.includes(cursor.kind)
    ? parseIdentifier(cursor)
    : undefined;
}

/** Parses a PARTITION BY clause where there is one. */
export function parsePartitionBy(cursor: Cursor): WindowSpecification['partitionBy'] {
  if (!cursor.accept('PARTITION')) return [];
  cursor.expect('BY');
  return cursor.list(cursor.rules.expression);
}

/** Parses an ORDER BY clause where there is one. */
export function parseOrderBy(cursor: Cursor): SortItem[] | undefined {
  if (!cursor.accept('ORDER')) return undefined;
  cursor.expect('BY');
  return cursor.list(parseSortItem);
}

/** Parses one key of an ORDER BY. */
export function parseSortItem(cursor: Cursor): SortItem {
  const { position } = cursor;
  const key = cursor.rules.expression(cursor);
  const isDescending = cursor.acceptAny('ASC', 'DESC') === 'DESC';
  const nulls = cursor.accept('NULLS') ? cursor.expectAny('FIRST', 'LAST') : undefined;
  return { key, isDescending, nulls, position };
}

function parseFrame(cursor: Cursor): WindowFrame | undefined {
  const { position } = cursor;
  const measures = parseMeasures(cursor);
  const unit =
    measures.length > 0 ? cursor.expectAny('RANGE', 'ROWS', 'GROUPS') : cursor.acceptAny('RANGE', 'ROWS', 'GROUPS');
  if (!unit) return undefined;
  const isBetween = cursor.accept('BETWEEN');
  const start = parseFrameBound(cursor);
  if (isBetween) cursor.expect('AND');
  const end = isBetween ? parseFrameBound(cursor) : undefined;
  const pattern = parsePatternSearch(cursor, false);
  return { unit, start, end, measures, pattern, position };
}

function parseFrameBound(cursor: Cursor): FrameBound {
  const { position } = cursor;
  cursor.note(['UNBOUNDED', 'CURRENT']);
  const next = cursor.peek();
  if (cursor.kind === 'UNBOUNDED' && (next === 'PRECEDING' || next === 'FOLLOWING')) {
    cursor.index += 2;
    const kind = next === 'PRECEDING' ? 'unbounded preceding' : 'unbounded following';
    return { kind, value: undefined, position };
  }
  if (cursor.kind === 'CURRENT' && next === 'ROW') {
    cursor.index += 2;
    return { kind: 'current row', value: undefined, position };
  }
  const value = cursor.rules.expression(cursor);
  if (cursor.accept('PRECEDING')) return { kind: 'preceding', value, position };
  cursor.expect('FOLLOWING');
  return { kind: 'following', value, position };
}

/** Parses a MEASURES clause where there is one. */
export function parseMeasures(cursor: Cursor): Measure[] {
  return cursor.accept('MEASURES') ? cursor.list(parseMeasure) : [];
}

function parseMeasure(cursor: Cursor): Measure {
  const { position } = cursor;
  const value = cursor.rules.expression(cursor);
  cursor.expect('AS');
  return { value, name: parseIdentifier(cursor), position };
}

/** Parses the clauses of row pattern recognition, of which a table needs PATTERN and DEFINE and a window none. */
export function parsePatternSearch(cursor: Cursor, isRequired: true): PatternSearch;
export function parsePatternSearch(cursor: Cursor, isRequired: boolean): PatternSearch | undefined;
export function parsePatternSearch(cursor: Cursor, isRequired: boolean): PatternSearch | undefined {
  const start = cursor.index;
  const skipTo = cursor.is('AFTER') ? parseSkipTo(cursor) : undefined;
  const { position } = cursor;
  const name = cursor.acceptAny('INITIAL', 'SEEK');
  const mode = name && { name, position };
  if (isRequired) cursor.is('PATTERN') || cursor.fail();
  const pattern = cursor.accept('PATTERN') ? cursor.parenthesized(parseRowPattern) : undefined;
  const subsets = cursor.accept('SUBSET') ? cursor.list(parseSubset) : [];
  if (isRequired) cursor.is('DEFINE') || cursor.fail();
  const definitions = cursor.accept('DEFINE') ? cursor.list(parseDefinition) : [];
  if (cursor.index === start) return undefined;
  return { skipTo, mode, pattern, subsets, definitions };
}

function parseDefinition(cursor: Cursor): PatternSearch['definitions'][number] {
  const name = parseIdentifier(cursor);
  cursor.expect('AS');
  return { name, condition: cursor.rules.expression(cursor) };
}
