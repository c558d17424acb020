import { catalogName } from '../../../catalog/catalog-entry.js';
import { type PropertyKind, tablePropertyKinds } from '../../write/property-kinds.js';
import { systemCatalog } from '../known-catalogs.js';
import { type KnownTable, knownColumns } from '../known-table.js';

const typeOf: Readonly<Record<PropertyKind, string>> = {
  text: 'varchar',
  integer: 'bigint',
  boolean: 'boolean',
  texts: 'array(varchar)',
};

const table = (name: string, properties: Readonly<Record<string, PropertyKind>>): KnownTable => ({
  catalogs: [systemCatalog],
  schema: 'metadata',
  name,
  columns: knownColumns('catalog_name', 'property_name', 'default_value', 'type', 'description'),
  isOfCatalog: true,
  rows: () => Object.entries(properties).map(([property, kind]) => [catalogName, property, '', typeOf[kind], '']),
});

/** The tables of `system.metadata` that tell what `WITH (…)` of a statement takes. */
export const propertyTables: readonly KnownTable[] = [
  table('table_properties', tablePropertyKinds),
  table('schema_properties', { location: 'text' }),
  table('column_properties', {}),
  table('analyze_properties', {}),
  table('materialized_view_properties', {}),
];
