import type { IntervalLiteral } from '../ast/leaf.js';
import type { Expression } from '../ast/tree.js';
import { type Cursor, positionOf } from './cursor.js';
import { parseString } from './names.js';
import { isIntervalField, parseIntervalField } from './types.js';

const bigintMin = -(2n ** 63n);
const bigintMax = 2n ** 63n - 1n;

/** Parses a number with the minus that belongs to it. */
export function parseNumber(cursor: Cursor): Expression {
  const { position } = cursor;
  const sign = cursor.accept('-') ? '-' : '';
  const { token } = cursor;
  cursor.index++;
  const digits = cursor.textOf(token).replaceAll('_', '');
  if (token.kind === 'decimal') return { kind: 'DecimalLiteral', value: sign + digits, position };
  if (token.kind === 'double') return { kind: 'DoubleLiteral', value: Number(sign + digits), position };
  const magnitude = BigInt(digits);
  const value = sign === '-' ? -magnitude : magnitude;
  if (value < bigintMin || value > bigintMax) {
    cursor.reject(`Invalid numeric literal: ${sign}${cursor.textOf(token)}`, position);
    return { kind: 'IntegerLiteral', value: 0n, position };
  }
  return { kind: 'IntegerLiteral', value, position };
}

/** Parses `X'4142'`, blanks between digits allowed. */
export function parseBinary(cursor: Cursor): Expression {
  const token = cursor.expect('binary');
  const position = positionOf(token);
  const digits = cursor
    .textOf(token)
    .slice(2, -1)
    .replace(/[ \r\n\t]/g, '');
  if (/[^0-9a-fA-F]/.test(digits)) cursor.reject('Binary literal can only contain hexadecimal digits', position);
  else if (digits.length % 2 !== 0) cursor.reject('Binary literal must contain an even number of digits', position);
  const value = new Uint8Array(digits.length >> 1);
  for (let i = 0; i < value.length; i++) value[i] = Number.parseInt(digits.slice(2 * i, 2 * i + 2), 16);
  return { kind: 'BinaryLiteral', value, position };
}

/** Tells whether INTERVAL is the word of a literal here, not a column or a type's name. */
export function isInterval(cursor: Cursor): boolean {
  if (cursor.kind !== 'INTERVAL') return false;
  const sign = cursor.peek(1);
  const textAt = sign === '+' || sign === '-' ? 2 : 1;
  const text = cursor.peek(textAt);
  if (text === 'string') return isIntervalField(cursor.peek(textAt + 1));
  return text === 'unicode string';
}

/** Parses `INTERVAL [+-] '…' field [TO field]`. */
export function parseInterval(cursor: Cursor): IntervalLiteral {
  const { position } = cursor;
  cursor.expect('INTERVAL');
  const isNegative = cursor.acceptAny('+', '-') === '-';
  const { value } = parseString(cursor);
  const from = parseIntervalField(cursor);
  // TO is not reserved: alone it is an alias.
  const to = isIntervalField(cursor.peek()) && cursor.accept('TO') ? parseIntervalField(cursor) : undefined;
  return { kind: 'IntervalLiteral', value, isNegative, from, to, position };
}
