import { exitCode } from '../exit-code.js';
import { openLake } from '../open-lake.js';
import type { CommandDefinition } from './command.js';
import { lakeOptionsOf, type SessionLine, sessionOptions, sessionOptionsOf } from './lake-options.js';

interface ImportLine extends SessionLine {
  readonly lake?: string;
  readonly table: string;
  readonly external?: boolean;
  readonly partitionedBy?: string;
  readonly header?: boolean;
  readonly dryRun?: boolean;
}

/** Makes a table of files of CSV, JSON or Parquet. */
export const importFiles: CommandDefinition = {
  name: 'import',
  summary: 'make a table of CSV, JSON or Parquet files; columns, types and partitions are found out',
  operands: '<files...>',
  options: [
    { flags: '--lake <folder>', summary: 'folder of the lake', isRequired: true },
    { flags: '--table <name>', summary: 'the new table, perhaps with its database: sales.orders', isRequired: true },
    { flags: '--copy', summary: 'write the rows into the lake as Parquet; so it is without --external too' },
    { flags: '--external', summary: 'make a table of the files where they are' },
    {
      flags: '--partitioned-by <columns>',
      summary: 'partition keys of a copy: year,month; those of the paths by default',
    },
    { flags: '--header', summary: 'the first line of delimited text has names; looked at by default' },
    { flags: '--no-header', summary: 'the first line of delimited text has values' },
    { flags: '--dry-run', summary: 'print the statements without running them' },
    ...sessionOptions,
  ],
  run: async (files, line: ImportLine) => {
    const { runImport } = await import('../import/run-import.js');
    const lake = await openLake(line.lake, lakeOptionsOf(line));
    const interrupt = new AbortController();
    const abort = (): void => interrupt.abort();
    process.on('SIGINT', abort);
    try {
      const options = {
        files,
        table: line.table,
        mode: line.external ? ('external' as const) : ('copy' as const),
        ...(line.partitionedBy === undefined ? {} : { partitionedBy: line.partitionedBy.split(',') }),
        ...(line.header === undefined ? {} : { hasHeader: line.header }),
      };
      const session = lake.session(sessionOptionsOf(line));
      await runImport(session, options, line.dryRun === true, { signal: interrupt.signal });
      return exitCode.done;
    } finally {
      process.off('SIGINT', abort);
      await lake.close();
    }
  },
};
