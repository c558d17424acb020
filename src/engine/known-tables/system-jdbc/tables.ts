import { systemCatalog } from '../known-catalogs.js';
import { type KnownTable, knownColumns } from '../known-table.js';
import { jdbcPlaces, lakeObjects } from './lake-objects.js';

/** `system.jdbc.tables`: the tables and views of all catalogs. */
export const jdbcTablesTable: KnownTable = {
  catalogs: [systemCatalog],
  schema: 'jdbc',
  name: 'tables',
  columns: knownColumns(
    'table_cat',
    'table_schem',
    'table_name',
    'table_type',
    'remarks',
    'type_cat',
    'type_schem',
    'type_name',
    'self_referencing_col_name',
    'ref_generation',
  ),
  isOfCatalog: true,
  rows: (context) =>
    [...lakeObjects(context, jdbcPlaces)].map(({ catalog, schema, name, isView, comment = null }) => [
      catalog,
      schema,
      name,
      isView ? 'VIEW' : 'TABLE',
      comment,
      null,
      null,
      null,
      null,
      null,
    ]),
};
