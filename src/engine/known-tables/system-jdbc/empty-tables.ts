import { BIGINT } from '../../../types/sql-type.js';
import { systemCatalog } from '../known-catalogs.js';
import { type KnownTable, knownColumns } from '../known-table.js';

type KnownColumn = string | readonly [name: string, type: typeof BIGINT];

const big = (...names: readonly string[]): readonly KnownColumn[] => names.map((name) => [name, BIGINT]);

const empty = (name: string, ...columns: readonly KnownColumn[]): KnownTable => ({
  catalogs: [systemCatalog],
  schema: 'jdbc',
  name,
  columns: knownColumns(...columns),
  isOfCatalog: true,
  rows: () => [],
});

/** The tables of `system.jdbc` about what a lake has none of. */
export const emptyJdbcTables: readonly KnownTable[] = [
  empty(
    'attributes',
    ...['type_cat', 'type_schem', 'type_name', 'attr_name'],
    ...big('data_type'),
    'attr_type_name',
    ...big('attr_size', 'decimal_digits', 'num_prec_radix', 'nullable'),
    ...['remarks', 'attr_def'],
    ...big('sql_data_type', 'sql_datetime_sub', 'char_octet_length', 'ordinal_position'),
    ...['is_nullable', 'scope_catalog', 'scope_schema', 'scope_table'],
    ...big('source_data_type'),
  ),
  empty(
    'procedures',
    ...['procedure_cat', 'procedure_schem', 'procedure_name', 'remarks'],
    ...big('procedure_type'),
    'specific_name',
  ),
  empty(
    'procedure_columns',
    ...['procedure_cat', 'procedure_schem', 'procedure_name', 'column_name'],
    ...big('column_type', 'data_type'),
    'type_name',
    ...big('precision', 'length', 'scale', 'radix', 'nullable'),
    ...['remarks', 'column_def'],
    ...big('sql_data_type', 'sql_datetime_sub', 'char_octet_length', 'ordinal_position'),
    ...['is_nullable', 'specific_name'],
  ),
  empty(
    'pseudo_columns',
    ...['table_cat', 'table_schem', 'table_name', 'column_name'],
    ...big('data_type', 'column_size', 'decimal_digits', 'num_prec_radix'),
    ...['column_usage', 'remarks'],
    ...big('char_octet_length', 'is_nullable'),
  ),
  empty('super_tables', 'table_cat', 'table_schem', 'table_name', 'supertable_name'),
  empty('super_types', 'type_cat', 'type_schem', 'type_name', 'supertype_cat', 'supertype_schem', 'supertype_name'),
  empty('udts', 'type_cat', 'type_schem', 'type_name', 'class_name', 'data_type', 'remarks', 'base_type'),
];
