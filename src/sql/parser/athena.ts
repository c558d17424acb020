import type { Optimize, Unload, Vacuum } from '../ast/statement.js';
import { parseWithProperties } from './create.js';
import type { Cursor } from './cursor.js';
import { parseWhere } from './dml.js';
import { parseQualifiedName, parseString } from './names.js';
import { expectWord } from './words.js';

/** The statements that Athena adds to Trino's. Their words are no keywords: they stay names everywhere else. */
const rules: Readonly<Record<string, (cursor: Cursor) => Unload | Optimize | Vacuum>> = {
  UNLOAD: parseUnload,
  OPTIMIZE: parseOptimize,
  VACUUM: parseVacuum,
};

/** Finds the rule of the statement that begins at the token at hand. */
export function findAthenaRule(cursor: Cursor): ((cursor: Cursor) => Unload | Optimize | Vacuum) | undefined {
  if (cursor.kind !== 'identifier') return undefined;
  const word = cursor.textOf(cursor.token).toUpperCase();
  return Object.hasOwn(rules, word) ? rules[word] : undefined;
}

function parseUnload(cursor: Cursor): Unload {
  const { position } = cursor;
  cursor.index++;
  const query = cursor.parenthesized(cursor.rules.query);
  cursor.expect('TO');
  const location = parseString(cursor).value;
  if (!cursor.is('WITH')) cursor.fail();
  return { kind: 'Unload', query, location, properties: parseWithProperties(cursor), position };
}

function parseOptimize(cursor: Cursor): Optimize {
  const { position } = cursor;
  cursor.index++;
  const table = parseQualifiedName(cursor);
  expectWord(cursor, 'REWRITE');
  cursor.expectAll('DATA', 'USING');
  expectWord(cursor, 'BIN_PACK');
  return { kind: 'Optimize', table, where: parseWhere(cursor), position };
}

function parseVacuum(cursor: Cursor): Vacuum {
  const { position } = cursor;
  cursor.index++;
  return { kind: 'Vacuum', table: parseQualifiedName(cursor), position };
}
