import type { ArithmeticOperator, Expression } from '../ast/tree.js';
import type { Cursor } from './cursor.js';
import { plainCall } from './function-call.js';
import { parseInterval } from './literals.js';
import { parseString } from './names.js';
import { parsePrimary } from './primary.js';
import type { TokenKind } from './token.js';

const strengths: Partial<Record<TokenKind, number>> = { '||': 1, '+': 2, '-': 2, '*': 3, '/': 3, '%': 3 };
const unaryStrength = 4;

/** Parses an expression without predicates and logic: arithmetic, `||`, AT TIME ZONE. */
export function parseValueExpression(cursor: Cursor): Expression {
  return parseOperators(cursor, 1);
}

/** Parses operators that bind at least as strongly as `strengthMin`; those of one strength group from the left. */
function parseOperators(cursor: Cursor, strengthMin: number): Expression {
  let left = parsePrefixed(cursor);
  let zoneCount = 0;
  while (true) {
    cursor.note(['AT', '+', '-', '*', '/', '%', '||']);
    const { kind, position } = cursor;
    if (kind === 'AT' && cursor.peek(1) === 'TIME' && cursor.peek(2) === 'ZONE') {
      cursor.index += 3;
      cursor.limit(++zoneCount);
      left = { kind: 'AtTimeZone', value: left, zone: parseZone(cursor), position };
      continue;
    }
    const strength = strengths[kind] ?? 0;
    if (strength < strengthMin) return left;
    cursor.index++;
    const right = cursor.labelled('<expression>', (inner) => parseOperators(inner, strength + 1));
    left =
      kind === '||'
        ? plainCall('concat', [left, right], position)
        : { kind: 'ArithmeticBinary', operator: kind as ArithmeticOperator, left, right, position };
  }
}

function parsePrefixed(cursor: Cursor): Expression {
  const { kind, position } = cursor;
  if (kind !== '-' && kind !== '+') return parsePrimary(cursor);
  const next = cursor.peek();
  // A minus before digits is part of the number, so that the least bigint can be written.
  if (kind === '-' && (next === 'integer' || next === 'decimal' || next === 'double')) return parsePrimary(cursor);
  cursor.index++;
  const value = cursor.labelled('<expression>', (inner) =>
    inner.nested((deeper) => parseOperators(deeper, unaryStrength)),
  );
  return { kind: 'ArithmeticUnary', operator: kind, value, position };
}

function parseZone(cursor: Cursor): Expression {
  return cursor.is('INTERVAL') ? parseInterval(cursor) : parseString(cursor);
}
