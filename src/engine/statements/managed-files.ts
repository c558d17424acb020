import type { CatalogTable } from '../../catalog/catalog-entry.js';
import type { StatementContext } from '../statement-context.js';
import { folderOf, placeOf } from '../write/write-target.js';

/**
 * Lists the files of tables that are the lake's own and lie where the lake puts such tables: they go with their table. Those of other
 * tables stay, and so do those of a managed table that was given a location of its own.
 */
export async function managedFiles(
  tables: readonly CatalogTable[],
  context: StatementContext,
): Promise<readonly string[]> {
  const found: string[] = [];
  for (const { database, tableType, storage } of tables) {
    if (tableType !== 'MANAGED_TABLE' || storage.location === undefined) continue;
    const folder = folderOf(storage.location);
    const roots = [context.inside.defaultLocation, context.catalog.getDatabase(database)?.location ?? []].flat();
    if (!roots.some((root) => folder.startsWith(`${folderOf(root)}/`))) continue;
    const place = placeOf(folder, context);
    for await (const page of context.inside.writes.store(place).list(place))
      found.push(...page.map(({ location }) => location));
  }
  return found;
}

/** Runs a change of the catalog that drops tables; their files go as soon as nobody reads them. */
export async function dropWithFiles(
  tables: () => readonly CatalogTable[],
  drop: () => void,
  context: StatementContext,
): Promise<void> {
  await changeWithFiles(await context.end.during(managedFiles(tables(), context)), drop, context);
}

/** Runs a change of the catalog after which nothing has these files any more. */
export async function changeWithFiles(
  files: readonly string[],
  change: () => void,
  { catalog, inside }: StatementContext,
): Promise<void> {
  catalog.transaction(() => {
    change();
    if (files.length > 0) catalog.writes.replace(files);
  });
  if (files.length > 0) await inside.writes.cleaned();
}
