import type { Token } from './parser/token.js';
import { tokenize } from './parser/tokenize.js';

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
  let first: Token | undefined;
  let end = 0;
  for (const token of tokenize(text)) {
    if (token.kind === ';' || token.kind === 'end') {
      const isTerminated = token.kind === ';';
      if (first) statements.push({ text: text.slice(first.start, end), offset: first.start, isTerminated });
      first = undefined;
      continue;
    }
    first ??= token;
    end = token.end;
    if (!isOpen(token, text)) continue;
    // A quote or comment without an end takes in all the rest.
    statements.push({ text: text.slice(first.start), offset: first.start, isTerminated: false });
    break;
  }
  return statements;
}

function isOpen({ kind, start }: Token, text: string): boolean {
  const char = text[start];
  if (kind === 'unrecognized') return char === "'" || char === '"' || char === '`';
  return kind === '/' && text[start + 1] === '*';
}
