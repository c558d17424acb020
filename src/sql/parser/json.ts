import type { Position } from '../../base/lake-error.js';
import type {
  JsonFormat,
  JsonInput,
  JsonPathInvocation,
  JsonQueryBehavior,
  JsonQueryClauses,
  JsonReturning,
  JsonValueBehavior,
} from '../ast/json.js';
import type { Expression } from '../ast/tree.js';
import type { Cursor } from './cursor.js';
import { parseIdentifier, parseString } from './names.js';
import type { TokenKind } from './token.js';
import { parseType } from './types.js';

/** Maps each word of the SQL/JSON functions to its rule. */
export const jsonForms: Partial<Record<TokenKind, (cursor: Cursor) => Expression>> = {
  JSON_EXISTS: (cursor) => {
    const position = open(cursor);
    const path = parseJsonPath(cursor);
    const onError = cursor.acceptAny('TRUE', 'FALSE', 'UNKNOWN', 'ERROR');
    if (onError) cursor.expectAll('ON', 'ERROR');
    cursor.expect(')');
    return { kind: 'JsonExists', path, onError, position };
  },
  JSON_VALUE: (cursor) => {
    const position = open(cursor);
    const path = parseJsonPath(cursor);
    const returning = cursor.accept('RETURNING') ? parseType(cursor) : undefined;
    const behaviors = parseBehaviors(cursor, parseJsonValueBehavior);
    cursor.expect(')');
    return { kind: 'JsonValue', path, returning, ...behaviors, position };
  },
  JSON_QUERY: (cursor) => {
    const position = open(cursor);
    const path = parseJsonPath(cursor);
    const returning = parseReturning(cursor);
    const clauses = parseJsonQueryClauses(cursor);
    cursor.expect(')');
    return { kind: 'JsonQuery', path, returning, ...clauses, position };
  },
  JSON_OBJECT: parseJsonObject,
  JSON_ARRAY: (cursor) => {
    const position = open(cursor);
    const isEmpty = cursor.is(')') || cursor.is('RETURNING');
    const elements = isEmpty ? [] : cursor.list(parseJsonInput);
    const onNull = isEmpty ? undefined : parseOnNull(cursor);
    const returning = parseReturning(cursor);
    cursor.expect(')');
    return { kind: 'JsonArray', elements, onNull, returning, position };
  },
};

function open(cursor: Cursor): Position {
  const { position } = cursor;
  cursor.index++;
  cursor.expect('(');
  return position;
}

/** Parses `input, 'path' [AS name] [PASSING …]`. */
export function parseJsonPath(cursor: Cursor): JsonPathInvocation<Expression> {
  const { position } = cursor;
  const input = parseJsonInput(cursor);
  cursor.expect(',');
  const path = parseString(cursor);
  const pathName = cursor.accept('AS') ? parseIdentifier(cursor) : undefined;
  const passing = cursor.accept('PASSING') ? cursor.list(parseJsonArgument) : [];
  return { input, path, pathName, passing, position };
}

function parseJsonArgument(cursor: Cursor): JsonPathInvocation<Expression>['passing'][number] {
  const input = parseJsonInput(cursor);
  cursor.expect('AS');
  return { input, name: parseIdentifier(cursor) };
}

function parseJsonInput(cursor: Cursor): JsonInput<Expression> {
  const { position } = cursor;
  const value = cursor.rules.expression(cursor);
  return { value, format: parseFormat(cursor), position };
}

function parseFormat(cursor: Cursor): JsonFormat | undefined {
  return cursor.accept('FORMAT') ? parseJsonFormat(cursor) : undefined;
}

/** Parses what follows FORMAT. */
export function parseJsonFormat(cursor: Cursor): JsonFormat {
  cursor.expect('JSON');
  return cursor.accept('ENCODING') ? cursor.expectAny('UTF8', 'UTF16', 'UTF32') : 'JSON';
}

function parseReturning(cursor: Cursor): JsonReturning | undefined {
  if (!cursor.accept('RETURNING')) return undefined;
  const type = parseType(cursor);
  return { type, format: parseFormat(cursor) };
}

