import type { JsonTable, JsonTableColumn, JsonTablePlan, JsonTableSpecificPlan } from '../ast/json.js';
import type { Expression } from '../ast/tree.js';
import type { Cursor } from './cursor.js';
import {
  parseBehaviors,
  parseJsonFormat,
  parseJsonPath,
  parseJsonQueryClauses,
  parseJsonValueBehavior,
} from './json.js';
import { parseIdentifier, parseString } from './names.js';
import { parseType } from './types.js';

/** Parses `JSON_TABLE(…)`. */
export function parseJsonTable(cursor: Cursor): JsonTable<Expression> {
  const { position } = cursor;
  cursor.expect('JSON_TABLE');
  cursor.expect('(');
  const path = parseJsonPath(cursor);
  const columns = parseColumns(cursor);
  const plan = cursor.accept('PLAN') ? parsePlan(cursor) : undefined;
  const onError = cursor.acceptAny('ERROR', 'EMPTY');
  if (onError) cursor.expectAll('ON', 'ERROR');
  cursor.expect(')');
  return { kind: 'JsonTable', path, columns, plan, onError, position };
}

function parseColumns(cursor: Cursor): JsonTableColumn<Expression>[] {
  cursor.expect('COLUMNS');
  return cursor.nested((inner) => inner.parenthesized((list) => list.list(parseColumn)));
}

function parseColumn(cursor: Cursor): JsonTableColumn<Expression> {
  const { position, kind } = cursor;
  const next = cursor.peek();
  const isNested = kind === 'NESTED' && (next === 'PATH' ? cursor.peek(2) : next) === 'string';
  if (isNested) {
    cursor.index++;
    cursor.accept('PATH');
    const path = parseString(cursor);
    const pathName = cursor.accept('AS') ? parseIdentifier(cursor) : undefined;
    return { kind: 'nested', path, pathName, columns: parseColumns(cursor), position };
  }
  const name = parseIdentifier(cursor);
  if (cursor.accept('FOR')) {
    cursor.expect('ORDINALITY');
    return { kind: 'ordinality', name, position };
  }
  const type = parseType(cursor);
  const format = cursor.accept('FORMAT') ? parseJsonFormat(cursor) : undefined;
  const path = cursor.accept('PATH') ? parseString(cursor) : undefined;
  if (format) return { kind: 'query', name, type, format, path, ...parseJsonQueryClauses(cursor), position };
  return { kind: 'value', name, type, path, ...parseBehaviors(cursor, parseJsonValueBehavior), position };
}

function parsePlan(cursor: Cursor): JsonTablePlan {
  if (!cursor.accept('DEFAULT')) return cursor.parenthesized(parseSpecificPlan);
  cursor.expect('(');
  const first = cursor.expectAny('OUTER', 'INNER', 'UNION', 'CROSS');
  const isParent = first === 'OUTER' || first === 'INNER';
  let parentChild: 'OUTER' | 'INNER' = isParent ? first : 'OUTER';
  let siblings: 'UNION' | 'CROSS' = isParent ? 'UNION' : first;
  if (cursor.accept(',')) {
    if (isParent) siblings = cursor.expectAny('UNION', 'CROSS');
    else parentChild = cursor.expectAny('OUTER', 'INNER');
  }
  cursor.expect(')');
  return { kind: 'default', parentChild, siblings };
}

function parseSpecificPlan(cursor: Cursor): JsonTableSpecificPlan {
  return cursor.nested((inner) => {
    const first = parsePlanPrimary(inner);
    if (first.kind === 'leaf') {
      const type = inner.acceptAny('OUTER', 'INNER');
      if (type) return { kind: 'parent-child', type, parent: first.name, child: parsePlanPrimary(inner) };
    }
    const type = inner.acceptAny('UNION', 'CROSS');
    if (!type) return first;
    const siblings = [first];
    do siblings.push(parsePlanPrimary(inner));
    while (inner.accept(type));
    return { kind: 'siblings', type, siblings };
  });
}

function parsePlanPrimary(cursor: Cursor): JsonTableSpecificPlan {
  return cursor.is('(') ? cursor.parenthesized(parseSpecificPlan) : { kind: 'leaf', name: parseIdentifier(cursor) };
}
