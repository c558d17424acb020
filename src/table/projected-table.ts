import { LakeError } from '../base/lake-error.js';
import { partitionPath } from '../catalog/partition-path.js';
import { type ProjectedTable, projectPartitions } from '../catalog/projection/partition-projection.js';
import { type KeySelection, type KeyValue, valuesOf } from '../catalog/projection/projected-key.js';
import type { FileFormat } from './file-format.js';
import { type KeyRow, matchingRows } from './key-rows.js';
import type { KeyCondition, OpenTable, PartitionDemand } from './open-table.js';
import type { TableColumn } from './table-column.js';
import type { ChosenPartitions, TablePartition } from './table-partition.js';
import type { TableSchema } from './table-snapshot.js';

const partitionsMax = 1_000_000;

/** Opens a table whose partitions are projected. */
export function projectedTable(table: ProjectedTable, columns: readonly TableColumn[], format: FileFormat): OpenTable {
  const schema: TableSchema = { columns, partitionKeys: table.partitionKeys };
  return { schema, isProjected: true, choose: (demand) => choose(table, format, demand) };
}

function choose(table: ProjectedTable, format: FileFormat, demand: PartitionDemand): ChosenPartitions {
  const { keys, partitionsTotal, location } = projectPartitions(table, demand.domains, demand.nowMillis);
  const names = table.partitionKeys.map(({ name }) => name);
  checkCount(
    table,
    keys.map(({ valueCount }) => Number(valueCount)).reduce((a, b) => Math.max(a, b)),
  );
  const values = keys.map((key, index) => keyValues(key, index, demand.conditions));
  checkCount(
    table,
    values.reduce((product, { length }) => product * length, 1),
  );
  const rows = combinations(values);
  const found = matchingRows(
    rows,
    demand.conditions.filter((condition) => condition.keys.length !== 1),
  );
  const partitions = found.map(
    (row): TablePartition => ({
      name: partitionPath(names, row.texts),
      keyValues: row.values,
      locations: [location(row.texts)],
      format,
    }),
  );
  return { partitions, partitionsTotal: Number(partitionsTotal) };
}

/** Makes the values of one key that meet the conditions on it alone. */
function keyValues(selection: KeySelection, index: number, conditions: readonly KeyCondition[]): readonly KeyValue[] {
  const rows = [...valuesOf(selection)].map((value) => ({ value, values: [value.value], texts: [value.text] }));
  const own = conditions.filter(({ keys }) => keys.length === 1 && keys[0] === index);
  return matchingRows(
    rows,
    own.map((condition) => ({ keys: [0], matches: (tried) => condition.matches(tried) })),
  ).map(({ value }) => value);
}

function combinations(keys: readonly (readonly KeyValue[])[]): readonly KeyRow[] {
  let rows: KeyRow[] = [{ values: [], texts: [] }];
  for (const values of keys)
    rows = rows.flatMap((row) =>
      values.map(({ text, value }) => ({ values: [...row.values, value], texts: [...row.texts, text] })),
    );
  return rows;
}

function checkCount({ database, name }: ProjectedTable, count: number): void {
  if (count > partitionsMax)
    throw new LakeError(
      'HIVE_EXCEEDED_PARTITION_LIMIT',
      `Query over table '${database}.${name}' can potentially read more than ${partitionsMax} partitions`,
      { hint: 'Let the WHERE clause say which partitions are needed' },
    );
}
