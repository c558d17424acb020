import type { RowsMetadata, TableName } from '../../bind/metadata.js';
import type { LakeInside } from '../lake-inside.js';
import type { StatementRights } from '../statement-rights.js';
import type { KnownTable } from './known-table.js';
import type { ManyRows } from './many-rows.js';
import { findPartitionsTable } from './partitions-table.js';
import { knownTables } from './registry.js';

const byCatalog = new Map<string, readonly KnownTable[]>();

/** Lists the known tables of a catalog by schema and name. */
function tablesOf(catalog: string): readonly KnownTable[] {
  let tables = byCatalog.get(catalog);
  if (!tables) {
    const order = ({ schema, name }: KnownTable): string => `${schema}\n${name}`;
    tables = knownTables
      .filter(({ catalogs }) => catalogs.includes(catalog))
      .sort((a, b) => (order(a) < order(b) ? -1 : 1));
    byCatalog.set(catalog, tables);
  }
  return tables;
}

/** Lists the schemas of a catalog's known tables, in order. */
export const knownSchemas = (catalog: string): readonly string[] => [
  ...new Set(tablesOf(catalog).map(({ schema }) => schema)),
];

/** Lists the names of the known tables of a schema, in order. */
export const knownTableNames = (catalog: string, schema: string): readonly string[] =>
  tablesOf(catalog)
    .filter((table) => table.schema === schema)
    .map(({ name }) => name);

/** A table that tells of the lake, as it was found for a statement. */
export interface FoundKnownTable extends RowsMetadata {
  /** As KnownTable has it. */
  readonly isOfCatalog: boolean;
}

/** Finds a table that tells of the lake: one of the registry, or `"t$partitions"`. Its rows are made when they are asked for. */
export function findKnownTable(
  name: TableName,
  inside: LakeInside,
  rights: StatementRights,
  many: ManyRows,
): FoundKnownTable | undefined {
  const { catalog } = name;
  const tables = tablesOf(catalog);
  const table = tables.find((known) => known.schema === name.schema && known.name === name.name);
  if (!table) {
    const partitions = findPartitionsTable(name, inside, rights);
    return partitions && { ...partitions, isOfCatalog: true };
  }
  const columns = table.columns.map((column) => ({ ...column, comment: column.comment }));
  return {
    columns,
    isOfCatalog: table.isOfCatalog === true,
    rows: (isWanted, rangeOf) => {
      const context = { catalog, inside, rights, tables, everyTable: knownTables, isWanted, rangeOf };
      return table.pages ? many.take(name, columns, table.pages(context)) : { rows: table.rows(context) };
    },
  };
}
