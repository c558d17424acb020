import { LakeError, type Position } from '../../base/lake-error.js';
import { missingTable } from '../../bind/hidden-or-missing.js';
import { type CatalogTable, catalogName, columnType, isView } from '../../catalog/catalog-entry.js';
import { isProjected, projectPartitions } from '../../catalog/projection/partition-projection.js';
import { valuesOf } from '../../catalog/projection/projected-key.js';
import { serdeLibraries } from '../../catalog/storage-format.js';
import type { WrittenFile } from '../../exec/operators/write-facts.js';
import { partitionValue } from '../../table/partition-value.js';
import { valuesDomain } from '../../types/domain.js';
import type { StatementContext } from '../statement-context.js';
import type { TargetName } from '../statements/target.js';
import type { WriteRequest } from './run-write.js';
import { folderOf } from './write-target.js';

const writtenLibraries: readonly string[] = [
  serdeLibraries.parquet,
  serdeLibraries.lazySimple,
  serdeLibraries.hiveJson,
];

/** Finds a table that files can be added to; `verb` begins the reasons. Throws TABLE_NOT_FOUND, PERMISSION_DENIED, NOT_SUPPORTED. */
export function writableTable(
  { database, name }: TargetName,
  verb: string,
  position: Position,
  context: StatementContext,
  libraries: readonly string[] = writtenLibraries,
): CatalogTable {
  const table = context.catalog.getTable(database, name);
  if (!table) throw missingTable(context.tables, { catalog: catalogName, schema: database, name }, position);
  context.rights.requireOnTable(['INSERT'], table);
  const refuse = (what: string): LakeError =>
    new LakeError('NOT_SUPPORTED', `${verb} ${what} is not supported`, { position });
  if (isView(table)) throw refuse('views');
  const { serde, location, additionalLocations, bucketColumns, columns } = table.storage;
  if (!libraries.includes(serde.library ?? '')) throw refuse(`tables of SerDe ${serde.library}`);
  if ((bucketColumns?.length ?? 0) > 0 && table.parameters.bucketing_format?.toLowerCase() === 'spark')
    throw refuse("tables bucketed in Spark's format");
  if (location === undefined || (additionalLocations?.length ?? 0) > 0 || columns.length === 0)
    throw refuse('tables over files that are somewhere else');
  if (Number(table.parameters['skip.header.line.count'] ?? 0) > 0) throw refuse('tables with skip.header.line.count');
  return table;
}

/** Finds a table as `writableTable` does whose files may be replaced: all of it is seen, since of a part only that part would be left. */
export function rewritableTable(...asked: Parameters<typeof writableTable>): CatalogTable {
  const table = writableTable(...asked);
  const { rights } = asked[3];
  rights.requireOnTable(['SELECT'], table);
  rights.requireOnTable(['DELETE'], table);
  return table;
}

/** Checks that the table still is what the statement found. Throws TRANSACTION_CONFLICT. */
export function requireSame(table: CatalogTable, { catalog }: StatementContext): void {
  const now = catalog.getTable(table.database, table.name);
  if (now?.id !== table.id || now.storage.location !== table.storage.location) throw conflict(table);
}

/** Makes the error of a statement that another one came before. */
export const conflict = ({ database, name }: TargetName): LakeError =>
  new LakeError(
    'TRANSACTION_CONFLICT',
    `Table '${catalogName}.${database}.${name}' was changed by another transaction`,
  );

/** Gives the columns by which rows go to buckets, and how many of these there are. */
export const bucketsOf = ({
  storage: { bucketColumns, bucketCount },
}: CatalogTable): Pick<WriteRequest, 'bucketedBy' | 'bucketCount'> => ({
  bucketedBy: bucketColumns?.map((name) => name.toLowerCase()),
  bucketCount,
});

/** Names the folder of a file whose partition the catalog has, or the table's projection gives. Throws HIVE_INVALID_PARTITION_VALUE. */
export function placeInPartition(
  table: CatalogTable,
  file: WrittenFile,
  { catalog, inside, session }: StatementContext,
): string | undefined {
  if (file.partition === '') return undefined;
  const values = JSON.parse(file.values) as string[];
  const folder = isProjected(table.parameters)
    ? projectedFolder(table, values, session.startMillis)
    : catalog.partitions.get(table, values)?.storage.location;
  if (folder === undefined) return undefined;
  inside.locations.check(folder);
  return folderOf(folder);
}

/** Names the folder that a projection gives a partition: rows in any other would never be read. */
function projectedFolder(table: CatalogTable, texts: readonly string[], nowMillis: number): string {
  const { database, name, storage, parameters } = table;
  const partitionKeys = table.partitionKeys.map((key) => ({ name: key.name.toLowerCase(), type: columnType(key) }));
  const values = partitionKeys.map((key, index) => partitionValue(texts[index]!, key.type, key.name));
  const domains = new Map(partitionKeys.map((key, index) => [key.name, valuesDomain(key.type, [values[index]!])]));
  const projected = { database, name, location: storage.location ?? '', partitionKeys, parameters };
  const { keys, location } = projectPartitions(projected, domains, nowMillis);
  return location(
    keys.map((selection, index) => {
      const [found] = values[index] === null ? [] : valuesOf(selection);
      if (found) return found.text;
      throw new LakeError(
        'HIVE_INVALID_PARTITION_VALUE',
        `The partition projection of table ${database}.${name} has no value '${texts[index]}' of column ${selection.key.name}`,
        { hint: 'Rows there would never be read.' },
      );
    }),
  );
}
