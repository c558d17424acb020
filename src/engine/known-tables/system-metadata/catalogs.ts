import { catalogName } from '../../../catalog/catalog-entry.js';
import { catalogNames, systemCatalog } from '../known-catalogs.js';
import { type KnownTable, knownColumns } from '../known-table.js';

const connectorOf = (catalog: string): string => (catalog === catalogName ? 'hive' : catalog);

/** `system.metadata.catalogs`: the catalogs that a statement may name. */
export const metadataCatalogsTable: KnownTable = {
  catalogs: [systemCatalog],
  schema: 'metadata',
  name: 'catalogs',
  columns: knownColumns('catalog_name', 'connector_id', 'connector_name'),
  isOfCatalog: true,
  rows: () => catalogNames.map((name) => [name, name, connectorOf(name)]),
};
