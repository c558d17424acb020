import { type DotCommand, sqlName } from './dot-command.js';
import { tables } from './tables.js';

export const schema: DotCommand = {
  name: 'schema',
  aliases: ['\\d', '.describe'],
  operands: '[TABLE]',
  summary: 'show the columns of a table; without one, list tables',
  run: ([table], rest, conversation) =>
    table === undefined
      ? tables.run([], rest, conversation)
      : conversation.query(`SHOW COLUMNS FROM ${sqlName(table)}`),
};
