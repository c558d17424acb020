import { type DotCommand, sqlString } from './dot-command.js';

export const functions: DotCommand = {
  name: 'functions',
  aliases: ['\\df'],
  operands: '[PATTERN]',
  summary: 'list functions with their types',
  run: ([pattern], _, conversation) =>
    conversation.query(
      `SHOW FUNCTIONS${pattern === undefined ? '' : ` LIKE ${sqlString(pattern.replaceAll('*', '%'))}`}`,
    ),
};
