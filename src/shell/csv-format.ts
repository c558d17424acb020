import { protocolText } from '../types/value-text.js';
import type { FormatMaker } from './format.js';

/** Prints comma-separated values as RFC 4180 has them, with a header; NULL is empty, an empty text is `""`. */
export const csvFormat: FormatMaker = (columns) => ({
  begin: () => `${columns.map(({ name }) => quoted(name)).join(',')}\n`,
  row: (values, types) =>
    `${values.map((value, index) => (value === null ? '' : quoted(protocolText(value, types[index]!)))).join(',')}\n`,
  end: () => '',
});

const quoted = (text: string): string =>
  text === '' || /[",\r\n]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
