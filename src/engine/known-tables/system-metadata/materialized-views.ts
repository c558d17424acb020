import { timestampTzType } from '../../../types/sql-type.js';
import { systemCatalog } from '../known-catalogs.js';
import { type KnownTable, knownColumns } from '../known-table.js';

/** `system.metadata.materialized_views`: a lake has none. */
export const materializedViewsTable: KnownTable = {
  catalogs: [systemCatalog],
  schema: 'metadata',
  name: 'materialized_views',
  columns: knownColumns(
    'catalog_name',
    'schema_name',
    'name',
    'storage_catalog',
    'storage_schema',
    'storage_table',
    'freshness',
    ['last_fresh_time', timestampTzType(9)],
    'comment',
    'definition',
  ),
  isOfCatalog: true,
  rows: () => [],
};
