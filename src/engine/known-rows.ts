import type { ColumnMetadata, RowsMetadata, TableName } from '../bind/metadata.js';
import { type CatalogTable, catalogName, columnType, isView } from '../catalog/catalog-entry.js';
import type { CatalogStore } from '../catalog/catalog-store.js';
import { partitionValue } from '../table/partition-value.js';
import { BIGINT, displayType, type SqlType, VARCHAR } from '../types/sql-type.js';
import type { SqlValue } from '../types/sql-value.js';
import type { StatementRights } from './statement-rights.js';
import { storedView } from './stored-view.js';

/** Names the schema of each catalog that tells what the catalog holds. */
export const informationSchema = 'information_schema';
const partitionsSuffix = '$partitions';

type Row = readonly SqlValue[];
interface KnownTable {
  readonly columns: readonly (readonly [name: string, type: SqlType])[];
  rows(rights: StatementRights): readonly Row[];
}

const text = (...names: readonly string[]): KnownTable['columns'] => names.map((name) => [name, VARCHAR]);

const tables: Readonly<Record<string, KnownTable>> = {
  schemata: {
    columns: text('catalog_name', 'schema_name'),
    rows: (rights) => [informationSchema, ...rights.visibleDatabases()].map((name) => [catalogName, name]),
  },
  tables: {
    columns: text('table_catalog', 'table_schema', 'table_name', 'table_type'),
    rows: (rights) => [
      ...Object.keys(tables).map((name) => [catalogName, informationSchema, name, 'BASE TABLE']),
      ...entriesOf(rights).map((entry) => [...placeOf(entry), isView(entry) ? 'VIEW' : 'BASE TABLE']),
    ],
  },
  columns: {
    columns: [
      ...text('table_catalog', 'table_schema', 'table_name', 'column_name'),
      ['ordinal_position', BIGINT],
      ...text('column_default', 'is_nullable', 'data_type', 'comment', 'extra_info'),
    ],
    rows: (rights) => [...ownColumnRows(), ...entriesOf(rights).flatMap(columnRows)],
  },
  views: {
    columns: text('table_catalog', 'table_schema', 'table_name', 'view_definition'),
    rows: (rights) =>
      entriesOf(rights)
        .filter(isView)
        .map((entry) => [...placeOf(entry), storedView(entry).sql]),
  },
};

/** Lists the tables of information_schema. */
export const informationTables: readonly string[] = Object.keys(tables).sort();

/** Finds a table that tells of the catalog: one of information_schema, or `"t$partitions"`. */
export function findKnownRows(
  { catalog, schema, name }: TableName,
  store: CatalogStore,
  rights: StatementRights,
): RowsMetadata | undefined {
  if (catalog !== catalogName) return undefined;
  if (schema === informationSchema) {
    if (!Object.hasOwn(tables, name)) return undefined;
    const { columns, rows } = tables[name]!;
    return { columns: columns.map(([column, type]) => ({ name: column, type })), rows: rows(rights) };
  }
  if (!name.endsWith(partitionsSuffix)) return undefined;
  const entry = store.getTable(schema, name.slice(0, -partitionsSuffix.length));
  // Which partitions hold a visible row only a scan could tell.
  if (entry && rights.restrictionsOn(entry)) return undefined;
  return entry && entry.partitionKeys.length > 0 ? partitionRows(entry, store) : undefined;
}

function partitionRows(entry: CatalogTable, store: CatalogStore): RowsMetadata {
  const columns = entry.partitionKeys.map((key): ColumnMetadata => ({ name: key.name, type: columnType(key) }));
  const rows = store.partitions
    .list(entry)
    .map(({ values }) =>
      values.map((value, index) => partitionValue(value, columns[index]!.type, columns[index]!.name)),
    );
  return { columns, rows };
}

const entriesOf = (rights: StatementRights): readonly CatalogTable[] =>
  rights.visibleDatabases().flatMap((name) => rights.visibleEntries(name));

const placeOf = ({ database, name }: CatalogTable): readonly string[] => [catalogName, database, name];

function ownColumnRows(): readonly Row[] {
  return Object.entries(tables).flatMap(([name, { columns }]) =>
    columns.map(([column, type], index) =>
      columnRow([catalogName, informationSchema, name], index, { name: column, type }, null),
    ),
  );
}

function columnRows(entry: CatalogTable): readonly Row[] {
  const place = placeOf(entry);
  if (isView(entry)) return storedView(entry).columns.map((column, index) => columnRow(place, index, column, null));
  const { columns } = entry.storage;
  return [...columns, ...entry.partitionKeys].map((column, index) =>
    columnRow(place, index, { ...column, type: columnType(column) }, index < columns.length ? null : 'partition key'),
  );
}

const columnRow = (place: readonly string[], index: number, column: ColumnMetadata, extra: string | null): Row => [
  ...place,
  column.name,
  BigInt(index + 1),
  null,
  'YES',
  displayType(column.type),
  column.comment ?? null,
  extra,
];
