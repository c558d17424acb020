import type { ArithmeticOperator, Expression } from '../ast/tree.js';
import type { Cursor } from './cursor.js';
import { plainCall } from './function-call.js';
import { parseInterval } from './literals.js';
import { parseString } from './names.js';
import { parsePrimary } from './primary.js';
import type { TokenKind } from './token.js';

const strengths: Partial<Record<TokenKind, number>> = { '||': 1, '+': 2, '-': 2, '*': 3, '/': 3, '%': 3 };
const unaryStrength = 4;

/**
 * Parses an expression without predicates and logic: arithmetic, `||`, AT TIME ZONE. Reads the operators that bind at
 * least as strongly as `strengthMin`; those of one strength group from the left.
 */
export function parseValueExpression(cursor: Cursor, strengthMin = 1): Expression {
  let left = isSigned(cursor) ? parseSigned(cursor) : parsePrimary(cursor);
  let zoneCount = 0;
  while (true) {
    cursor.note(['AT', '+', '-', '*', '/', '%', '||']);
    const { kind, position } = cursor;
    if (kind === 'AT' && isAtTimeZone(cursor)) {
      cursor.expectAll('AT', 'TIME', 'ZONE');
      cursor.limit(++zoneCount);
      left = { kind: 'AtTimeZone', value: left, zone: parseZone(cursor), position };
      continue;
    }
    const strength = strengths[kind] ?? 0;
    if (strength < strengthMin) return left;
    cursor.index++;
    const right = parseOperand(cursor, strength + 1);
    left =
      kind === '||'
        ? plainCall('concat', [left, right], position)
        : { kind: 'ArithmeticBinary', operator: kind as ArithmeticOperator, left, right, position };
  }
}

function parseOperand(cursor: Cursor, strengthMin: number): Expression {
  return cursor.labelled('<expression>', (inner) => parseValueExpression(inner, strengthMin));
}

/** AT is not reserved: alone it is an alias, where there can be one. */
function isAtTimeZone(cursor: Cursor): boolean {
  if (cursor.isNameUndecided) cursor.noteAhead(1, 'TIME');
  return cursor.peek(1) === 'TIME';
}

/** A minus before digits is part of the number, so that the least bigint can be written. */
function isSigned(cursor: Cursor): boolean {
  if (cursor.kind === '+') return true;
  if (cursor.kind !== '-') return false;
  const next = cursor.peek();
  return next !== 'integer' && next !== 'decimal' && next !== 'double';
}

function parseSigned(cursor: Cursor): Expression {
  const { position } = cursor;
  const operator = cursor.expectAny('+', '-');
  const value = cursor.nested((inner) => parseOperand(inner, unaryStrength));
  return { kind: 'ArithmeticUnary', operator, value, position };
}

function parseZone(cursor: Cursor): Expression {
  return cursor.is('INTERVAL') ? parseInterval(cursor) : parseString(cursor);
}
