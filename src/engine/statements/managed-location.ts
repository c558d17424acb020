import type { CatalogDatabase } from '../../catalog/catalog-entry.js';
import { escapePathName } from '../../catalog/partition-path.js';
import type { StatementContext } from '../statement-context.js';

/** Gives the folder of a new table that names none: below its database's, or in the lake's own. */
export function managedLocation(database: CatalogDatabase, table: string, { inside }: StatementContext): string {
  const folder = database.location ?? `${inside.defaultLocation}/${escapePathName(database.name)}`;
  return `${folder.replace(/\/+$/, '')}/${escapePathName(table)}`;
}
