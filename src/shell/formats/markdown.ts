import type { RowTextMaker } from '../../engine/result-formats/row-text.js';
import { protocolText } from '../../types/value-text.js';
import { visibleText } from '../visible-text.js';

const numeric = /^(tinyint|smallint|integer|bigint|real|double|decimal)\b/;

/** Prints a table of GitHub-flavoured Markdown. */
export const markdownText: RowTextMaker = (columns) => ({
  begin: () => {
    const rule = columns.map(({ type }) => (numeric.test(type) ? '---:' : '---'));
    return `| ${columns.map(({ name }) => cell(name)).join(' | ')} |\n| ${rule.join(' | ')} |\n`;
  },
  row: (values, types) =>
    `| ${values.map((value, index) => (value === null ? '' : cell(protocolText(value, types[index]!)))).join(' | ')} |\n`,
  end: () => '',
});

// Markdown of its own in a value would change the table; a line of it is a line of the table.
const cell = (text: string): string =>
  text
    .split('\n')
    .map((line) =>
      visibleText(line)
        .replace(/[\\|`*_[\]~]/g, '\\$&')
        .replaceAll('&', '&amp;')
        .replaceAll('<', '&lt;'),
    )
    .join('<br>');
