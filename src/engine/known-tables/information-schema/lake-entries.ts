import { type CatalogTable, catalogName } from '../../../catalog/catalog-entry.js';
import type { RegisteredTable } from '../../registered/registered-table.js';
import type { KnownTableContext } from '../known-table.js';

/** Lists the lake's tables and views that the principal may see, where the catalog that was asked for is the lake's. */
export const lakeEntries = ({ catalog, rights }: KnownTableContext): readonly CatalogTable[] =>
  catalog === catalogName ? rights.visibleDatabases().flatMap((name) => rights.visibleEntries(name)) : [];

/** Gives the catalog, schema and name of a table of the lake. */
export const placeOf = ({ database, name }: CatalogTable): readonly string[] => [catalogName, database, name];

/** Lists what the session has registered for itself, where the catalog that was asked for is the lake's. */
export const registeredTables = ({ catalog, rights }: KnownTableContext): readonly RegisteredTable[] =>
  catalog === catalogName ? rights.registered.list() : [];
