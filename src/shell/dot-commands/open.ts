import type { DotCommand } from './dot-command.js';

export const open: DotCommand = {
  name: 'open',
  aliases: ['\\c', '\\connect'],
  operands: '[FOLDER]',
  summary: 'go on with the lake of a folder; a temporary one without',
  run: ([folder], _, conversation) => conversation.open(folder),
};
