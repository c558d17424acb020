import { LakeError } from '../../base/lake-error.js';
import type { CatalogTable, TableDefinition } from '../../catalog/catalog-entry.js';
import type { CreateHiveTable } from '../../sql/ast.js';
import type { StatementContext } from '../statement-context.js';
import { done } from '../statement-result.js';
import type { StatementDefinition } from './definition.js';
import {
  checkColumnNames,
  checkLocation,
  columnOf,
  describeStorage,
  tableParameters,
} from './hive-table-description.js';
import { managedLocation } from './managed-location.js';
import {
  checkName,
  executionText,
  requireDatabase,
  requireTable,
  semanticError,
  type TargetName,
  targetName,
} from './target.js';

export const createHiveTable: StatementDefinition<CreateHiveTable> = {
  kind: 'CreateHiveTable',
  run(statement, context) {
    const { catalog } = context;
    const target = targetName(statement.name, context);
    checkName(target.name);
    checkTableKind(statement);
    catalog.transaction(() => {
      const database = requireDatabase(target.database, context);
      const exists = catalog.getTable(target.database, target.name) !== undefined;
      if (exists && statement.ifNotExists) return;
      if (exists)
        throw new LakeError(
          'TABLE_ALREADY_EXISTS',
          executionText(`AlreadyExistsException(message:Table ${target.name} already exists.)`),
        );
      const location = statement.location ?? managedLocation(database, target.name, context);
      catalog.createTable(describeTable(statement, target, location, context));
    });
    return done(context);
  },
};

function checkTableKind({ isExternal, location, properties, partitionTransforms }: CreateHiveTable): void {
  const tableType = properties.find(([key]) => key.toLowerCase() === 'table_type')?.[1].toUpperCase();
  if (tableType === 'ICEBERG' && isExternal)
    throw new LakeError('INVALID_DDL', 'External keyword not supported for table type ICEBERG');
  if (tableType === 'ICEBERG') throw new LakeError('NOT_SUPPORTED', 'Tables of type ICEBERG are not supported');
  if (isExternal && location === undefined)
    throw new LakeError('INVALID_DDL', 'No location was specified for table. An S3 location must be specified');
  const [transform] = partitionTransforms;
  if (transform !== undefined)
    throw semanticError(`The partition key ${transform} has no type: only tables of type ICEBERG have transforms`);
}

function describeTable(
  statement: CreateHiveTable,
  target: TargetName,
  location: string,
  context: StatementContext,
): TableDefinition {
  const { session } = context;
  const { columns, partitionKeys, isExternal, properties, like } = statement;
  checkLocation(location, context);
  const tableType = isExternal ? 'EXTERNAL_TABLE' : 'MANAGED_TABLE';
  const shared = { ...target, tableType, parameters: tableParameters(statement, Date.now()), owner: session.user };
  if (like) return { ...shared, ...likeTable(requireTable(targetName(like, context), context), location) };
  checkColumnNames(columns, partitionKeys);
  const hasOwnSchema = properties.some(([key]) => key === 'avro.schema.literal' || key === 'table_type');
  if (columns.length === 0 && statement.rowFormat?.kind !== 'serde' && !hasOwnSchema)
    throw semanticError('[Error 10043]: Either list of columns or a custom serializer should be specified');
  return {
    ...shared,
    storage: { ...describeStorage(statement), location },
    partitionKeys: partitionKeys.map(columnOf),
    retention: 0,
  };
}

/** Gives what a table has of the one that it is made like: columns, keys and format, but no files. */
const likeTable = (
  { storage, partitionKeys }: CatalogTable,
  location: string,
): Pick<TableDefinition, 'storage' | 'partitionKeys' | 'retention'> => ({
  storage: { ...storage, location, additionalLocations: [] },
  partitionKeys,
  retention: 0,
});
