import type { Position } from '../../base/lake-error.js';
import type { StringLiteral } from '../ast/leaf.js';
import type { Expression, ListAggregate, WhenClause } from '../ast/tree.js';
import type { Cursor } from './cursor.js';
import { isOver, parseFilter, plainCall } from './function-call.js';
import { parseIdentifier, parseQualifiedName, parseString } from './names.js';
import { acceptSetQuantifier } from './set-quantifier.js';
import type { TokenKind } from './token.js';
import { parseType } from './types.js';
import { parseOver, parseSortItem } from './window.js';

type Rules = Partial<Record<TokenKind, (cursor: Cursor) => Expression>>;

/** Maps each reserved word to the rule of the expression that begins with it. */
export const specialForms: Rules = {
  NULL: (cursor) => ({ kind: 'NullLiteral', position: positionOfWord(cursor) }),
  TRUE: (cursor) => ({ kind: 'BooleanLiteral', value: true, position: positionOfWord(cursor) }),
  FALSE: (cursor) => ({ kind: 'BooleanLiteral', value: false, position: positionOfWord(cursor) }),
  CASE: parseCase,
  CAST: (cursor) => parseCast(cursor, false),
  EXISTS: parseExists,
  EXTRACT: parseExtract,
  TRIM: parseTrim,
  NORMALIZE: parseNormalize,
  GROUPING: parseGrouping,
  LISTAGG: parseListAggregate,
  CURRENT_DATE: parseCurrentDate,
  CURRENT_TIME: (cursor) => parseCurrentMoment(cursor, 'CURRENT_TIME'),
  CURRENT_TIMESTAMP: (cursor) => parseCurrentMoment(cursor, 'CURRENT_TIMESTAMP'),
  LOCALTIME: (cursor) => parseCurrentMoment(cursor, 'LOCALTIME'),
  LOCALTIMESTAMP: (cursor) => parseCurrentMoment(cursor, 'LOCALTIMESTAMP'),
  CURRENT_USER: (cursor) => ({ kind: 'CurrentContext', name: 'CURRENT_USER', position: positionOfWord(cursor) }),
  CURRENT_CATALOG: (cursor) => ({ kind: 'CurrentContext', name: 'CURRENT_CATALOG', position: positionOfWord(cursor) }),
  CURRENT_SCHEMA: (cursor) => ({ kind: 'CurrentContext', name: 'CURRENT_SCHEMA', position: positionOfWord(cursor) }),
  CURRENT_PATH: (cursor) => ({ kind: 'CurrentContext', name: 'CURRENT_PATH', position: positionOfWord(cursor) }),
};

/** Maps words that are not reserved to rules that answer undefined when, after all, an ordinary call follows. */
export const wordForms: Partial<Record<TokenKind, (cursor: Cursor) => Expression | undefined>> = {
  TRY_CAST: (cursor) => (isWordInside(cursor, 'AS') ? parseCast(cursor, true) : undefined),
  ROW: parseRow,
  POSITION: parsePosition,
  SUBSTRING: parseSubstring,
};

function positionOfWord(cursor: Cursor): Position {
  const { position } = cursor;
  cursor.index++;
  return position;
}

function parseOperand(cursor: Cursor): Expression {
  return cursor.labelled('<expression>', cursor.rules.valueExpression);
}

function parseCase(cursor: Cursor): Expression {
  const position = positionOfWord(cursor);
  const operand = cursor.is('WHEN') ? undefined : cursor.rules.expression(cursor);
  const whens: WhenClause[] = [];
  while (cursor.is('WHEN')) {
    const whenPosition = positionOfWord(cursor);
    const condition = cursor.rules.expression(cursor);
    cursor.expect('THEN');
    whens.push({ condition, result: cursor.rules.expression(cursor), position: whenPosition });
  }
  if (whens.length === 0) cursor.fail();
  const otherwise = cursor.accept('ELSE') ? cursor.rules.expression(cursor) : undefined;
  cursor.expect('END');
  return operand
    ? { kind: 'SimpleCase', operand, whens, otherwise, position }
    : { kind: 'SearchedCase', whens, otherwise, position };
}

