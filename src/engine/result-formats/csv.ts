import { protocolText } from '../../types/value-text.js';
import { textFormat } from './result-format.js';

/** Comma-separated values as RFC 4180 has them, with a header; NULL is empty, an empty text is `""`. */
export const csv = textFormat({
  name: 'csv',
  aliases: [],
  mediaTypes: ['text/csv'],
  extension: 'csv',
  text: (columns) => ({
    begin: () => `${columns.map(({ name }) => quoted(name)).join(',')}\n`,
    row: (values, types) =>
      `${values.map((value, index) => (value === null ? '' : quoted(protocolText(value, types[index]!)))).join(',')}\n`,
    end: () => '',
  }),
});

const quoted = (text: string): string =>
  text === '' || /[",\r\n]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
