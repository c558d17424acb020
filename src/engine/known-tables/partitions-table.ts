import { assert } from '../../base/lake-error.js';
import type { ColumnMetadata, RowsMetadata, TableName, ViewMetadata } from '../../bind/metadata.js';
import { type CatalogTable, catalogName, columnType } from '../../catalog/catalog-entry.js';
import { parseStatement } from '../../sql/parse-statement.js';
import { partitionValue } from '../../table/partition-value.js';
import type { LakeInside } from '../lake-inside.js';
import type { StatementRights } from '../statement-rights.js';
import type { KnownRow } from './known-table.js';

const suffix = '$partitions';

/** Gives the table that `"t$partitions"` is about. */
export const partitionedTable = ({ name, ...place }: TableName): TableName | undefined =>
  name.endsWith(suffix) ? { ...place, name: name.slice(0, -suffix.length) } : undefined;

const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`;

/** Gives the text of a query for the different keys of a table's partitions that hold a row. */
export const partitionsQuery = ({ database, name }: CatalogTable, items: readonly string[]): string =>
  `SELECT DISTINCT ${items.join(', ')} FROM ${quoted(database)}.${quoted(name)}`;

/** Gives the names of the partition keys as items of a query. */
export const keyItems = ({ partitionKeys }: CatalogTable): readonly string[] =>
  partitionKeys.map((key) => quoted(key.name.toLowerCase()));

/** Finds `"t$partitions"` as a query, where a scan has to tell which partitions hold a row that the principal sees. */
export function findPartitionsView(name: TableName, rights: StatementRights): ViewMetadata | undefined {
  const table = name.catalog === catalogName ? partitionedTable(name) : undefined;
  const entry = table && rights.visibleEntry(table.schema, table.name);
  if (!entry || entry.partitionKeys.length === 0 || !rights.hidesPartitions(entry)) return undefined;
  const sql = partitionsQuery(entry, keyItems(entry));
  const statement = parseStatement(sql);
  assert(statement.kind === 'QueryStatement', 'a query is parsed as a query');
  return {
    query: statement.query,
    sql,
    catalog: catalogName,
    schema: entry.database,
    columns: columnsOf(entry),
    runAsInvoker: true,
    owner: undefined,
    comment: undefined,
  };
}

const columnsOf = ({ partitionKeys }: CatalogTable): readonly ColumnMetadata[] =>
  partitionKeys.map((key) => ({ name: key.name.toLowerCase(), type: columnType(key) }));

/** Finds `"t$partitions"`: the keys of each partition of a partitioned table. */
export function findPartitionsTable(
  { catalog, schema, name }: TableName,
  inside: LakeInside,
  rights: StatementRights,
): RowsMetadata | undefined {
  if (catalog !== catalogName) return undefined;
  const { store } = inside.catalog;
  const table = partitionedTable({ catalog, schema, name });
  const entry = table && store.getTable(schema, table.name);
  if (!entry || entry.partitionKeys.length === 0) return undefined;
  const access = rights.restrictionsOn(entry);
  if (access && (!access.select || rights.hidesPartitions(entry))) return undefined;
  const columns = columnsOf(entry);
  const keysOf = ({ values }: { readonly values: readonly string[] }): KnownRow =>
    values.map((value, index) => partitionValue(value, columns[index]!.type, columns[index]!.name));
  return { columns, rows: () => ({ rows: store.partitions.list(entry).map(keysOf) }) };
}
