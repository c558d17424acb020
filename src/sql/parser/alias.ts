import type { Identifier } from '../ast/names.js';
import type { Cursor } from './cursor.js';
import { parseIdentifier } from './names.js';
import type { TokenKind } from './token.js';

/** Parses `[AS] alias` where it is there. */
export function parseOptionalAlias(cursor: Cursor): Identifier | undefined {
  if (cursor.accept('AS')) return parseIdentifier(cursor);
  cursor.noteLabel('<identifier>');
  return cursor.isIdentifierAt(0) && !startsClause(cursor) ? parseIdentifier(cursor) : undefined;
}

/** Words that begin a clause are not reserved: what follows them tells the clause from an alias. */
function startsClause(cursor: Cursor): boolean {
  const next = cursor.peek();
  const isAny = (...kinds: readonly TokenKind[]): boolean => kinds.includes(next);
  switch (cursor.kind) {
    case 'LIMIT':
      return isAny('integer', '?', 'ALL');
    case 'OFFSET':
      return isAny('integer', '?');
    case 'FETCH':
      return isAny('FIRST', 'NEXT');
    case 'WINDOW':
      return cursor.isIdentifierAt(1);
    case 'TABLESAMPLE':
      return isAny('BERNOULLI', 'SYSTEM');
    case 'MATCH_RECOGNIZE':
      return isAny('(');
    default:
      return false;
  }
}