function parseCast(cursor: Cursor, isSafe: boolean): Expression {
  const position = positionOfWord(cursor);
  cursor.expect('(');
  const value = cursor.rules.expression(cursor);
  cursor.expect('AS');
  const type = parseType(cursor);
  cursor.expect(')');
  return { kind: 'Cast', value, type, isSafe, position };
}

function parseExists(cursor: Cursor): Expression {
  const position = positionOfWord(cursor);
  return { kind: 'Exists', query: cursor.parenthesized(cursor.rules.query), position };
}

const extractFields = new Set([
  ...['YEAR', 'QUARTER', 'MONTH', 'WEEK', 'DAY', 'DAY_OF_MONTH', 'DAY_OF_WEEK', 'DOW', 'DAY_OF_YEAR', 'DOY'],
  ...['YEAR_OF_WEEK', 'YOW', 'HOUR', 'MINUTE', 'SECOND', 'TIMEZONE_HOUR', 'TIMEZONE_MINUTE'],
]);

function parseExtract(cursor: Cursor): Expression {
  const position = positionOfWord(cursor);
  cursor.expect('(');
  const written = parseIdentifier(cursor);
  const field = written.value.toUpperCase();
  if (!extractFields.has(field)) cursor.reject(`Invalid EXTRACT field: ${written.value}`, position);
  cursor.expect('FROM');
  const value = parseOperand(cursor);
  cursor.expect(')');
  return { kind: 'Extract', field, value, position };
}

function parseTrim(cursor: Cursor): Expression {
  const position = positionOfWord(cursor);
  cursor.expect('(');
  const written = trimSpecification(cursor);
  const specification = written ?? 'BOTH';
  const before = cursor.is('FROM') ? undefined : parseOperand(cursor);
  // TRIM(LEADING x FROM y), TRIM(FROM y), but TRIM(y) and TRIM(y, x).
  if (written || !before || cursor.is('FROM')) {
    cursor.expect('FROM');
    const value = parseOperand(cursor);
    cursor.expect(')');
    return { kind: 'Trim', specification, value, character: before, position };
  }
  const character = cursor.accept(',') ? parseOperand(cursor) : undefined;
  cursor.expect(')');
  return { kind: 'Trim', specification, value: before!, character, position };
}

/** The words are not reserved: TRIM(leading) trims a column. */
function trimSpecification(cursor: Cursor): 'LEADING' | 'TRAILING' | 'BOTH' | undefined {
  const next = cursor.peek();
  if (next === ')' || next === ',' || next === '.') return undefined;
  return cursor.acceptAny('LEADING', 'TRAILING', 'BOTH');
}

function parseNormalize(cursor: Cursor): Expression {
  const position = positionOfWord(cursor);
  cursor.expect('(');
  const value = parseOperand(cursor);
  const formPosition = cursor.position;
  const form = cursor.accept(',') ? cursor.expectAny('NFD', 'NFC', 'NFKD', 'NFKC') : 'NFC';
  cursor.expect(')');
  return plainCall('normalize', [value, { kind: 'StringLiteral', value: form, position: formPosition }], position);
}

function parseGrouping(cursor: Cursor): Expression {
  const position = positionOfWord(cursor);
  cursor.expect('(');
  const names = cursor.is(')') ? [] : cursor.list(parseQualifiedName);
  cursor.expect(')');
  const columns = names.map(({ parts: [first, ...rest] }) =>
    rest.reduce<Expression>((base, field) => ({ kind: 'Dereference', base, field, position: first!.position }), first!),
  );
  return { kind: 'Grouping', columns, position };
}

