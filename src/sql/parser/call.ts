import type { Call, CallArgument } from '../ast/statement.js';
import type { Cursor } from './cursor.js';
import { parseIdentifier, parseQualifiedName } from './names.js';

/** Parses CALL. */
export function parseCall(cursor: Cursor): Call {
  const { position } = cursor;
  cursor.expect('CALL');
  const name = parseQualifiedName(cursor);
  return { kind: 'Call', name, arguments: parseArguments(cursor), position };
}

/** Parses `(1, name => 2)`. */
export function parseArguments(cursor: Cursor): CallArgument[] {
  cursor.expect('(');
  const values = cursor.is(')') ? [] : cursor.list(parseArgument);
  cursor.expect(')');
  return values;
}

function parseArgument(cursor: Cursor): CallArgument {
  const { position } = cursor;
  const name = cursor.isIdentifierAt(0) && cursor.peek() === '=>' ? parseIdentifier(cursor) : undefined;
  if (name) cursor.expect('=>');
  return { name, value: cursor.rules.expression(cursor), position };
}
