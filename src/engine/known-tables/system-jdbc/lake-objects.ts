import type { ColumnMetadata } from '../../../bind/metadata.js';
import { sessionSchema } from '../../../bind/session-schema.js';
import { type CatalogTable, catalogName, columnType, isView } from '../../../catalog/catalog-entry.js';
import { storedView } from '../../stored-view.js';
import { catalogNames } from '../known-catalogs.js';
import type { KnownTableContext } from '../known-table.js';

/** A table or view of any catalog, as much of it as the principal may see. */
export interface LakeObject {
  readonly catalog: string;
  readonly schema: string;
  readonly name: string;
  readonly isView: boolean;
  readonly comment: string | undefined;
  columns(): readonly ColumnMetadata[];
}

/** Lists the tables and views of all catalogs. */
export function* lakeObjects({ rights, everyTable }: KnownTableContext): Generator<LakeObject> {
  for (const catalog of catalogNames)
    for (const { catalogs, schema, name, columns } of everyTable)
      if (catalogs.includes(catalog))
        yield { catalog, schema, name, isView: false, comment: undefined, columns: () => columns };
  for (const { name, columns } of rights.registered.list())
    yield {
      catalog: catalogName,
      schema: sessionSchema,
      name,
      isView: false,
      comment: undefined,
      columns: () => columns,
    };
  for (const database of rights.visibleDatabases())
    for (const entry of rights.visibleEntries(database))
      yield {
        catalog: catalogName,
        schema: database,
        name: entry.name,
        isView: isView(entry),
        comment: isView(entry) ? storedView(entry).comment : entry.parameters.comment,
        columns: () => entryColumns(entry),
      };
}

function entryColumns(entry: CatalogTable): readonly ColumnMetadata[] {
  if (isView(entry)) return storedView(entry).columns;
  return [...entry.storage.columns, ...entry.partitionKeys].map((column) => ({ ...column, type: columnType(column) }));
}
