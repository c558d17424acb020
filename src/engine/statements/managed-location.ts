import { randomBytes } from 'node:crypto';
import { readdirSync } from 'node:fs';
import type { CatalogDatabase } from '../../catalog/catalog-entry.js';
import { escapePathName } from '../../catalog/partition-path.js';
import { isRemote } from '../../storage/locations.js';
import { fileSystemError, systemCode } from '../../storage/storage-error.js';
import type { StatementContext } from '../statement-context.js';

/**
 * Gives the folder of a new table that names none: below its database's, or in the lake's own. It is called as the table, unless something
 * may be there: a table that has another name now, or files of one that was dropped.
 */
export function managedLocation(database: CatalogDatabase, table: string, context: StatementContext): string {
  const { inside, catalog } = context;
  const folder = database.location ?? `${inside.defaultLocation}/${folderName(database.name)}`;
  const plain = `${folder.replace(/\/+$/, '')}/${folderName(table)}`;
  const place = inside.locations.place(plain);
  const isFree = (isRemote(place) || !hasEntries(place)) && !catalog.isLocationUsed(plain);
  return isFree ? plain : `${plain}-${randomBytes(4).toString('hex')}`;
}

function hasEntries(folder: string): boolean {
  try {
    return readdirSync(folder).length > 0;
  } catch (cause) {
    if (systemCode(cause) === 'ENOENT') return false;
    throw fileSystemError('listing', folder, cause);
  }
}

/** Escapes beside what Hive escapes what would lead elsewhere or could be read as a pattern: a name may be `..`. */
const folderName = (name: string): string =>
  escapePathName(name)
    .replace(/^\.+$/, (dots) => '%2E'.repeat(dots.length))
    .replace(
      /[\0()!+@|,<>]/g,
      (character) => `%${character.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`,
    );
