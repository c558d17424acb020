import type { TableReference } from '../plan/logical-plan.js';
import type { SqlValue } from '../types/sql-value.js';

/** What is known of a column without reading it. Estimates: nothing may depend on them but speed. */
export interface ColumnStatistics {
  readonly distinctCount?: number | undefined;
  readonly min?: SqlValue | undefined;
  readonly max?: SqlValue | undefined;
  /** Part of the rows that are NULL, 0 to 1. */
  readonly nullFraction?: number | undefined;
  readonly averageBytes?: number | undefined;
}

/** What is known of a table: columns by name, as far as anything is known of them. */
export interface TableStatistics {
  readonly rowCount: number;
  readonly columns: ReadonlyMap<string, ColumnStatistics>;
}

/** Answers what is known of tables. */
export interface StatisticsSource {
  tableStatistics(table: TableReference): TableStatistics | undefined;
}

/** Knows nothing of any table. */
export const noStatistics: StatisticsSource = { tableStatistics: () => undefined };
