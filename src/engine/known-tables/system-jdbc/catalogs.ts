import { catalogNames, systemCatalog } from '../known-catalogs.js';
import { type KnownTable, knownColumns } from '../known-table.js';

/** `system.jdbc.catalogs`: the catalogs that a statement may name. */
export const jdbcCatalogsTable: KnownTable = {
  catalogs: [systemCatalog],
  schema: 'jdbc',
  name: 'catalogs',
  columns: knownColumns('table_cat'),
  isOfCatalog: true,
  rows: () => catalogNames.map((name) => [name]),
};
