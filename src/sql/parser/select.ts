import type {
  Expression,
  GroupBy,
  GroupingElement,
  Relation,
  Select,
  SelectItem,
  WindowDefinition,
} from '../ast/tree.js';
import { parseOptionalAlias } from './alias.js';
import type { Cursor } from './cursor.js';
import { parseColumnAliases, parseIdentifier } from './names.js';
import { acceptSetQuantifier } from './set-quantifier.js';
import type { TokenKind } from './token.js';
import { parseWindowSpecification } from './window.js';

/** Parses a SELECT up to its WINDOW clause. */
export function parseSelect(cursor: Cursor): Select {
  const { position } = cursor;
  cursor.expect('SELECT');
  const isDistinct = acceptSetQuantifier(cursor) === 'DISTINCT';
  const items = cursor.list(parseSelectItem);
  const from = cursor.accept('FROM') ? parseFrom(cursor) : undefined;
  const where = cursor.accept('WHERE') ? cursor.rules.expression(cursor) : undefined;
  const groupBy = cursor.is('GROUP') ? parseGroupBy(cursor) : undefined;
  const having = cursor.accept('HAVING') ? cursor.rules.expression(cursor) : undefined;
  const windows = cursor.accept('WINDOW') ? cursor.list(parseWindowDefinition) : [];
  return { kind: 'Select', isDistinct, items, from, where, groupBy, having, windows, position };
}

function parseSelectItem(cursor: Cursor): SelectItem {
  const { position } = cursor;
  if (cursor.accept('*')) return { kind: 'AllColumns', target: undefined, aliases: undefined, position };
  const value = parseItemValue(cursor);
  if (cursor.kind === '.' && cursor.peek() === '*') {
    cursor.index += 2;
    const aliases = cursor.accept('AS') ? parseColumnAliases(cursor) : undefined;
    return { kind: 'AllColumns', target: value, aliases, position };
  }
  return { kind: 'SingleColumn', value, alias: parseOptionalAlias(cursor), position };
}

function parseItemValue(cursor: Cursor): Expression {
  if (!cursor.expectations) return cursor.rules.expression(cursor);
  try {
    return cursor.selected(cursor.rules.expression);
  } catch (error) {
    if (cursor.tokens[cursor.index - 1]!.kind === '.') cursor.note(['*']);
    throw error;
  }
}

function parseFrom(cursor: Cursor): Relation {
  const { position } = cursor;
  let left = cursor.rules.relation(cursor);
  while (cursor.accept(','))
    left = {
      kind: 'Join',
      type: 'IMPLICIT',
      left,
      right: cursor.rules.relation(cursor),
      criteria: undefined,
      position,
    };
  return left;
}

function parseGroupBy(cursor: Cursor): GroupBy {
  cursor.expect('GROUP');
  cursor.expect('BY');
  const { position } = cursor;
  const isDistinct = acceptSetQuantifier(cursor) === 'DISTINCT';
  return { isDistinct, elements: cursor.list(parseGroupingElement), position };
}

function parseGroupingElement(cursor: Cursor): GroupingElement {
  const { position } = cursor;
  if (cursor.accept('AUTO')) return { kind: 'AutoGrouping', position };
  if (cursor.isSequence('GROUPING', 'SETS')) {
    cursor.index += 2;
    const sets = cursor.parenthesized((inner) => inner.list(parseGroupingSet));
    return { kind: 'GroupingSets', type: 'EXPLICIT', sets, position };
  }
  const type = cursor.acceptAny('ROLLUP', 'CUBE');
  if (type) {
    cursor.expect('(');
    const sets = cursor.is(')') ? [] : cursor.list(parseGroupingSet);
    cursor.expect(')');
    return { kind: 'GroupingSets', type, sets, position };
  }
  return { kind: 'SimpleGrouping', columns: parseGroupingSet(cursor), position };
}

const continuesExpression = new Set<TokenKind>([
  ...(['.', '[', '+', '-', '*', '/', '%', '||', '->', '=', '<>', '<', '<=', '>', '>='] as const),
  ...(['AND', 'OR', 'NOT', 'IN', 'IS', 'LIKE', 'BETWEEN', 'AT'] as const),
]);

/** A parenthesis holds a set, unless what follows it shows that it was only part of an expression. */
function parseGroupingSet(cursor: Cursor): Expression[] {
  const isSet =
    cursor.is('(') &&
    !continuesExpression.has(cursor.tokens[cursor.closingOf(cursor.index) + 1]?.kind ?? 'end') &&
    !cursor.isQueryAt(cursor.index + 1);
  if (!isSet) return [cursor.rules.expression(cursor)];
  cursor.index++;
  const columns = cursor.is(')') ? [] : cursor.list(cursor.rules.expression);
  cursor.expect(')');
  return columns;
}

function parseWindowDefinition(cursor: Cursor): WindowDefinition {
  const { position } = cursor;
  const name = parseIdentifier(cursor);
  cursor.expect('AS');
  return { name, window: cursor.parenthesized(parseWindowSpecification), position };
}
