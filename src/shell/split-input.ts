import { splitStatements } from '../engine/script.js';

/** A part of what was typed: a statement, or a line that commands the shell. */
export interface InputPart {
  readonly kind: 'statement' | 'dot command';
  readonly text: string;
  /** Where in the whole text it begins. */
  readonly offset: number;
  /** False only of a last statement without a semicolon. */
  readonly isTerminated: boolean;
}

/** Splits a text into statements and lines that begin with a dot or a backslash where a statement could. */
export function splitInput(text: string): readonly InputPart[] {
  const parts: InputPart[] = [];
  let from = 0;
  while (from < text.length) {
    let next = text.length;
    for (const statement of splitStatements(text.slice(from))) {
      const offset = from + statement.offset;
      if (!/^[.\\]/.test(statement.text)) {
        parts.push({ kind: 'statement', text: statement.text, offset, isTerminated: statement.isTerminated });
        continue;
      }
      const newline = text.indexOf('\n', offset);
      next = newline === -1 ? text.length : newline + 1;
      const line = text.slice(offset, next).trim();
      parts.push({ kind: 'dot command', text: line.replace(/;$/, ''), offset, isTerminated: true });
      break;
    }
    from = next;
  }
  return parts;
}

/** Moves a statement to where it stands in the whole, so that positions in errors are those of the whole. */
export function placedStatement({ text, offset }: InputPart, whole: string): string {
  const before = whole.slice(0, offset);
  const lastLine = before.slice(before.lastIndexOf('\n') + 1);
  return '\n'.repeat(before.split('\n').length - 1) + ' '.repeat([...lastLine].length) + text;
}
