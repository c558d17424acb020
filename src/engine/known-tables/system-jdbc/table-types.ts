import { systemCatalog } from '../known-catalogs.js';
import { type KnownTable, knownColumns } from '../known-table.js';

/** `system.jdbc.table_types`: what a table may be. */
export const jdbcTableTypesTable: KnownTable = {
  catalogs: [systemCatalog],
  schema: 'jdbc',
  name: 'table_types',
  columns: knownColumns('table_type'),
  isOfCatalog: true,
  rows: () => [['TABLE'], ['VIEW']],
};
