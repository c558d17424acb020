import type { Principal } from '../ast/statement.js';
import type { Cursor } from './cursor.js';
import { parseIdentifier } from './names.js';

/** Parses `[USER | ROLE] name`. */
export function parsePrincipal(cursor: Cursor): Principal {
  const { position } = cursor;
  const type = cursor.isIdentifierAt(1) ? cursor.acceptAny('USER', 'ROLE') : undefined;
  return { type, name: parseIdentifier(cursor), position };
}
