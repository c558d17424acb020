import { catalogName } from '../../../catalog/catalog-entry.js';
import { catalogNames, systemCatalog } from '../known-catalogs.js';
import { type KnownTable, knownColumns } from '../known-table.js';

/** `system.jdbc.schemas`: the schemas of all catalogs. */
export const jdbcSchemasTable: KnownTable = {
  catalogs: [systemCatalog],
  schema: 'jdbc',
  name: 'schemas',
  columns: knownColumns('table_schem', 'table_catalog'),
  isOfCatalog: true,
  rows: ({ rights, everyTable }) =>
    catalogNames.flatMap((catalog) => {
      const known = everyTable.filter(({ catalogs }) => catalogs.includes(catalog)).map(({ schema }) => schema);
      const names = [...new Set(known), ...(catalog === catalogName ? rights.visibleDatabases() : [])];
      return names.map((name) => [name, catalog]);
    }),
};
