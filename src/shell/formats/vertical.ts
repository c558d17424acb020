import type { RowTextMaker } from '../../engine/result-formats/row-text.js';
import { protocolText } from '../../types/value-text.js';
import { durationText, rowsText } from '../duration-text.js';
import { textWidth } from '../text-width.js';
import { visibleText } from '../visible-text.js';

/** Prints one value a line under a heading for each row; nothing is cut. Lines of a value stay lines. */
export const verticalText: RowTextMaker = (columns) => {
  const names = columns.map(({ name }) => visibleText(name));
  const width = Math.max(0, ...names.map(textWidth));
  const labels = names.map((name) => `${' '.repeat(width - textWidth(name))}${name}: `);
  const indent = `\n${' '.repeat(width + 2)}`;
  let rowCount = 0;
  return {
    begin: () => '',
    row: (values, types) => {
      rowCount++;
      const lines = values.map((value, index) => {
        const text = value === null ? 'NULL' : protocolText(value, types[index]!);
        return `${labels[index]}${text.split('\n').map(visibleText).join(indent)}\n`;
      });
      return `─── row ${rowCount} ${'─'.repeat(Math.max(3, width - 6))}\n${lines.join('')}`;
    },
    end: (elapsedMs) => `(${rowsText(rowCount)}, ${durationText(elapsedMs)})\n\n`,
  };
};
