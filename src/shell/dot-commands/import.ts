import { runImport } from '../import/run-import.js';
import { type DotCommand, wrongUse } from './dot-command.js';

export const importFiles: DotCommand = {
  name: 'import',
  aliases: ['\\copy'],
  operands: 'FILES… TABLE [external]',
  summary: 'make a table of CSV, JSON or Parquet files, as lakelet import does',
  run: async (words, _, conversation) => {
    const isExternal = words.at(-1) === 'external';
    const names = isExternal ? words.slice(0, -1) : words;
    const table = names.at(-1);
    if (table === undefined || names.length < 2) throw wrongUse(importFiles, 'Files and a table are needed');
    const mode = isExternal ? 'external' : 'copy';
    await conversation.running((options) =>
      runImport(conversation.session, { files: names.slice(0, -1), table, mode }, false, options),
    );
  },
};
