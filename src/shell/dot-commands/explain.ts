import { type DotCommand, wrongUse } from './dot-command.js';

export const explain: DotCommand = {
  name: 'explain',
  aliases: [],
  operands: '[analyze] QUERY',
  summary: 'show the plan of a query',
  run: (_, rest, conversation) => {
    if (rest === '') throw wrongUse(explain, 'No query is given');
    return conversation.query(`EXPLAIN ${rest}`);
  },
};
