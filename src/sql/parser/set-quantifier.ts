import type { Cursor } from './cursor.js';
import type { TokenKind } from './token.js';

const clauseEnds = new Set<TokenKind>([
  ...([',', ')', ']', '.', 'end', 'FROM', 'WHERE', 'GROUP', 'HAVING', 'ORDER', 'AS', ';'] as const),
  ...(['UNION', 'EXCEPT', 'INTERSECT', '=', '<>', '<', '>', '<=', '>=', '/', '%', '||', '->'] as const),
  ...(['AND', 'OR', 'IN', 'IS', 'LIKE', 'BETWEEN'] as const),
]);

/** Reads DISTINCT or ALL, unless ALL is the name of a column here: `SELECT all, x`. */
export function acceptSetQuantifier(cursor: Cursor): 'DISTINCT' | 'ALL' | undefined {
  if (cursor.accept('DISTINCT')) return 'DISTINCT';
  if (!cursor.is('ALL') || clauseEnds.has(cursor.peek())) return undefined;
  cursor.index++;
  return 'ALL';
}
