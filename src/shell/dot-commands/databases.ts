import type { DotCommand } from './dot-command.js';

export const databases: DotCommand = {
  name: 'databases',
  aliases: ['\\l', '\\dn'],
  operands: '',
  summary: 'list databases',
  run: (_words, _rest, conversation) => conversation.query('SHOW SCHEMAS'),
};
