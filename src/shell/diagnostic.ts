import { LakeError } from '../base/lake-error.js';
import { LakeNotOpened } from './lake-not-opened.js';
import { plainTheme, type Theme } from './theme.js';
import { visibleText } from './visible-text.js';

/** Prints a failure for a person: name, message, the line of the text with a mark under the place, hint. */
export function diagnosticText(error: unknown, text = '', theme: Theme = plainTheme): string {
  if (error instanceof LakeNotOpened) return diagnosticText(error.cause, text, theme);
  if (!(error instanceof LakeError))
    return `lakelet: ${printable(error instanceof Error ? error.message : String(error))}\n`;
  const lines = [`lakelet: ${theme('error', error.name)}: ${printable(error.message)}`];
  const source = error.line === undefined ? undefined : text.split('\n')[error.line - 1]?.trimEnd();
  if (source && source.length <= sourceLengthMax)
    lines.push(`  ${printable(source)}`, `  ${theme('error', markUnder(source, error.column!))}`);
  if (error.hint !== undefined) lines.push(`hint: ${printable(error.hint)}`);
  return `${lines.join('\n')}\n`;
}

const sourceLengthMax = 400;

// Messages quote values and names of files, which could hold what commands a terminal.
const printable = (text: string): string =>
  text
    .split('\n')
    .map((line) => line.split('\t').map(visibleText).join('\t'))
    .join('\n');

// Tabs stay tabs, so that the mark stands under the place whatever their width.
const markUnder = (source: string, column: number): string =>
  `${[...source]
    .slice(0, column - 1)
    .map((char) => (char === '\t' ? '\t' : ' '))
    .join('')}^`;
