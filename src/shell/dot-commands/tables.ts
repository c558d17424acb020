import { type DotCommand, sqlString } from './dot-command.js';

/** Lists the tables and views of all databases, or of those whose name or whose database's name is like a pattern. */
export const tables: DotCommand = {
  name: 'tables',
  aliases: ['\\dt', '\\d+', '\\dv'],
  operands: '[PATTERN]',
  summary: 'list tables and views; % in the pattern stands for anything',
  run: ([pattern], _, conversation) => {
    const like = pattern === undefined ? '' : sqlString(pattern.replaceAll('*', '%'));
    const condition = like === '' ? '' : ` AND (table_name LIKE ${like} OR table_schema LIKE ${like})`;
    return conversation.query(
      `SELECT table_schema AS "database", table_name AS "table", lower(table_type) AS "type" FROM information_schema.tables
       WHERE table_schema <> 'information_schema'${condition} ORDER BY 1, 2`,
    );
  },
};
