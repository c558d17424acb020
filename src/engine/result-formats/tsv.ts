import { protocolText } from '../../types/value-text.js';
import { textFormat } from './result-format.js';

/**
 * Values between tabs, with a header. Backslash, tab, line feed and carriage return in a value are `\\`, `\t`, `\n` and `\r`, and NULL is `\N`,
 * as PostgreSQL's COPY has them.
 */
export const tsv = textFormat({
  name: 'tsv',
  aliases: [],
  mediaTypes: ['text/tab-separated-values'],
  extension: 'tsv',
  text: (columns) => ({
    begin: () => `${columns.map(({ name }) => escaped(name)).join('\t')}\n`,
    row: (values, types) =>
      `${values.map((value, index) => (value === null ? '\\N' : escaped(protocolText(value, types[index]!)))).join('\t')}\n`,
    end: () => '',
  }),
});

const escapes: Readonly<Record<string, string>> = { '\\': '\\\\', '\t': '\\t', '\n': '\\n', '\r': '\\r' };

const escaped = (text: string): string => text.replace(/[\\\t\n\r]/g, (character) => escapes[character]!);
