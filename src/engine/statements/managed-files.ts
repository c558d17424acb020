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
  for (const { tableType, storage } of tables) {
    if (tableType !== 'MANAGED_TABLE' || storage.location === undefined) continue;
    const folder = folderOf(storage.location);
    if (!folder.startsWith(`${folderOf(context.inside.defaultLocation)}/`)) continue;
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
  const { catalog, inside, end } = context;
  const files = await end.during(managedFiles(tables(), context));
  catalog.transaction(() => {
    drop();
    if (files.length > 0) catalog.writes.replace(files);
  });
  if (files.length > 0) await inside.writes.cleaned();
}
