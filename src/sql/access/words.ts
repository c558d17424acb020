import type { Cursor } from '../parser/cursor.js';

/** Tells whether a word comes `offset` tokens ahead, also one that is no keyword of the Trino grammar. */
export function isWord(cursor: Cursor, word: string, offset = 0): boolean {
  const token = cursor.tokens[Math.min(cursor.index + offset, cursor.tokens.length - 1)]!;
  const text = cursor.textOf(token);
  return text.length === word.length && text.toUpperCase() === word;
}

/** Reads words when they come next. */
export function acceptWords(cursor: Cursor, ...words: readonly string[]): boolean {
  if (!words.every((word, offset) => isWord(cursor, word, offset))) return false;
  cursor.index += words.length;
  return true;
}

/** Reads words that must come next. */
export function expectWords(cursor: Cursor, ...words: readonly string[]): void {
  for (const word of words) {
    cursor.noteLabel(`'${word}'`);
    if (!acceptWords(cursor, word)) cursor.fail();
  }
}
