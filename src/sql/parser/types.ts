import type { DataType, IntervalField, RowTypeField, TypeParameter } from '../ast/written-type.js';
import type { Cursor } from './cursor.js';
import { parseIdentifier } from './names.js';

/** Lists the units of intervals. */
export const intervalFields = ['YEAR', 'MONTH', 'DAY', 'HOUR', 'MINUTE', 'SECOND'] as const;

/** Parses a type. */
export function parseType(cursor: Cursor): DataType {
  return cursor.labelled('<type>', (inner) => inner.nested(parseTypeWithSuffix));
}

function parseTypeWithSuffix(cursor: Cursor): DataType {
  const { position } = cursor;
  let type = parsePrefixType(cursor);
  for (let count = 0; cursor.is('ARRAY'); count++) {
    cursor.limit(count);
    const { position: arrayPosition } = cursor;
    cursor.index++;
    if (cursor.accept('[')) {
      cursor.reject('Explicit array size not supported', position);
      cursor.expect('integer');
      cursor.expect(']');
    }
    const name = { kind: 'Identifier', value: 'ARRAY', delimited: false, position: arrayPosition } as const;
    type = { kind: 'GenericType', name, parameters: [type], position };
  }
  return type;
}

function parsePrefixType(cursor: Cursor): DataType {
  const { position, kind } = cursor;
  const next = cursor.peek();
  if (kind === 'ROW' && next === '(') {
    cursor.index++;
    const fields = cursor.parenthesized((inner) => inner.list(parseRowField));
    return { kind: 'RowType', fields, position };
  }
  if (kind === 'INTERVAL' && isIntervalField(next)) {
    cursor.index++;
    const from = parseIntervalField(cursor);
    return { kind: 'IntervalType', from, to: cursor.accept('TO') ? parseIntervalField(cursor) : from, position };
  }
  if (kind === 'TIMESTAMP' || kind === 'TIME') return parseDateTimeType(cursor);
  if (kind === 'DOUBLE' && next === 'PRECISION') {
    const name = parseIdentifier(cursor);
    cursor.index++;
    return { kind: 'GenericType', name, parameters: [], position };
  }
  const name = parseIdentifier(cursor);
  const isLegacy = (kind === 'ARRAY' || kind === 'MAP') && cursor.accept('<');
  if (isLegacy) {
    const parameters = [parseType(cursor)];
    if (kind === 'MAP') {
      cursor.expect(',');
      parameters.push(parseType(cursor));
    }
    cursor.expect('>');
    return { kind: 'GenericType', name, parameters, position };
  }
  const parameters = cursor.is('(') ? cursor.parenthesized((inner) => inner.list(parseTypeParameter)) : [];
  return { kind: 'GenericType', name, parameters, position };
}

function parseDateTimeType(cursor: Cursor): DataType {
  const { position } = cursor;
  const base = cursor.expectAny('TIMESTAMP', 'TIME') === 'TIMESTAMP' ? 'timestamp' : 'time';
  if (cursor.is('(') && isParameterList(cursor)) {
    cursor.index--;
    const name = parseIdentifier(cursor);
    const parameters = cursor.parenthesized((inner) => inner.list(parseTypeParameter));
    return { kind: 'GenericType', name, parameters, position };
  }
  const precision = cursor.is('(') ? cursor.parenthesized(parseTypeParameter) : undefined;
  if (cursor.kind === 'WITH') cursor.noteAhead(1, 'TIME');
  const withTimeZone = cursor.isSequence('WITH', 'TIME');
  if (withTimeZone || cursor.isSequence('WITHOUT', 'TIME')) {
    cursor.index++;
    cursor.expectAll('TIME', 'ZONE');
  }
  return { kind: 'DateTimeType', base, withTimeZone, precision, position };
}

/** A precision is one number or name: with more in the parentheses this is a type that nobody knows. */
const isParameterList = (cursor: Cursor): boolean => cursor.peek(1) !== ')' && cursor.peek(2) === ',';

function parseTypeParameter(cursor: Cursor): TypeParameter {
  const { position } = cursor;
  if (!cursor.is('integer')) return parseType(cursor);
  const value = cursor.textOf(cursor.expect('integer')).replaceAll('_', '');
  return { kind: 'NumericTypeParameter', value, position };
}

function parseRowField(cursor: Cursor): RowTypeField {
  const { position } = cursor;
  const name = isNamedField(cursor) ? parseIdentifier(cursor) : undefined;
  return { name, type: parseType(cursor), position };
}

/** Two words are a name and a type, unless together they are a type. */
function isNamedField(cursor: Cursor): boolean {
  if (!cursor.isIdentifierAt(0) || !cursor.isIdentifierAt(1)) return false;
  const { kind } = cursor;
  const next = cursor.peek(1);
  const third = cursor.peek(2);
  if (next === 'ARRAY') return third === '(' || third === '<' || third === 'ARRAY';
  const endsField = third === ',' || third === ')';
  if (kind === 'DOUBLE' && next === 'PRECISION') return !endsField && third !== 'ARRAY';
  if (kind === 'INTERVAL' && isIntervalField(next)) return !endsField && third !== 'TO' && third !== 'ARRAY';
  if (kind === 'TIMESTAMP' || kind === 'TIME') return next !== 'WITHOUT';
  return true;
}

/** Tells whether a token of this kind is a unit of intervals. */
export function isIntervalField(kind: string): kind is IntervalField {
  return (intervalFields as readonly string[]).includes(kind);
}

/** Parses a unit of intervals. */
export function parseIntervalField(cursor: Cursor): IntervalField {
  return cursor.expectAny(...intervalFields);
}
