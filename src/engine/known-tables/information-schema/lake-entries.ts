import { type CatalogTable, catalogName } from '../../../catalog/catalog-entry.js';
import type { RegisteredTable } from '../../registered/registered-table.js';
import type { StatementRights } from '../../statement-rights.js';
import type { KnownTableContext } from '../known-table.js';

/** Lists the lake's tables and views that the principal may see, where the catalog that was asked for is the lake's. */
export const lakeEntries = ({ catalog, rights, isWanted }: KnownTableContext): readonly CatalogTable[] =>
  catalog === catalogName && isWanted('table_catalog', catalog)
    ? wantedEntries(rights, {
        isWantedSchema: (schema) => isWanted('table_schema', schema),
        isWantedName: (name) => isWanted('table_name', name),
      })
    : [];

/** Lists the tables and views that are wanted of those that the principal may see. */
export const wantedEntries = (
  rights: StatementRights,
  { isWantedSchema, isWantedName }: { isWantedSchema(schema: string): boolean; isWantedName(name: string): boolean },
): readonly CatalogTable[] =>
  rights
    .visibleDatabases()
    .filter(isWantedSchema)
    .flatMap((database) => rights.wantedEntries(database, isWantedName));

/** Gives the catalog, schema and name of a table of the lake. */
export const placeOf = ({ database, name }: CatalogTable): readonly string[] => [catalogName, database, name];

/** Lists what the session has registered for itself, where the catalog that was asked for is the lake's. */
export const registeredTables = ({ catalog, rights }: KnownTableContext): readonly RegisteredTable[] =>
  catalog === catalogName ? rights.registered.list() : [];
