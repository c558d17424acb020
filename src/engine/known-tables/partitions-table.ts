import type { ColumnMetadata, RowsMetadata, TableName } from '../../bind/metadata.js';
import { catalogName, columnType } from '../../catalog/catalog-entry.js';
import { partitionValue } from '../../table/partition-value.js';
import type { LakeInside } from '../lake-inside.js';
import type { StatementRights } from '../statement-rights.js';
import type { KnownRow } from './known-table.js';

const suffix = '$partitions';

/** Finds `"t$partitions"`: the keys of each partition of a partitioned table. */
export function findPartitionsTable(
  { catalog, schema, name }: TableName,
  inside: LakeInside,
  rights: StatementRights,
): RowsMetadata | undefined {
  if (catalog !== catalogName || !name.endsWith(suffix)) return undefined;
  const { store } = inside.catalog;
  const entry = store.getTable(schema, name.slice(0, -suffix.length));
  // Which partitions hold a visible row only a scan could tell.
  if (!entry || entry.partitionKeys.length === 0 || rights.restrictionsOn(entry)) return undefined;
  const columns = entry.partitionKeys.map((key): ColumnMetadata => ({ name: key.name, type: columnType(key) }));
  const rows = (): readonly KnownRow[] =>
    store.partitions
      .list(entry)
      .map(({ values }) =>
        values.map((value, index) => partitionValue(value, columns[index]!.type, columns[index]!.name)),
      );
  return { columns, rows };
}
