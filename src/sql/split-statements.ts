import { scanHiveToken } from './hive/hive-token.js';
import { isHiveStart } from './hive/parse-hive-statement.js';
import { scanToken, skipBlanks } from './parser/tokenize.js';

/** One statement among several: its text without the semicolon, and where in the whole it begins. */
export interface StatementText {
  readonly text: string;
  readonly offset: number;
  /** False only of a last one without a semicolon, which may still be being typed. */
  readonly isTerminated: boolean;
}

/** Splits a text at the semicolons outside quotes and comments, leaving out statements without words. */
export function splitStatements(text: string): StatementText[] {
  const statements: StatementText[] = [];
  for (let at = skipBlanks(text, 0); at < text.length; ) {
    const { end, next, isTerminated } = findEnd(text, at);
    if (end > at) statements.push({ text: text.slice(at, end), offset: at, isTerminated });
    at = skipBlanks(text, next);
  }
  return statements;
}

/** Finds the end of the statement that begins at `start`, by the tokens of its grammar: a backslash in Hive's strings is an escape. */
function findEnd(text: string, start: number): { end: number; next: number; isTerminated: boolean } {
  const isHive = isHiveStart(text, start);
  let end = start;
  for (let at = start; at < text.length; at = skipBlanks(text, end)) {
    if (text[at] === ';') return { end, next: at + 1, isTerminated: true };
    // A quote or comment without an end takes in all the rest.
    if (isOpen(text, at, isHive)) return { end: text.length, next: text.length, isTerminated: false };
    end = isHive ? scanHiveToken(text, at).end : scanToken(text, at).end;
  }
  return { end, next: text.length, isTerminated: false };
}

function isOpen(text: string, at: number, isHive: boolean): boolean {
  const char = text[at];
  if (char === '/' && text[at + 1] === '*') return true;
  if (char !== "'" && char !== '"' && char !== '`') return false;
  return isHive ? scanHiveToken(text, at).kind === 'symbol' : scanToken(text, at).kind === 'unrecognized';
}
