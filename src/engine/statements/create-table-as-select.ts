import { LakeError } from '../../base/lake-error.js';
import { bindStatement } from '../../bind/bind-statement.js';
import { projected } from '../../bind/write/insert-rows.js';
import { type CatalogColumn, isView, type TableDefinition } from '../../catalog/catalog-entry.js';
import type { BoundQuery } from '../../plan/logical-plan.js';
import type { CreateTableAsSelect } from '../../sql/ast.js';
import { hiveTypeText, isHiveType } from '../../types/hive-type.js';
import { typeText } from '../../types/sql-type.js';
import type { StatementContext } from '../statement-context.js';
import { fileOptions, writtenFormat } from '../write/file-options.js';
import { runWrite } from '../write/run-write.js';
import { keptParameters, tableProperties, type WriteProperties } from '../write/write-properties.js';
import { checkEmpty, folderOf, newPartitions, rowCountResult } from '../write/write-target.js';
import type { StatementDefinition } from './definition.js';
import { changeWithFiles } from './managed-files.js';
import { queryTableLocation } from './query-table-location.js';
import { replacedTable, replaceTable } from './replace-table.js';
import { checkName, type TargetName, targetName } from './target.js';

export const createTableAsSelect: StatementDefinition<CreateTableAsSelect> = {
  kind: 'CreateTableAsSelect',
  async run(statement, context) {
    const { catalog } = context;
    const target = targetName(statement.name, context);
    checkName(target.name);
    const existing = catalog.getTable(target.database, target.name);
    if (existing && statement.saveMode === 'IGNORE') return rowCountResult(0, context);
    if (existing && (statement.saveMode === 'FAIL' || isView(existing))) throw alreadyExists(target, statement);
    const replaced = existing && (await replacedTable(existing, context));
    const database = catalog.getDatabase(target.database);
    if (!database)
      throw new LakeError('SCHEMA_NOT_FOUND', `Database ${target.database} not found. Please check your query.`);
    const properties = tableProperties(statement.properties, context);
    const query = namedColumns(boundQuery(statement, context), statement);
    const location = folderOf(queryTableLocation(properties.externalLocation, database, target.name, context));
    const definition = tableDefinition(target, statement, query, properties, location, context);
    const prepare = (): Promise<void> => checkEmpty(location, `${target.database}.${target.name}`, context);
    const create = (): void => {
      if (replaced) replaceTable(definition, replaced, context);
      else if (catalog.getTable(target.database, target.name)) throw alreadyExists(target, statement);
      else catalog.createTable(definition);
    };
    if (!statement.withData) {
      await prepare();
      await changeWithFiles(replaced?.files ?? [], create, context);
      return rowCountResult(0, context);
    }
    const rowCount = await runWrite(
      {
        query: sorted(query, [...properties.partitionedBy, ...properties.sortedBy], properties.sortedBy.length > 0),
        location,
        isNewTable: true,
        prepare,
        partitionKeys: properties.partitionedBy,
        bucketedBy: properties.bucketedBy,
        bucketCount: properties.bucketCount,
        files: fileOptions(definition),
        replaced: replaced?.files,
        change: (files) => {
          create();
          newPartitions(catalog.requireTable(target.database, target.name), files, catalog);
        },
      },
      context,
    );
    if (replaced) await context.inside.writes.cleaned();
    return rowCountResult(rowCount, context);
  },
};

const alreadyExists = ({ database, name }: TargetName, { position }: CreateTableAsSelect): LakeError =>
  new LakeError('TABLE_ALREADY_EXISTS', `Destination table 'awsdatacatalog.${database}.${name}' already exists`, {
    position,
  });

function boundQuery({ query, position }: CreateTableAsSelect, context: StatementContext): BoundQuery {
  const bound = bindStatement({ kind: 'QueryStatement', session: [], query, position }, context.binding);
  if (bound.kind !== 'query') throw new LakeError('NOT_SUPPORTED', 'CREATE TABLE AS takes a query', { position });
  return bound.query;
}

