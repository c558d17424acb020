import { sessionSchema } from '../../../bind/session-schema.js';
import { isView } from '../../../catalog/catalog-entry.js';
import { catalogNames, informationSchema } from '../known-catalogs.js';
import { type KnownTable, knownColumns } from '../known-table.js';
import { lakeEntries, placeOf, registeredTables } from './lake-entries.js';

/** `information_schema.tables`: the tables and views of the catalog. */
export const tablesTable: KnownTable = {
  catalogs: catalogNames,
  schema: informationSchema,
  name: 'tables',
  columns: knownColumns('table_catalog', 'table_schema', 'table_name', 'table_type'),
  isOfCatalog: true,
  rows: (context) => [
    ...context.tables.map(({ schema, name }) => [context.catalog, schema, name, 'BASE TABLE']),
    ...registeredTables(context).map(({ name }) => [context.catalog, sessionSchema, name, 'BASE TABLE']),
    ...lakeEntries(context).map((entry) => [...placeOf(entry), isView(entry) ? 'VIEW' : 'BASE TABLE']),
  ],
};
