import { LakeError } from '../../base/lake-error.js';
import type { Truncate } from '../../sql/ast.js';
import { done } from '../statement-result.js';
import { scannedFiles } from '../write/changed-table.js';
import { ComposedQuery, quoteName } from '../write/composed-query.js';
import { replaceFiles } from '../write/replace-files.js';
import { retainingTables } from '../write/retaining-tables.js';
import { rewritableTable } from '../write/table-target.js';
import type { StatementDefinition } from './definition.js';
import { trinoTable, trinoTarget } from './trino-target.js';

/** Deletes all rows of a table that is the lake's own; its partitions stay, and so do rows that are inserted meanwhile. */
export const truncateTable: StatementDefinition<Truncate> = {
  kind: 'Truncate',
  async run({ table: name, position }, context) {
    const target = trinoTarget(name, context);
    const { tableType } = trinoTable(target, context, position);
    if (tableType !== 'MANAGED_TABLE')
      throw new LakeError('NOT_SUPPORTED', 'Cannot truncate non-managed Hive table', {
        position,
        hint: 'DELETE FROM does the same for tables over Parquet files.',
      });
    const table = rewritableTable(target, 'Truncating', position, context);
    const text = [target.database, target.name].map(quoteName).join('.');
    await retainingTables(context, async () => {
      const { files } = await scannedFiles(new ComposedQuery(context).bind(`SELECT * FROM ${text}`), context);
      if (files.length > 0) await replaceFiles(table, { files, query: undefined, addsPartitions: false }, context);
    });
    await context.inside.writes.clean();
    return done(context);
  },
};
