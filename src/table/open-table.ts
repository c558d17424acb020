import type { Domain } from '../types/domain.js';
import type { SqlValue } from '../types/sql-value.js';
import type { ChosenPartitions } from './table-partition.js';
import type { TableSchema } from './table-snapshot.js';

/** A condition over partition keys that is more than domains tell. */
export interface KeyCondition {
  /** Which of the table's keys it is about, by their places. */
  readonly keys: readonly number[];
  /** Tells for each row of values of those keys whether the condition may be true. */
  matches(rows: readonly (readonly SqlValue[])[]): readonly boolean[];
}

/** What a query asks of the partitions that it reads. */
export interface PartitionDemand {
  /** By the names of keys. */
  readonly domains: ReadonlyMap<string, Domain>;
  readonly conditions: readonly KeyCondition[];
  /** Start of the statement. */
  readonly nowMillis: number;
}

/** A table as a statement found it in the catalog, before any of its files is looked for. */
export interface OpenTable {
  readonly schema: TableSchema;
  /** Its partitions are computed: without conditions there may be more than can be listed. */
  readonly isProjected: boolean;
  /** Gives the partitions whose keys are in all domains and meet all conditions; nothing is listed. */
  choose(demand: PartitionDemand): ChosenPartitions;
}
