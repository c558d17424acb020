import { isView } from '../../../catalog/catalog-entry.js';
import { storedView } from '../../stored-view.js';
import { catalogNames, informationSchema } from '../known-catalogs.js';
import { type KnownTable, knownColumns } from '../known-table.js';
import { lakeEntries, placeOf } from './lake-entries.js';

/** `information_schema.views`: the views of the catalog, with their queries. */
export const viewsTable: KnownTable = {
  catalogs: catalogNames,
  schema: informationSchema,
  name: 'views',
  columns: knownColumns('table_catalog', 'table_schema', 'table_name', 'view_definition'),
  isOfCatalog: true,
  rows: (context) =>
    lakeEntries(context)
      .filter(isView)
      .map((entry) => [...placeOf(entry), storedView(entry).sql]),
};
