import type { ComparisonOperator, Expression } from '../ast/tree.js';
import type { Cursor } from './cursor.js';
import type { TokenKind } from './token.js';
import { parseValueExpression } from './value-expression.js';

// Deep nesting runs through all of these, so each is one frame of the stack and no more.

/** Parses any expression. */
export function parseExpression(cursor: Cursor): Expression {
  cursor.enterExpression();
  const { expectations, position } = cursor;
  const hiddenBefore = expectations?.hide(cursor.index, '<expression>');
  let result = parseConjunction(cursor);
  if (cursor.accept('OR')) {
    const terms = [result];
    do terms.push(parseConjunction(cursor));
    while (cursor.accept('OR'));
    result = { kind: 'Logical', operator: 'OR', terms, position };
  }
  if (hiddenBefore !== undefined) expectations!.show(hiddenBefore);
  cursor.leaveExpression();
  return result;
}

function parseConjunction(cursor: Cursor): Expression {
  const { position } = cursor;
  const first = parseNegation(cursor);
  if (!cursor.accept('AND')) return first;
  const terms = [first];
  do terms.push(parseNegation(cursor));
  while (cursor.accept('AND'));
  return { kind: 'Logical', operator: 'AND', terms, position };
}

function parseNegation(cursor: Cursor): Expression {
  if (cursor.kind === 'NOT') {
    const { position } = cursor;
    cursor.index++;
    return { kind: 'Not', value: cursor.nested(parseNegation), position };
  }
  const { expectations } = cursor;
  const hiddenBefore = expectations?.hide(cursor.index, '<expression>');
  const value = parseValueExpression(cursor);
  if (hiddenBefore !== undefined) expectations!.show(hiddenBefore);
  return parsePredicate(cursor, value) ?? value;
}

const comparisonOperators = new Set<TokenKind>(['=', '<>', '<', '<=', '>', '>=']);

function parsePredicate(cursor: Cursor, value: Expression): Expression | undefined {
  const { kind, position } = cursor;
  if (comparisonOperators.has(kind)) return parseComparison(cursor, value);
  switch (kind) {
    case 'IS':
      cursor.index++;
      return parseIs(cursor, value, position);
    case 'NOT': {
      cursor.index++;
      const denied = parseDeniable(cursor, value, position);
      return { kind: 'Not', value: denied, position };
    }
    case 'IN':
      return cursor.expectations && !cursor.isUndecided
        ? parseInExplaining(cursor, value)
        : parseDeniable(cursor, value, position);
    case 'BETWEEN':
    case 'LIKE':
      return parseDeniable(cursor, value, position);
    default:
      cursor.noteLabel('<predicate>');
      return undefined;
  }
}

/**
 * Parses IN for the sake of an error message. Trino's parser reads all of `x IN (…)` before it decides that this is
 * not the argument of POSITION(x IN y); so where the list is wrong, it finds fault with the IN, and so do we.
 */
function parseInExplaining(cursor: Cursor, value: Expression): Expression | undefined {
  return cursor.attempt((inner) => parseDeniable(inner, value, inner.position));
}

function parseComparison(cursor: Cursor, left: Expression): Expression {
  const { position } = cursor;
  const operator = cursor.kind as ComparisonOperator;
  cursor.index++;
  // ALL, ANY and SOME may also be columns or functions.
  if (isQuantifier(cursor)) {
    const rule = (inner: Cursor): Expression => {
      const quantifier = inner.expectAny('ALL', 'ANY', 'SOME');
      const query = inner.parenthesized(inner.rules.query);
      return { kind: 'QuantifiedComparison', operator, quantifier, value: left, query, position };
    };
    // As with IN: where the query is wrong, Trino has taken the word for a column.
    const comparison = cursor.expectations && !cursor.isUndecided ? cursor.attempt(rule) : rule(cursor);
    if (comparison) return comparison;
    cursor.index++;
    cursor.note(['[', '.', 'AT', '+', '-', '*', '/', '%', '||']);
    return left;
  }
  return { kind: 'Comparison', operator, left, right: parseOperand(cursor), position };
}

function isQuantifier(cursor: Cursor): boolean {
  cursor.note(['ALL', 'ANY', 'SOME']);
  const { kind } = cursor;
  return (
    (kind === 'ALL' || kind === 'ANY' || kind === 'SOME') && cursor.peek() === '(' && cursor.isQueryAt(cursor.index + 2)
  );
}

function parseOperand(cursor: Cursor): Expression {
  return cursor.labelled('<expression>', parseValueExpression);
}

function parseIs(cursor: Cursor, value: Expression, position: Expression['position']): Expression {
  const isDenied = cursor.accept('NOT');
  if (cursor.accept('NULL'))
    return isDenied ? { kind: 'IsNotNull', value, position } : { kind: 'IsNull', value, position };
  cursor.expect('DISTINCT');
  cursor.expect('FROM');
  const right = parseOperand(cursor);
  const comparison: Expression = { kind: 'Comparison', operator: 'IS DISTINCT FROM', left: value, right, position };
  return isDenied ? { kind: 'Not', value: comparison, position } : comparison;
}

/** Parses a predicate that NOT may come before. */
function parseDeniable(cursor: Cursor, value: Expression, position: Expression['position']): Expression {
  if (cursor.accept('BETWEEN')) {
    const min = parseOperand(cursor);
    cursor.expect('AND');
    return { kind: 'Between', value, min, max: parseOperand(cursor), position };
  }
  if (cursor.accept('IN')) return parseIn(cursor, value, position);
  cursor.expect('LIKE');
  const pattern = parseOperand(cursor);
  const escapedBy = cursor.accept('ESCAPE') ? parseOperand(cursor) : undefined;
  return { kind: 'Like', value, pattern, escape: escapedBy, position };
}

function parseIn(cursor: Cursor, value: Expression, position: Expression['position']): Expression {
  cursor.expect('(');
  if (cursor.isQueryAt(cursor.index)) {
    const query = cursor.rules.query(cursor);
    cursor.expect(')');
    return { kind: 'InSubquery', value, query, position };
  }
  cursor.noteLabel('<query>');
  const list = cursor.list(parseExpression);
  cursor.expect(')');
  return { kind: 'InList', value, list, position };
}
