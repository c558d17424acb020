import { systemCatalog } from '../known-catalogs.js';
import { type KnownTable, knownColumns } from '../known-table.js';
import { lakeObjects } from '../system-jdbc/lake-objects.js';

const places = { catalog: 'catalog_name', schema: 'schema_name', name: 'table_name' };

/** `system.metadata.table_comments`: what was written about tables and views. */
export const tableCommentsTable: KnownTable = {
  catalogs: [systemCatalog],
  schema: 'metadata',
  name: 'table_comments',
  columns: knownColumns('catalog_name', 'schema_name', 'table_name', 'comment'),
  isOfCatalog: true,
  rows: (context) =>
    [...lakeObjects(context, places)].map(({ catalog, schema, name, comment = null }) => [
      catalog,
      schema,
      name,
      comment,
    ]),
};
