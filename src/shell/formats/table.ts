import type { RowTextMaker } from '../../engine/result-formats/row-text.js';
import { protocolText } from '../../types/value-text.js';
import { durationText, rowsText } from '../duration-text.js';
import { cutToWidth, textWidth } from '../text-width.js';
import { visibleText } from '../visible-text.js';

// The widths of columns follow from so many first rows; later cells that are wider are cut.
const measuredRows = 1000;
const cellWidthMin = 8;
const gap = 2;
const numeric = /^(tinyint|smallint|integer|bigint|real|double|decimal)\b/;
const nullText = 'NULL';

/**
 * Prints aligned columns for a person: numbers to the right, types under the names on a terminal, and no more than it is wide. The last line
 * says what was cut or left out. The only column of a result keeps the lines of its values, so that a plan can be read.
 */
export const tableText: RowTextMaker = (columns, terminalWidth) => {
  const shown = (value: string): string =>
    columns.length === 1 ? value.split('\n').map(visibleText).join('\n') : visibleText(value);
  const header = columns.map(({ name }) => visibleText(name));
  const head = terminalWidth === undefined ? [header] : [header, columns.map(({ type }) => visibleText(type))];
  const isRight = columns.map(({ type }) => numeric.test(type));
  let waiting: string[][] = [];
  let plan: ColumnPlan | undefined;
  let rowCount = 0;
  let isCut = false;

  const line = (cells: readonly string[], isHead = false): string => {
    const { widths, columnCount } = plan!;
    const texts = cells.slice(0, columnCount).map((text, index) => {
      const width = widths[index]!;
      const cell = cutToWidth(text, width);
      if (cell !== text && !isHead) isCut = true;
      const padding = ' '.repeat(width - textWidth(cell));
      return isRight[index] ? padding + cell : cell + padding;
    });
    return texts.join(' '.repeat(gap)).trimEnd();
  };
  const lines = (cells: readonly string[]): string =>
    columns.length === 1 && cells[0]!.includes('\n') ? cells[0]! : line(cells);
  const flush = (): string => {
    if (plan) return '';
    plan = planColumns([...head, ...waiting], columns.length, terminalWidth);
    const rule = plan.widths.map((width) => '─'.repeat(width)).join(' '.repeat(gap));
    const all = [...head.map((cells) => line(cells, true)), rule, ...waiting.map(lines)];
    waiting = [];
    return `${all.join('\n')}\n`;
  };

  return {
    begin: () => '',
    row: (values, types) => {
      rowCount++;
      const cells = values.map((value, index) =>
        value === null ? nullText : shown(protocolText(value, types[index]!)),
      );
      if (plan) return `${lines(cells)}\n`;
      waiting.push(cells);
      return waiting.length < measuredRows ? '' : flush();
    },
    end: (elapsedMs) => {
      const rest = flush();
      const columnCount = plan!.columnCount;
      const cuts = [
        ...(columnCount < columns.length ? [`${columnCount} of ${columns.length} columns`] : []),
        ...(isCut ? ['values cut'] : []),
      ];
      const note = cuts.length === 0 ? '' : `; ${cuts.join(', ')} to fit: .last or the format vertical shows all`;
      return `${rest}(${rowsText(rowCount)}, ${durationText(elapsedMs)}${note})\n\n`;
    },
  };
};

interface ColumnPlan {
  readonly widths: readonly number[];
  /** How many of the columns, from the first, there is room for. */
  readonly columnCount: number;
}

/** Gives each column the width of its widest cell, less for the widest where the terminal is too narrow; the last ones may have no room. */
function planColumns(
  rows: readonly (readonly string[])[],
  columnCount: number,
  limit = Number.POSITIVE_INFINITY,
): ColumnPlan {
  const cellWidth = (text: string): number =>
    text.includes('\n') ? Math.max(...text.split('\n').map(textWidth)) : textWidth(text);
  const widths = Array.from({ length: columnCount }, (_, index) =>
    rows.reduce((width, row) => Math.max(width, cellWidth(row[index]!)), 0),
  );
  let least = -gap;
  let count = 0;
  while (count < columnCount && least + gap + Math.min(widths[count]!, cellWidthMin) <= limit)
    least += gap + Math.min(widths[count++]!, cellWidthMin);
  const kept = widths.slice(0, Math.max(1, count));
  let excess = kept.reduce((sum, width) => sum + width + gap, -gap) - limit;
  while (excess > 0) {
    const widest = Math.max(...kept);
    const second = Math.max(cellWidthMin, ...kept.filter((width) => width < widest));
    const index = kept.indexOf(widest);
    const cut = Math.min(excess, Math.max(1, widest - second), widest - 1);
    if (cut <= 0) break;
    kept[index] = widest - cut;
    excess -= cut;
  }
  return { widths: kept, columnCount: kept.length };
}
