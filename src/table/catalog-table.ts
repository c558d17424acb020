import type { CatalogPartition, StorageDescriptor } from '../catalog/catalog-entry.js';
import type { KeyFilter, KeyRange, PartitionFilter } from '../catalog/partition-filter.js';
import { partitionPath } from '../catalog/partition-path.js';
import { type Bound, containsValue, type Domain, singleValues } from '../types/domain.js';
import type { SqlType } from '../types/sql-type.js';
import type { SqlValue } from '../types/sql-value.js';
import { castText } from '../types/value-text.js';
import { type KeyRow, matchingRows } from './key-rows.js';
import type { OpenTable, PartitionDemand } from './open-table.js';
import { partitionValue } from './partition-value.js';
import type { TableColumn } from './table-column.js';
import type { ChosenPartitions, TablePartition } from './table-partition.js';
import type { TableSchema } from './table-snapshot.js';

/** What a table's partitions in the catalog are read with. */
export interface CatalogPartitions {
  readonly partitionsTotal: number;
  list(filter: PartitionFilter): readonly CatalogPartition[];
  /** Tells how the files of a partition are read; called once for each storage that differs. */
  layout(storage: StorageDescriptor, partitionName: string): Pick<TablePartition, 'format' | 'columns'>;
}

/** Opens a table whose partitions the catalog holds. */
export const catalogTable = (schema: TableSchema, source: CatalogPartitions): OpenTable => ({
  schema,
  isProjected: false,
  choose: (demand) => choose(schema.partitionKeys, source, demand),
});

interface FoundPartition extends KeyRow {
  readonly partition: CatalogPartition;
}

function choose(keys: readonly TableColumn[], source: CatalogPartitions, demand: PartitionDemand): ChosenPartitions {
  const domains = keys.map(({ name }) => demand.domains.get(name));
  const filter = keys.map(({ type }, index) => keyFilter(domains[index], type));
  const found = source.list(filter).flatMap((partition): FoundPartition[] => {
    const { values: texts } = partition;
    const values = texts.map((text, index) => partitionValue(text, keys[index]!.type, keys[index]!.name));
    const isIn = domains.every((domain, index) => !domain || containsValue(domain, values[index]!));
    return isIn ? [{ partition, values, texts }] : [];
  });
  const names = keys.map(({ name }) => name);
  const layouts = new Map<unknown, Pick<TablePartition, 'format' | 'columns'>>();
  const partitions = matchingRows(found, demand.conditions).map(({ partition, values }): TablePartition => {
    const { storage } = partition;
    const name = partitionPath(names, partition.values);
    // Partitions share the parts of their storage that are alike.
    const layout = layouts.get(storage.serde) ?? source.layout(storage, name);
    layouts.set(storage.serde, layout);
    return { name, keyValues: values, locations: locationsOf(storage), ...layout };
  });
  return { partitions, partitionsTotal: source.partitionsTotal };
}

/** Lists where the files of a table or partition are. */
export const locationsOf = ({ location, additionalLocations }: StorageDescriptor): readonly string[] => [
  ...(location === undefined ? [] : [location]),
  ...(additionalLocations ?? []),
];

// Types of which one value has one text, or that the catalog compares as numbers.
const filtered = new Set<SqlType['kind']>(['tinyint', 'smallint', 'integer', 'bigint', 'varchar', 'date']);

function keyFilter(domain: Domain | undefined, type: SqlType): KeyFilter | undefined {
  if (!domain || domain.ranges === 'all' || !filtered.has(type.kind)) return undefined;
  const includesNull = domain.hasNull;
  const values = singleValues(domain);
  if (values) return { values: values.map((value) => textOf(value, type)), includesNull };
  return { ranges: domain.ranges.map(({ low, high }) => keyRange(low, high, type)), includesNull };
}

const keyRange = (low: Bound | undefined, high: Bound | undefined, type: SqlType): KeyRange => ({
  low: low && textOf(low.value, type),
  lowInclusive: low?.inclusive,
  high: high && textOf(high.value, type),
  highInclusive: high?.inclusive,
});

const textOf = (value: SqlValue, type: SqlType): string => castText(value, type);