function parseListAggregate(cursor: Cursor): Expression {
  const position = positionOfWord(cursor);
  cursor.expect('(');
  const isDistinct = acceptSetQuantifier(cursor) === 'DISTINCT';
  const value = cursor.rules.expression(cursor);
  const separator = cursor.accept(',') ? parseString(cursor) : undefined;
  const overflow = cursor.accept('ON') ? parseOverflow(cursor) : undefined;
  cursor.expectAll(')', 'WITHIN', 'GROUP', '(', 'ORDER', 'BY');
  const orderBy = cursor.list(parseSortItem);
  cursor.expect(')');
  const filter = parseFilter(cursor);
  const over = isOver(cursor) ? parseOver(cursor) : undefined;
  return { kind: 'ListAggregate', isDistinct, value, separator, overflow, orderBy, filter, over, position };
}

function parseOverflow(cursor: Cursor): ListAggregate['overflow'] {
  cursor.expect('OVERFLOW');
  if (cursor.expectAny('ERROR', 'TRUNCATE') === 'ERROR') return undefined;
  let filler: StringLiteral | undefined;
  if (!cursor.is('WITH') && !cursor.is('WITHOUT')) filler = parseString(cursor);
  const withCount = cursor.expectAny('WITH', 'WITHOUT') === 'WITH';
  cursor.expect('COUNT');
  return { filler, withCount };
}

function parseCurrentDate(cursor: Cursor): Expression {
  return { kind: 'CurrentMoment', name: 'CURRENT_DATE', precision: undefined, position: positionOfWord(cursor) };
}

function parseCurrentMoment(
  cursor: Cursor,
  name: 'CURRENT_TIME' | 'CURRENT_TIMESTAMP' | 'LOCALTIME' | 'LOCALTIMESTAMP',
): Expression {
  const position = positionOfWord(cursor);
  const precision = cursor.is('(')
    ? cursor.parenthesized((inner) => Number(inner.textOf(inner.expect('integer')).replaceAll('_', '')))
    : undefined;
  return { kind: 'CurrentMoment', name, precision, position };
}

/** `ROW()` is a call of a function of that name. */
function parseRow(cursor: Cursor): Expression | undefined {
  if (cursor.peek(2) === ')') return undefined;
  const position = positionOfWord(cursor);
  const fields = cursor.parenthesized((inner) => {
    const values = inner.grouped(inner.rules.expression);
    inner.note(['ORDER']);
    return values;
  });
  return { kind: 'RowConstructor', fields, position };
}

/** Tells whether `word` stands between the parentheses of the call that begins here, not within others inside. */
function isWordInside(cursor: Cursor, word: TokenKind): boolean {
  const open = cursor.index + 1;
  const close = cursor.closingOf(open);
  for (let index = open + 1; index < close; index++) {
    const { kind } = cursor.tokens[index]!;
    if (kind === word) return true;
    if (kind === '(') index = cursor.closingOf(index);
  }
  return false;
}

/** Like `isWordInside`, but within the first argument. */
function hasWordInside(cursor: Cursor, word: TokenKind): boolean {
  const open = cursor.index + 1;
  const close = cursor.closingOf(open);
  for (let index = open + 1; index < close; index++) {
    const { kind } = cursor.tokens[index]!;
    if (kind === word) return true;
    if (kind === ',') return false;
    if (kind === '(') index = cursor.closingOf(index);
  }
  return false;
}

function parsePosition(cursor: Cursor): Expression | undefined {
  if (!hasWordInside(cursor, 'IN')) return undefined;
  const position = positionOfWord(cursor);
  cursor.expect('(');
  const part = parseOperand(cursor);
  cursor.expect('IN');
  const whole = parseOperand(cursor);
  cursor.expect(')');
  return plainCall('strpos', [whole, part], position);
}

function parseSubstring(cursor: Cursor): Expression | undefined {
  if (!hasWordInside(cursor, 'FROM')) return undefined;
  const position = positionOfWord(cursor);
  cursor.expect('(');
  const values = [parseOperand(cursor)];
  cursor.expect('FROM');
  values.push(parseOperand(cursor));
  if (cursor.accept('FOR')) values.push(parseOperand(cursor));
  cursor.expect(')');
  return plainCall('substr', values, position);
}
