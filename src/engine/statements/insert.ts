import { LakeError } from '../../base/lake-error.js';
import { bindStatement } from '../../bind/bind-statement.js';
import { insertRows } from '../../bind/write/insert-rows.js';
import { columnType } from '../../catalog/catalog-entry.js';
import { isProjected } from '../../catalog/projection/partition-projection.js';
import type { Insert } from '../../sql/ast.js';
import { fileOptions } from '../write/file-options.js';
import { runWrite } from '../write/run-write.js';
import { bucketsOf, placeInPartition, requireSame, writableTable } from '../write/table-target.js';
import { folderOf, newPartitions, rowCountResult } from '../write/write-target.js';
import type { StatementDefinition } from './definition.js';
import { targetName } from './target.js';

export const insert: StatementDefinition<Insert> = {
  kind: 'Insert',
  async run(statement, context) {
    const { catalog } = context;
    const { position, columns: listed, query } = statement;
    const table = writableTable(targetName(statement.table, context), 'Inserting into', position, context);
    const bound = bindStatement({ kind: 'QueryStatement', session: [], query, position }, context.binding);
    if (bound.kind !== 'query') throw new LakeError('NOT_SUPPORTED', 'INSERT takes a query', { position });
    const columns = [...table.storage.columns, ...table.partitionKeys].map((column) => ({
      name: column.name.toLowerCase(),
      type: columnType(column),
    }));
    const names = listed?.map(({ value }) => value);
    const isProjectedTable = isProjected(table.parameters);
    const rowCount = await runWrite(
      {
        query: insertRows(bound.query, columns, names, position),
        location: folderOf(table.storage.location!),
        isNewTable: false,
        partitionKeys: table.partitionKeys.map(({ name }) => name.toLowerCase()),
        ...bucketsOf(table),
        files: fileOptions(table),
        check: () => requireSame(table, context),
        place: (file) => placeInPartition(table, file, context),
        change: (files) => {
          requireSame(table, context);
          if (!isProjectedTable) newPartitions(table, files, catalog);
        },
      },
      context,
    );
    return rowCountResult(rowCount, context);
  },
};
