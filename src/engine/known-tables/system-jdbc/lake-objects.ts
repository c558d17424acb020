import type { ColumnMetadata } from '../../../bind/metadata.js';
import { sessionSchema } from '../../../bind/session-schema.js';
import { type CatalogTable, catalogName, columnType, isView } from '../../../catalog/catalog-entry.js';
import { storedView } from '../../stored-view.js';
import { wantedEntries } from '../information-schema/lake-entries.js';
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

/** The columns of a known table that name catalog, schema and table. */
export interface PlaceColumns {
  readonly catalog: string;
  readonly schema: string;
  readonly name: string;
}

/** The columns of JDBC's tables. */
export const jdbcPlaces: PlaceColumns = { catalog: 'table_cat', schema: 'table_schem', name: 'table_name' };

/** Lists the tables and views of all catalogs that are wanted. */
export function* lakeObjects(
  { rights, everyTable, isWanted }: KnownTableContext,
  places: PlaceColumns,
): Generator<LakeObject> {
  for (const catalog of catalogNames)
    for (const { catalogs, schema, name, columns } of everyTable)
      if (catalogs.includes(catalog) && isWanted(places.catalog, catalog) && isWanted(places.schema, schema))
        yield { catalog, schema, name, isView: false, comment: undefined, columns: () => columns };
  if (!isWanted(places.catalog, catalogName)) return;
  for (const { name, columns } of rights.registered.list())
    yield {
      catalog: catalogName,
      schema: sessionSchema,
      name,
      isView: false,
      comment: undefined,
      columns: () => columns,
    };
  const wanted = wantedEntries(rights, {
    isWantedSchema: (schema) => isWanted(places.schema, schema),
    isWantedName: (name) => isWanted(places.name, name),
  });
  for (const entry of wanted)
    yield {
      catalog: catalogName,
      schema: entry.database,
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
