import { LakeError } from '../base/lake-error.js';
import type { Statement } from './ast/statement.js';
import type { Expression } from './ast/tree.js';
import type { DataType } from './ast/written-type.js';
import { Cursor, type GrammarRules, Mismatch, positionOf } from './parser/cursor.js';
import * as grammar from './parser/expression.js';
import { parseQuery } from './parser/query.js';
import { parseRelation } from './parser/relation.js';
import { parseAnyStatement } from './parser/statement.js';
import * as types from './parser/types.js';
import { parseValueExpression } from './parser/value-expression.js';

export { formatExpression, formatQuery, formatStatement, formatType } from './format.js';

const textLengthMax = 1_000_000;

const rules: GrammarRules = {
  expression: grammar.parseExpression,
  valueExpression: parseValueExpression,
  query: parseQuery,
  relation: parseRelation,
};

/**
 * Parses one statement of the Trino grammar, without a semicolon after it. Throws SYNTAX_ERROR with the position and
 * what was expected there, or QUERY_TEXT_TOO_LARGE.
 */
export function parseStatement(text: string): Statement {
  return parseWhole(text, parseAnyStatement);
}

/** Parses one expression. */
export function parseExpression(text: string): Expression {
  return parseWhole(text, grammar.parseExpression);
}

/** Parses one type. */
export function parseType(text: string): DataType {
  return parseWhole(text, types.parseType);
}

/**
 * Lists what may come next after the first `offset` characters of a statement, as error messages name it:
 * `'FROM'`, `<expression>`, `<identifier>`. A word that the offset cuts or ends is taken as still being typed.
 * The list is empty where the text before is already wrong.
 */
export function expectedTokens(text: string, offset: number): string[] {
  const before = text.slice(0, offset).replace(/[A-Za-z0-9_]+$/, '');
  const cursor = new Cursor(before, rules, true);
  try {
    readWhole(cursor, parseAnyStatement);
  } catch (error) {
    if (!(error instanceof Mismatch) && !(error instanceof LakeError)) throw error;
  }
  const expectations = cursor.expectations!;
  return expectations.furthest === cursor.tokens.length - 1 ? expectations.labels : [];
}

/** Parses a whole text by one rule. Throws SYNTAX_ERROR, QUERY_TEXT_TOO_LARGE. */
export function parseWhole<T>(text: string, rule: (cursor: Cursor) => T): T {
  if (text.length > textLengthMax)
    throw new LakeError(
      'QUERY_TEXT_TOO_LARGE',
      `Query text length (${text.length}) exceeds the maximum length (${textLengthMax})`,
    );
  try {
    return readWhole(new Cursor(text, rules), rule);
  } catch (error) {
    if (!(error instanceof Mismatch)) throw error;
    return explainMismatch(text, rule);
  }
}

function readWhole<T>(cursor: Cursor, rule: (cursor: Cursor) => T): T {
  const result = rule(cursor);
  cursor.expect('end');
  if (cursor.rejection) throw cursor.rejection;
  return result;
}

/** Reads a wrong text again, now noting what the grammar asks for, which the first reading saves itself. */
function explainMismatch(text: string, rule: (cursor: Cursor) => unknown): never {
  const cursor = new Cursor(text, rules, true);
  try {
    readWhole(cursor, rule);
  } catch (error) {
    if (!(error instanceof Mismatch)) throw error;
  }
  const expectations = cursor.expectations!;
  const token = cursor.tokens[expectations.furthest]!;
  const found = token.kind === 'end' ? '<EOF>' : cursor.textOf(token);
  throw new LakeError('SYNTAX_ERROR', `mismatched input '${found}'. Expecting: ${expectations.labels.join(', ')}`, {
    position: positionOf(token),
  });
}
