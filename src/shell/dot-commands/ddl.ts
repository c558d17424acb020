import { type DotCommand, sqlName, sqlString, wrongUse } from './dot-command.js';

export const ddl: DotCommand = {
  name: 'ddl',
  aliases: ['\\sv', '.create'],
  operands: 'TABLE',
  summary: 'show the statement that makes a table or view',
  run: async ([table], _, conversation) => {
    if (table === undefined) throw wrongUse(ddl, 'No table is named');
    const [name = '', database] = table.split('.').reverse();
    const inDatabase = database === undefined ? '' : ` AND table_schema = ${sqlString(database.toLowerCase())}`;
    const found = await conversation.session.query(
      `SELECT 1 FROM information_schema.tables WHERE table_name = ${sqlString(name.toLowerCase())}${inDatabase} AND table_type = 'VIEW'`,
    );
    const isView = (await found.toArrays()).length > 0;
    await conversation.query(`SHOW CREATE ${isView ? 'VIEW' : 'TABLE'} ${isView ? sqlName(table) : table}`);
  },
};