/** Parses `behavior ON EMPTY behavior ON ERROR`, either part optional. */
export function parseBehaviors<B>(
  cursor: Cursor,
  parseBehavior: (cursor: Cursor) => B | undefined,
): { readonly onEmpty: B | undefined; readonly onError: B | undefined } {
  let onEmpty: B | undefined;
  let onError = parseBehavior(cursor);
  if (onError === undefined) return { onEmpty, onError };
  cursor.expect('ON');
  if (cursor.expectAny('EMPTY', 'ERROR') === 'ERROR') return { onEmpty, onError };
  onEmpty = onError;
  onError = parseBehavior(cursor);
  if (onError !== undefined) cursor.expectAll('ON', 'ERROR');
  return { onEmpty, onError };
}

/** Parses `ERROR | NULL | DEFAULT x` where it is there. */
export function parseJsonValueBehavior(cursor: Cursor): JsonValueBehavior<Expression> | undefined {
  if (cursor.accept('ERROR')) return { kind: 'error' };
  if (cursor.accept('NULL')) return { kind: 'null' };
  return cursor.accept('DEFAULT') ? { kind: 'default', value: cursor.rules.expression(cursor) } : undefined;
}

function parseJsonQueryBehavior(cursor: Cursor): JsonQueryBehavior | undefined {
  const word = cursor.acceptAny('ERROR', 'NULL', 'EMPTY');
  return word === 'EMPTY' ? `EMPTY ${cursor.expectAny('ARRAY', 'OBJECT')}` : word;
}

/** Parses the wrapper, quotes and behavior clauses of JSON_QUERY. */
export function parseJsonQueryClauses(cursor: Cursor): JsonQueryClauses {
  const wrapper = parseWrapper(cursor);
  const quotes = cursor.acceptAny('KEEP', 'OMIT');
  if (quotes) {
    cursor.expect('QUOTES');
    if (cursor.accept('ON')) cursor.expectAll('SCALAR', 'STRING');
  }
  return { wrapper, quotes, ...parseBehaviors(cursor, parseJsonQueryBehavior) };
}

function parseWrapper(cursor: Cursor): JsonQueryClauses['wrapper'] {
  const word = cursor.acceptAny('WITHOUT', 'WITH');
  if (!word) return undefined;
  const condition = word === 'WITH' ? (cursor.acceptAny('CONDITIONAL', 'UNCONDITIONAL') ?? 'UNCONDITIONAL') : 'WITHOUT';
  cursor.accept('ARRAY');
  cursor.expect('WRAPPER');
  return condition;
}

function parseOnNull(cursor: Cursor): 'NULL' | 'ABSENT' | undefined {
  const word = cursor.acceptAny('NULL', 'ABSENT');
  if (word) cursor.expectAll('ON', 'NULL');
  return word;
}

function parseJsonObject(cursor: Cursor): Expression {
  const position = open(cursor);
  const isEmpty = cursor.is(')') || cursor.is('RETURNING');
  const members = isEmpty ? [] : cursor.list(parseJsonMember);
  const onNull = isEmpty ? undefined : parseOnNull(cursor);
  const uniqueness = isEmpty ? undefined : cursor.acceptAny('WITH', 'WITHOUT');
  if (uniqueness) {
    cursor.expect('UNIQUE');
    cursor.accept('KEYS');
  }
  const returning = parseReturning(cursor);
  cursor.expect(')');
  return { kind: 'JsonObject', members, onNull, hasUniqueKeys: uniqueness === 'WITH', returning, position };
}

function parseJsonMember(cursor: Cursor): { key: Expression; input: JsonInput<Expression> } {
  const hasKeyWord = cursor.is('KEY') && !isKeyColumn(cursor.peek(1), cursor.peek(2));
  if (hasKeyWord) cursor.index++;
  const key = cursor.rules.expression(cursor);
  if (hasKeyWord || !cursor.accept(':')) cursor.expect('VALUE');
  return { key, input: parseJsonInput(cursor) };
}

/** KEY is not reserved: before an operator, or VALUE with its value, it is a column. */
function isKeyColumn(next: TokenKind, afterNext: TokenKind): boolean {
  if (next === 'VALUE') return afterNext !== 'VALUE' && afterNext !== '.';
  return [':', '.', '[', '||', '+', '*', '/', '%', '=', '<', '>'].includes(next);
}
