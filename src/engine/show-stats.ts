import type { TableStatistics } from '../optimize/statistics.js';
import type { BoundQuery } from '../plan/logical-plan.js';
import { DOUBLE, type SqlType, VARCHAR } from '../types/sql-type.js';
import type { SqlValue } from '../types/sql-value.js';
import { castText } from '../types/value-text.js';
import { scansOf } from './explain-io.js';
import { optimizedQuery } from './plan-query.js';
import type { QueryResult } from './query-result.js';
import type { StatementContext } from './statement-context.js';
import { jobOf, rowsResult } from './statement-result.js';

const columns: readonly (readonly [name: string, type: SqlType])[] = [
  ['column_name', VARCHAR],
  ['data_size', DOUBLE],
  ['distinct_values_count', DOUBLE],
  ['nulls_fraction', DOUBLE],
  ['row_count', DOUBLE],
  ['low_value', VARCHAR],
  ['high_value', VARCHAR],
];

/** Shows what is known of the one table that a query reads, as Trino does: a row for each column and one for the table. */
export async function showStats(query: BoundQuery, context: StatementContext): Promise<QueryResult> {
  const { plan } = await optimizedQuery(jobOf(query, context));
  const [scan] = scansOf(plan);
  // Numbers of what the principal does not see would tell of it.
  const known = scan && !scan.table.isRestricted ? context.tables.tableStatistics(scan.table) : undefined;
  const rows = query.columns.map(({ name, type }) => columnRow(name, type, known));
  return rowsResult(columns, [...rows, [null, null, null, null, known?.rowCount ?? null, null, null]], context);
}

const numericKinds = new Set<SqlType['kind']>([
  ...(['tinyint', 'smallint', 'integer', 'bigint', 'real', 'double', 'decimal', 'date', 'timestamp'] as const),
]);

function columnRow(name: string, type: SqlType, known: TableStatistics | undefined): readonly SqlValue[] {
  const statistics = known?.columns.get(name);
  if (!known || !statistics) return [name, null, null, null, null, null, null];
  const { averageBytes, distinctCount, nullFraction, min, max } = statistics;
  const hasRange = numericKinds.has(type.kind);
  const text = (value: SqlValue | undefined): string | null =>
    hasRange && value !== undefined && value !== null ? castText(value, type) : null;
  const dataSize = hasRange || averageBytes === undefined ? null : averageBytes * known.rowCount;
  return [name, dataSize, distinctCount ?? null, nullFraction ?? null, null, text(min), text(max)];
}
