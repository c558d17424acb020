import type { RowTextMaker } from '../engine/result-formats/row-text.js';
import { protocolText } from '../types/value-text.js';
import { cutToWidth, textWidth } from './text-width.js';

// The widths of columns follow from so many first rows; later cells that are wider are cut.
const measuredRows = 1000;
const cellWidthMin = 8;
const numeric = /^(tinyint|smallint|integer|bigint|real|double|decimal)\b/;
const nullText = 'NULL';

/** Prints aligned columns for a person: numbers to the right, and no more than the terminal is wide. */
export const tableFormat: RowTextMaker = (columns, terminalWidth) => {
  const isRight = columns.map(({ type }) => numeric.test(type));
  const header = columns.map(({ name }) => visible(name));
  let waiting: string[][] = [];
  let widths: number[] | undefined;
  let rowCount = 0;

  const line = (cells: readonly string[]): string =>
    cells
      .map((text, index) => {
        const cell = cutToWidth(text, widths![index]!);
        const padding = ' '.repeat(widths![index]! - textWidth(cell));
        return isRight[index] ? padding + cell : cell + padding;
      })
      .join('  ')
      .trimEnd();
  const flush = (): string => {
    if (widths) return '';
    widths = columnWidths(header, waiting, terminalWidth);
    const rule = widths.map((width) => '─'.repeat(width)).join('  ');
    const lines = [line(header), rule, ...waiting.map(line)];
    waiting = [];
    return `${lines.join('\n')}\n`;
  };

  return {
    begin: () => '',
    row: (values, types) => {
      rowCount++;
      const cells = values.map((value, index) =>
        value === null ? nullText : visible(protocolText(value, types[index]!)),
      );
      if (widths) return `${line(cells)}\n`;
      waiting.push(cells);
      return waiting.length < measuredRows ? '' : flush();
    },
    end: (elapsedMs) => `${flush()}(${rowCount} ${rowCount === 1 ? 'row' : 'rows'}, ${timeText(elapsedMs)})\n\n`,
  };
};

/** Gives each column the width of its widest cell, less for the widest where the terminal is too narrow. */
function columnWidths(
  header: readonly string[],
  rows: readonly (readonly string[])[],
  limit: number | undefined,
): number[] {
  const widths = header.map((name, index) =>
    rows.reduce((width, row) => Math.max(width, textWidth(row[index]!)), textWidth(name)),
  );
  if (limit === undefined) return widths;
  let excess = widths.reduce((sum, width) => sum + width + 2, -2) - limit;
  while (excess > 0) {
    const widest = Math.max(...widths);
    const second = Math.max(cellWidthMin, ...widths.filter((width) => width < widest));
    if (widest <= cellWidthMin) break;
    const index = widths.indexOf(widest);
    const cut = Math.min(excess, Math.max(1, widest - second));
    widths[index] = widest - cut;
    excess -= cut;
  }
  return widths;
}

// Control characters would move the cursor, or worse.
const visible = (text: string): string =>
  text.replace(
    /[\p{Cc}\u2028\u2029]/gu,
    (char) => controlText[char] ?? `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );

const controlText: Record<string, string> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };

const timeText = (ms: number): string => (ms < 1000 ? `${ms.toFixed(0)} ms` : `${(ms / 1000).toFixed(2)} s`);
