import type { CatalogDatabase } from '../../catalog/catalog-entry.js';
import { escapePathName } from '../../catalog/partition-path.js';
import type { StatementContext } from '../statement-context.js';

/** Gives the folder of a new table that names none: below its database's, or in the lake's own. */
export function managedLocation(database: CatalogDatabase, table: string, { inside }: StatementContext): string {
  const folder = database.location ?? `${inside.defaultLocation}/${folderName(database.name)}`;
  return `${folder.replace(/\/+$/, '')}/${folderName(table)}`;
}

/** Escapes beside what Hive escapes what would lead elsewhere or could be read as a pattern: a name may be `..`. */
const folderName = (name: string): string =>
  escapePathName(name)
    .replace(/^\.+$/, (dots) => '%2E'.repeat(dots.length))
    .replace(
      /[\0()!+@|,<>]/g,
      (character) => `%${character.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`,
    );