/** Gives the columns the names that the table has, and checks them. */
function namedColumns(query: BoundQuery, { columns, position }: CreateTableAsSelect): BoundQuery {
  if (columns && columns.length !== query.columns.length)
    throw new LakeError(
      'MISMATCHED_COLUMN_ALIASES',
      `Column alias list has ${columns.length} entries but relation has ${query.columns.length} columns`,
      { position: columns[0]!.position },
    );
  const seen = new Set<string>();
  const named = query.columns.map((column, index) => {
    if (!columns && column.isUnnamed)
      throw new LakeError('MISSING_COLUMN_NAME', `Column name not specified at position ${index + 1}`, { position });
    const name = (columns ? columns[index]!.value : column.name).toLowerCase();
    if (seen.has(name))
      throw new LakeError('DUPLICATE_COLUMN_NAME', `Column name '${name}' specified more than once`, { position });
    seen.add(name);
    if (column.type.kind === 'unknown')
      throw new LakeError('COLUMN_TYPE_UNKNOWN', `Column type is unknown: ${name}`, { position });
    if (!isHiveType(column.type))
      throw new LakeError('NOT_SUPPORTED', `Unsupported Hive type: ${typeText(column.type)}`);
    return { name, type: column.type };
  });
  // The same column under two names is two columns of the file.
  return projected(
    withoutOrder(query.plan),
    query.columns.map(({ column }) => column),
    named,
  );
}

/** Drops an ORDER BY: files are written by several workers, in no order. */
const withoutOrder = (plan: BoundQuery['plan']): BoundQuery['plan'] => (plan.kind === 'Sort' ? plan.input : plan);

function sorted(query: BoundQuery, names: readonly string[], isWanted: boolean): BoundQuery {
  if (!isWanted) return query;
  const keys = names.map((name) => ({
    expression: query.columns.find((column) => column.name === name)!.column,
    descending: false,
    nullsFirst: false,
  }));
  return { ...query, plan: { kind: 'Sort', input: query.plan, keys } };
}

function tableDefinition(
  target: TargetName,
  { comment }: CreateTableAsSelect,
  query: BoundQuery,
  properties: WriteProperties,
  location: string,
  { session }: StatementContext,
): TableDefinition {
  const columns = query.columns.map(({ name, type }): CatalogColumn => ({ name, type: hiveTypeText(type) }));
  const { partitionedBy, bucketedBy, bucketCount, sortedBy } = properties;
  checkColumns(columns, properties);
  const keyCount = partitionedBy.length;
  return {
    ...target,
    tableType: properties.isExternal ? 'EXTERNAL_TABLE' : 'MANAGED_TABLE',
    storage: {
      ...writtenFormat(properties),
      columns: columns.slice(0, columns.length - keyCount),
      location,
      compressed: false,
      bucketCount: bucketedBy.length > 0 ? bucketCount! : -1,
      bucketColumns: bucketedBy,
      sortColumns: sortedBy.map((column) => ({ column, order: 'ASC' })),
    },
    partitionKeys: columns.slice(columns.length - keyCount),
    parameters: {
      ...(properties.isExternal ? { EXTERNAL: 'TRUE' } : {}),
      ...(comment === undefined ? {} : { comment }),
      transient_lastDdlTime: String(Math.floor(Date.now() / 1000)),
      ...keptParameters(properties),
    },
    owner: session.user,
    retention: 0,
  };
}

function checkColumns(columns: readonly CatalogColumn[], properties: WriteProperties): void {
  const names = columns.map(({ name }) => name);
  const { partitionedBy, bucketedBy, bucketCount, sortedBy, bloomFilterColumns } = properties;
  const require = (listed: readonly string[], what: string): void => {
    const missing = listed.filter((name) => !names.includes(name));
    if (missing.length > 0)
      throw new LakeError('INVALID_TABLE_PROPERTY', `${what} columns [${missing.join(', ')}] not present in schema`);
  };
  require(partitionedBy, 'Partition');
  require(bucketedBy, 'Bucketing');
  require(sortedBy, 'Sorting');
  require(bloomFilterColumns, 'Bloom filter');
  if (partitionedBy.length > 0 && partitionedBy.length === names.length)
    throw new LakeError('INVALID_TABLE_PROPERTY', 'Table contains only partition columns');
  if (partitionedBy.join() !== names.slice(names.length - partitionedBy.length).join())
    throw new LakeError(
      'HIVE_COLUMN_ORDER_MISMATCH',
      `Partition keys must be the last columns in the table and in the same order as the table properties: [${partitionedBy.join(', ')}]`,
    );
  if (bucketedBy.length > 0 !== (bucketCount ?? 0) > 0)
    throw new LakeError('INVALID_TABLE_PROPERTY', 'bucketed_by and bucket_count must be specified together');
}
