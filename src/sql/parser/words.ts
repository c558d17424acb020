import type { Cursor } from './cursor.js';

/** Reads a word that is no keyword of Trino's. */
export function acceptWord(cursor: Cursor, word: string): boolean {
  if (cursor.kind === 'identifier' && cursor.textOf(cursor.token).toUpperCase() === word) {
    cursor.index++;
    return true;
  }
  return false;
}

/** Reads a word that is no keyword of Trino's, or fails. */
export function expectWord(cursor: Cursor, word: string): void {
  if (acceptWord(cursor, word)) return;
  cursor.noteLabel(`'${word}'`);
  cursor.fail();
}
