import { type DotCommand, sqlName } from './dot-command.js';

export const grants: DotCommand = {
  name: 'grants',
  aliases: ['\\dp', '\\z'],
  operands: '[TABLE]',
  summary: 'list who may do what, on a table or at all',
  run: ([table], _, conversation) =>
    conversation.query(`SHOW GRANTS${table === undefined ? '' : ` ON TABLE ${sqlName(table)}`}`),
};
