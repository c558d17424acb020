import { createWriteStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { extname } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { resultFormats } from '../../engine/result-formats/registry.js';
import { rowsText } from '../duration-text.js';
import { type DotCommand, sqlName, wrongUse } from './dot-command.js';

export const exportRows: DotCommand = {
  name: 'export',
  aliases: [],
  operands: 'FILE TABLE or FILE QUERY',
  summary: `write a table or the rows of a query to a file, by its ending: ${resultFormats.map(({ extension }) => extension).join(', ')}`,
  run: async ([file, ...words], rest, conversation) => {
    const ending = extname(file ?? '')
      .slice(1)
      .toLowerCase();
    const format = resultFormats.find(({ extension, name, aliases }) => [extension, name, ...aliases].includes(ending));
    if (file === undefined || !format) throw wrongUse(exportRows, 'The ending of the file names no format');
    if (words.length === 0) throw wrongUse(exportRows, 'No table or query is given');
    const query = rest.slice(rest.indexOf(words[0]!, file.length)).trim();
    const sql = words.length === 1 ? `SELECT * FROM ${sqlName(words[0]!)}` : query;
    let count = 0;
    await conversation.taking(sql, async (result) => {
      // What is there already stays until all rows are written.
      const staged = `${file}.part`;
      try {
        await pipeline(format.write(result), createWriteStream(staged));
        await rename(staged, file);
      } catch (error) {
        await rm(staged, { force: true });
        throw error;
      }
      count = result.stats.rowsReturned;
    });
    await conversation.show([`${rowsText(count)} written to ${file}\n`]);
  },
};
