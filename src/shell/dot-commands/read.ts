import { readFile } from 'node:fs/promises';
import { LakeError } from '../../base/lake-error.js';
import { type DotCommand, wrongUse } from './dot-command.js';

export const read: DotCommand = {
  name: 'read',
  aliases: ['\\i'],
  operands: 'FILE',
  summary: 'run the statements of a file',
  run: async ([file], _, conversation) => {
    if (file === undefined) throw wrongUse(read, 'No file is named');
    let text: string;
    try {
      text = await readFile(file, 'utf8');
    } catch (error) {
      throw new LakeError('NOT_FOUND', `Cannot read ${file}: ${(error as Error).message}`, { cause: error });
    }
    await conversation.run(text);
  },
};
