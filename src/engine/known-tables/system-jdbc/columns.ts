import type { ColumnMetadata } from '../../../bind/metadata.js';
import { BIGINT, displayType } from '../../../types/sql-type.js';
import { systemCatalog } from '../known-catalogs.js';
import { type KnownRow, type KnownTable, knownColumns } from '../known-table.js';
import { jdbcType } from './jdbc-type.js';
import { jdbcPlaces, type LakeObject, lakeObjects } from './lake-objects.js';

/** `system.jdbc.columns`: the columns of all catalogs' tables and views. */
export const jdbcColumnsTable: KnownTable = {
  catalogs: [systemCatalog],
  schema: 'jdbc',
  name: 'columns',
  columns: knownColumns(
    'table_cat',
    'table_schem',
    'table_name',
    'column_name',
    ['data_type', BIGINT],
    'type_name',
    ['column_size', BIGINT],
    ['buffer_length', BIGINT],
    ['decimal_digits', BIGINT],
    ['num_prec_radix', BIGINT],
    ['nullable', BIGINT],
    'remarks',
    'column_def',
    ['sql_data_type', BIGINT],
    ['sql_datetime_sub', BIGINT],
    ['char_octet_length', BIGINT],
    ['ordinal_position', BIGINT],
    'is_nullable',
    'scope_catalog',
    'scope_schema',
    'scope_table',
    ['source_data_type', BIGINT],
    'is_autoincrement',
    'is_generatedcolumn',
  ),
  isOfCatalog: true,
  rows: (context) => {
    const rows: KnownRow[] = [];
    for (const object of lakeObjects(context, jdbcPlaces))
      object.columns().forEach((column, index) => rows.push(columnRow(object, column, index)));
    return rows;
  },
};

const nullabilityUnknown = 2n;

/** Makes a number of a row. */
export const countOf = (count: number | undefined): bigint | null => (count === undefined ? null : BigInt(count));

function columnRow({ catalog, schema, name }: LakeObject, column: ColumnMetadata, index: number): KnownRow {
  const { number, size, digits, radix } = jdbcType(column.type);
  return [
    catalog,
    schema,
    name,
    column.name,
    BigInt(number),
    displayType(column.type),
    countOf(size),
    0n,
    countOf(digits),
    countOf(radix),
    nullabilityUnknown,
    column.comment ?? null,
    null,
    null,
    null,
    column.type.kind === 'varchar' || column.type.kind === 'char' ? countOf(size) : null,
    BigInt(index + 1),
    'YES',
    null,
    null,
    null,
    null,
    null,
    null,
  ];
}
