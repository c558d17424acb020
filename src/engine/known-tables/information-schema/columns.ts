import type { ColumnMetadata } from '../../../bind/metadata.js';
import { sessionSchema } from '../../../bind/session-schema.js';
import { type CatalogTable, columnType, isView } from '../../../catalog/catalog-entry.js';
import { BIGINT, displayType } from '../../../types/sql-type.js';
import { storedView } from '../../stored-view.js';
import { catalogNames, informationSchema } from '../known-catalogs.js';
import { type KnownRow, type KnownTable, knownColumns } from '../known-table.js';
import { lakeEntries, placeOf, registeredTables } from './lake-entries.js';

/** `information_schema.columns`: the columns of the catalog's tables and views. */
export const columnsTable: KnownTable = {
  catalogs: catalogNames,
  schema: informationSchema,
  name: 'columns',
  columns: knownColumns(
    'table_catalog',
    'table_schema',
    'table_name',
    'column_name',
    ['ordinal_position', BIGINT],
    'column_default',
    'is_nullable',
    'data_type',
    'comment',
    'extra_info',
  ),
  isOfCatalog: true,
  rows: (context) => [
    ...context.tables.flatMap(({ schema, name, columns }) =>
      columns.map((column, index) => columnRow([context.catalog, schema, name], index, column, null)),
    ),
    ...registeredTables(context).flatMap(({ name, columns }) =>
      columns.map((column, index) => columnRow([context.catalog, sessionSchema, name], index, column, null)),
    ),
    ...lakeEntries(context).flatMap(entryRows),
  ],
};

function entryRows(entry: CatalogTable): readonly KnownRow[] {
  const place = placeOf(entry);
  if (isView(entry)) return storedView(entry).columns.map((column, index) => columnRow(place, index, column, null));
  const { columns } = entry.storage;
  return [...columns, ...entry.partitionKeys].map((column, index) =>
    columnRow(place, index, { ...column, type: columnType(column) }, index < columns.length ? null : 'partition key'),
  );
}

const columnRow = (place: readonly string[], index: number, column: ColumnMetadata, extra: string | null): KnownRow => [
  ...place,
  column.name,
  BigInt(index + 1),
  null,
  'YES',
  displayType(column.type),
  column.comment ?? null,
  extra,
];
