import type { SqlValue } from '../types/sql-value.js';

/** What is known of a column without reading it. */
export interface ColumnSummary {
  readonly distinctCount?: number | undefined;
  readonly min?: SqlValue | undefined;
  readonly max?: SqlValue | undefined;
  readonly nullFraction?: number | undefined;
  readonly averageBytes?: number | undefined;
}
