import type { Expression } from '../ast/tree.js';
import type { Cursor } from './cursor.js';
import { findFunctionCall, parseFunctionCall } from './function-call.js';
import { jsonForms } from './json.js';
import { isInterval, parseBinary, parseInterval, parseNumber } from './literals.js';
import { parseIdentifier, parseString } from './names.js';
import { specialForms, wordForms } from './special-forms.js';
import type { TokenKind } from './token.js';
import { parseOver } from './window.js';

type Rule = (cursor: Cursor) => Expression;

const rules: Partial<Record<TokenKind, Rule>> = {
  ...specialForms,
  ...jsonForms,
  integer: parseNumber,
  decimal: parseNumber,
  double: parseNumber,
  '-': parseNumber,
  string: parseString,
  'unicode string': parseString,
  binary: parseBinary,
  '?': parseParameter,
  '(': parseParenthesis,
  '[': parseArrayElements,
};

/** Parses what operators apply to, with its subscripts and fields. */
export function parsePrimary(cursor: Cursor): Expression {
  const { position } = cursor;
  let base = (rules[cursor.kind] ?? parseWord)(cursor);
  for (let count = 0; ; count++) {
    cursor.limit(count);
    if (cursor.accept('[')) {
      const index = cursor.labelled('<expression>', cursor.rules.valueExpression);
      cursor.expect(']');
      base = { kind: 'Subscript', base, index, position };
      continue;
    }
    // `t.*` ends before the point: it is no expression.
    if (!cursor.is('.') || cursor.peek() === '*' || isFieldMissing(cursor)) return base;
    cursor.index++;
    base = { kind: 'Dereference', base, field: parseIdentifier(cursor), position };
  }
}

/** Parses what begins with an identifier, keywords among them that are not reserved. */
function parseWord(cursor: Cursor): Expression {
  if (!cursor.isIdentifierAt(0)) cursor.failExpecting('<expression>');
  const { kind, position } = cursor;
  const next = cursor.peek();
  if (isInterval(cursor)) return parseInterval(cursor);
  if (next === 'string' || next === 'unicode string') {
    const type = parseIdentifier(cursor).value;
    if (type.toUpperCase() === 'X')
      cursor.reject("Spaces are not allowed between 'X' and the starting quote of a binary literal", position);
    return { kind: 'TypedLiteral', type, value: parseString(cursor).value, position };
  }
  if (kind === 'DOUBLE' && next === 'PRECISION' && /string$/.test(cursor.peek(2))) {
    cursor.index += 2;
    return { kind: 'TypedLiteral', type: 'DOUBLE', value: parseString(cursor).value, position };
  }
  if (kind === 'ARRAY' && next === '[') {
    cursor.index++;
    return { ...parseArrayElements(cursor), position };
  }
  const form = next === '(' ? wordForms[kind]?.(cursor) : undefined;
  if (form) return form;
  if (findFunctionCall(cursor) && !isArgumentMissing(cursor)) return parseFunctionCall(cursor);
  const name = parseIdentifier(cursor);
  if (cursor.kind === '->') return parseLambdaBody(cursor, [name], position);
  if (cursor.kind === 'OVER' && (cursor.peek() === '(' || cursor.isIdentifierAt(1)))
    return { kind: 'WindowMeasure', name, over: parseOver(cursor), position };
  if (cursor.isNameUndecided) {
    cursor.note(['(', '->', 'OVER']);
    cursor.noteLabel('<string>');
  }
  return name;
}

// Where what follows a point or parenthesis fits neither way, Trino finds fault with the point or parenthesis itself,
// unless it is still looking ahead for other reasons. The two tests say so when an error is to be explained.

function isFieldMissing(cursor: Cursor): boolean {
  if (!cursor.expectations || cursor.isNameUndecided || cursor.isInSelectItem) return false;
  return !cursor.isIdentifierAt(1);
}

function isArgumentMissing(cursor: Cursor): boolean {
  if (!cursor.expectations || cursor.isNameUndecided || cursor.peek(1) !== '(') return false;
  const startsItem = cursor.isInSelectItem && ['SELECT', ',', 'DISTINCT', 'ALL'].includes(cursor.peek(-1));
  const first = cursor.peek(2);
  const fits =
    first in rules || cursor.isIdentifierAt(2) || [')', '*', 'DISTINCT', 'ORDER', 'NOT', '+'].includes(first);
  return !startsItem && !fits;
}

function parseParameter(cursor: Cursor): Expression {
  const { position } = cursor;
  cursor.expect('?');
  return { kind: 'Parameter', index: cursor.parameterCount++, position };
}

function parseArrayElements(cursor: Cursor): Expression {
  const { position } = cursor;
  cursor.expect('[');
  const elements = cursor.is(']') ? [] : cursor.list(cursor.rules.expression);
  cursor.expect(']');
  return { kind: 'ArrayConstructor', elements, position };
}

/** Parses what begins with a parenthesis: a lambda, a query, a row or an expression on its own. */
function parseParenthesis(cursor: Cursor): Expression {
  const { position } = cursor;
  if (isLambda(cursor)) {
    cursor.index++;
    const parameters = cursor.is(')') ? [] : cursor.list(parseIdentifier);
    cursor.expect(')');
    return parseLambdaBody(cursor, parameters, position);
  }
  cursor.index++;
  if (cursor.isQueryAt(cursor.index)) {
    const query = cursor.rules.query(cursor);
    cursor.expect(')');
    return { kind: 'ScalarSubquery', query, position };
  }
  cursor.noteLabel('<query>');
  const fields = cursor.grouped(cursor.rules.expression);
  cursor.expect(')');
  return fields.length === 1 ? fields[0]! : { kind: 'RowConstructor', fields, position };
}

/** Only parameters and nothing else are between the parentheses, and an arrow follows. */
function isLambda(cursor: Cursor): boolean {
  if (cursor.peek() === ')') return true;
  let offset = 1;
  while (cursor.isIdentifierAt(offset) && cursor.peek(offset + 1) === ',') offset += 2;
  return cursor.isIdentifierAt(offset) && cursor.peek(offset + 1) === ')' && cursor.peek(offset + 2) === '->';
}

function parseLambdaBody(
  cursor: Cursor,
  parameters: Extract<Expression, { kind: 'Lambda' }>['parameters'],
  position: Expression['position'],
): Expression {
  cursor.expect('->');
  return { kind: 'Lambda', parameters, body: cursor.rules.expression(cursor), position };
}
