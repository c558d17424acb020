import { LakeError } from '../base/lake-error.js';

/** Prints a failure for a person: name, message, the line of the text with a mark under the place, hint. */
export function diagnosticText(error: unknown, text = ''): string {
  if (!(error instanceof LakeError)) return `lakelet: ${error instanceof Error ? error.message : String(error)}\n`;
  const lines = [`lakelet: ${error.name}: ${error.message}`];
  const source = error.line === undefined ? undefined : text.split('\n')[error.line - 1]?.trimEnd();
  if (source !== undefined && source.length <= sourceLengthMax)
    lines.push(`  ${source}`, `  ${markUnder(source, error.column!)}`);
  if (error.hint !== undefined) lines.push(`hint: ${error.hint}`);
  return `${lines.join('\n')}\n`;
}

const sourceLengthMax = 400;

// Tabs stay tabs, so that the mark stands under the place whatever their width.
const markUnder = (source: string, column: number): string =>
  `${[...source]
    .slice(0, column - 1)
    .map((char) => (char === '\t' ? '\t' : ' '))
    .join('')}^`;
