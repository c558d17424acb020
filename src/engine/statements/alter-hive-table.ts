import { LakeError } from '../../base/lake-error.js';
import type { CatalogTable } from '../../catalog/catalog-entry.js';
import type { AlterHiveTable } from '../../sql/ast.js';
import type { StatementContext } from '../statement-context.js';
import { done } from '../statement-result.js';
import { changedColumns } from './alter-columns.js';
import { addPartitions, dropPartitions, renamePartition, updatePartition } from './alter-partitions.js';
import type { StatementDefinition } from './definition.js';
import { checkLocation } from './hive-table-description.js';
import { requireDatabase, requireEntry, requireTable, semanticError, targetName } from './target.js';

type Action = AlterHiveTable['action'];

export const alterHiveTable: StatementDefinition<AlterHiveTable> = {
  kind: 'AlterHiveTable',
  run(statement, context) {
    const target = targetName(statement.table, context);
    context.catalog.transaction(() => {
      const { action } = statement;
      const isOfView =
        action.kind === 'set properties' || action.kind === 'unset properties' || action.kind === 'rename';
      const table = isOfView ? requireEntry(target, context) : requireTable(target, context);
      if (statement.partition) alterPartition(table, statement, context);
      else alterTable(table, action, context);
    });
    return done(context);
  },
};

function alterTable(table: CatalogTable, action: Action, context: StatementContext): void {
  const { catalog } = context;
  const { storage, parameters } = table;
  switch (action.kind) {
    case 'add columns':
    case 'replace columns':
    case 'change column':
    case 'drop column': {
      const columns = changedColumns(storage.columns, action, table.partitionKeys);
      catalog.updateTable({ ...table, storage: { ...storage, columns } }, table.version);
      return;
    }
    case 'add partitions':
      return addPartitions(table, action, context);
    case 'drop partitions':
      return dropPartitions(table, action, context);
    case 'set location':
      checkLocation(action.location, context);
      catalog.updateTable({ ...table, storage: { ...storage, location: action.location } }, table.version);
      return;
    case 'set properties':
      catalog.updateTable(
        { ...table, parameters: { ...parameters, ...Object.fromEntries(action.properties) } },
        table.version,
      );
      return;
    case 'unset properties': {
      const kept = Object.entries(parameters).filter(([key]) => !action.keys.includes(key));
      catalog.updateTable({ ...table, parameters: Object.fromEntries(kept) }, table.version);
      return;
    }
    case 'rename': {
      const to =
        action.to.parts.length > 1
          ? targetName(action.to, context)
          : { ...targetName(action.to, context), database: table.database };
      requireDatabase(to.database, context);
      if (catalog.getTable(to.database, to.name))
        throw new LakeError(
          'TABLE_ALREADY_EXISTS',
          `FAILED: SemanticException [Error 10313]: Target table already exists: ${to.database}.${to.name}`,
        );
      catalog.renameTable(table, to, table.version);
      return;
    }
    case 'rename partition':
      throw semanticError('RENAME TO PARTITION needs the partition to rename');
  }
}

function alterPartition(table: CatalogTable, { partition, action }: AlterHiveTable, context: StatementContext): void {
  switch (action.kind) {
    case 'add columns':
    case 'replace columns':
    case 'change column':
    case 'drop column':
      return updatePartition(table, partition!, context, ({ storage, ...rest }) => ({
        ...rest,
        storage: { ...storage, columns: changedColumns(storage.columns, action, table.partitionKeys) },
      }));
    case 'set location':
      checkLocation(action.location, context);
      return updatePartition(table, partition!, context, ({ storage, ...rest }) => ({
        ...rest,
        storage: { ...storage, location: action.location },
      }));
    case 'rename partition':
      return renamePartition(table, partition!, action.to, context);
    default:
      throw semanticError(`ALTER TABLE PARTITION cannot ${action.kind.toUpperCase()}`);
  }
}
