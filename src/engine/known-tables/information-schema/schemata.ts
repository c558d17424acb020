import { sessionSchema } from '../../../bind/session-schema.js';
import { catalogName } from '../../../catalog/catalog-entry.js';
import { catalogNames, informationSchema } from '../known-catalogs.js';
import { type KnownTable, knownColumns } from '../known-table.js';

/** `information_schema.schemata`: the schemas of the catalog. */
export const schemataTable: KnownTable = {
  catalogs: catalogNames,
  schema: informationSchema,
  name: 'schemata',
  columns: knownColumns('catalog_name', 'schema_name'),
  isOfCatalog: true,
  rows: ({ catalog, rights, tables }) => {
    const schemas =
      catalog === catalogName
        ? [...(rights.registered.names ? [sessionSchema] : []), informationSchema, ...rights.visibleDatabases()]
        : [...new Set(tables.map(({ schema }) => schema))];
    return schemas.map((name) => [catalog, name]);
  },
};
