import type { AliasedRelation, Join, JoinCriteria, Relation, Table } from '../ast/tree.js';
import { parseOptionalAlias } from './alias.js';
import type { Cursor } from './cursor.js';
import { parseJsonTable } from './json-table.js';
import { parseMatchRecognize } from './match-recognize.js';
import { parseColumnAliases, parseOptionalColumnAliases, parseQualifiedName, parseString } from './names.js';
import { parseTableFunction } from './table-function.js';

/** Parses a relation with its joins, which group from the left. */
export function parseRelation(cursor: Cursor): Relation {
  cursor.enter();
  const { position } = cursor;
  let left = parseSampled(cursor);
  while (true) {
    const join = parseJoin(cursor);
    if (!join) break;
    left = { kind: 'Join', left, ...join, position };
  }
  cursor.leave();
  return left;
}

function parseJoin(cursor: Cursor): Pick<Join, 'type' | 'right' | 'criteria'> | undefined {
  if (cursor.accept('CROSS')) {
    cursor.expect('JOIN');
    return { type: 'CROSS', right: parseSampled(cursor), criteria: undefined };
  }
  if (cursor.accept('NATURAL')) {
    const type = parseJoinType(cursor) ?? cursor.fail();
    return { type, right: parseSampled(cursor), criteria: { kind: 'natural' } };
  }
  const type = parseJoinType(cursor);
  // `a JOIN b JOIN c ON x ON y` joins b and c first.
  return type && { type, right: parseRelation(cursor), criteria: parseJoinCriteria(cursor) };
}

/** Reads `[INNER | LEFT [OUTER] | …] JOIN`. */
function parseJoinType(cursor: Cursor): 'INNER' | 'LEFT' | 'RIGHT' | 'FULL' | undefined {
  if (cursor.accept('JOIN')) return 'INNER';
  const type = cursor.acceptAny('INNER', 'LEFT', 'RIGHT', 'FULL');
  if (!type) return undefined;
  if (type !== 'INNER') cursor.accept('OUTER');
  cursor.expect('JOIN');
  return type;
}

function parseJoinCriteria(cursor: Cursor): JoinCriteria {
  if (cursor.expectAny('ON', 'USING') === 'ON') return { kind: 'on', condition: cursor.rules.expression(cursor) };
  return { kind: 'using', columns: parseColumnAliases(cursor) };
}

function parseSampled(cursor: Cursor): Relation {
  const { position } = cursor;
  const relation = parsePatternRecognition(cursor);
  if (!cursor.accept('TABLESAMPLE')) return relation;
  const method = cursor.expectAny('BERNOULLI', 'SYSTEM');
  const percentage = cursor.parenthesized(cursor.rules.expression);
  return { kind: 'SampledRelation', relation, method, percentage, position };
}

function parsePatternRecognition(cursor: Cursor): Relation {
  const { position } = cursor;
  const relation = parseAliased(cursor);
  return cursor.is('MATCH_RECOGNIZE') ? withAlias(cursor, parseMatchRecognize(cursor, relation, position)) : relation;
}

function parseAliased(cursor: Cursor): Relation {
  return withAlias(cursor, parseRelationPrimary(cursor));
}

function withAlias(cursor: Cursor, relation: Relation): Relation | AliasedRelation {
  const alias = parseOptionalAlias(cursor);
  if (!alias) return relation;
  const columns = parseOptionalColumnAliases(cursor);
  return { kind: 'AliasedRelation', relation, alias, columns, position: relation.position };
}

function parseRelationPrimary(cursor: Cursor): Relation {
  const { kind, position } = cursor;
  const next = cursor.peek();
  cursor.note(['(', 'UNNEST', 'LATERAL', 'TABLE', 'JSON_TABLE']);
  if (kind === '(') return parseParenthesis(cursor);
  if (kind === 'UNNEST') {
    cursor.index++;
    const expressions = cursor.parenthesized((inner) => inner.list(inner.rules.expression));
    const withOrdinality = cursor.isSequence('WITH', 'ORDINALITY');
    if (withOrdinality) cursor.index += 2;
    return { kind: 'Unnest', expressions, withOrdinality, position };
  }
  if (kind === 'LATERAL' && next === '(') {
    cursor.index++;
    return { kind: 'Lateral', query: cursor.parenthesized(cursor.rules.query), position };
  }
  if (kind === 'TABLE') return parseTableFunction(cursor);
  if (kind === 'JSON_TABLE') return parseJsonTable(cursor);
  if (kind === 'string' || kind === 'unicode string')
    return { kind: 'FilePattern', pattern: parseString(cursor).value, position };
  const name = parseQualifiedName(cursor);
  return { kind: 'Table', name, period: parsePeriod(cursor), position };
}

function parseParenthesis(cursor: Cursor): Relation {
  const { position } = cursor;
  cursor.expect('(');
  if (cursor.isQueryAt(cursor.index)) {
    const query = cursor.rules.query(cursor);
    cursor.expect(')');
    return { kind: 'Subquery', query, position };
  }
  cursor.noteLabel('<query>');
  const relation = parseRelation(cursor);
  cursor.expect(')');
  return relation;
}

/** Parses `FOR VERSION | TIMESTAMP AS OF x` where it is there. */
function parsePeriod(cursor: Cursor): Table['period'] {
  if (!cursor.accept('FOR')) return undefined;
  const unit = cursor.expectAny('TIMESTAMP', 'VERSION');
  cursor.expectAll('AS', 'OF');
  return { unit, end: cursor.labelled('<expression>', cursor.rules.valueExpression) };
}
