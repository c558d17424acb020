import type { ColumnSummary } from './column-summary.js';
import type { TableSnapshot } from './table-snapshot.js';

/** Statistics of a table from its footers; a column's are put together when they are first asked for. */
export class TableSummary {
  readonly rowCount: number;
  readonly columns: ReadonlyMap<string, ColumnSummary>;

  /** `distinctCounts` of the columns that were analyzed. */
  constructor(table: TableSnapshot, distinctCounts: ReadonlyMap<string, number> = new Map()) {
    this.rowCount = table.rowCount;
    this.columns = new LazyColumns(table, distinctCounts);
  }
}

class LazyColumns extends Map<string, ColumnSummary> {
  readonly #table: TableSnapshot;
  readonly #distinctCounts: ReadonlyMap<string, number>;

  constructor(table: TableSnapshot, distinctCounts: ReadonlyMap<string, number>) {
    super();
    this.#table = table;
    this.#distinctCounts = distinctCounts;
  }

  override get(name: string): ColumnSummary | undefined {
    let summary = super.get(name);
    if (!summary && this.has(name)) {
      summary = this.#table.summarize(name);
      const analyzed = this.#distinctCounts.get(name);
      if (analyzed !== undefined && summary.distinctCount === undefined)
        summary = { ...summary, distinctCount: Math.min(analyzed, this.#table.rowCount) };
      this.set(name, summary);
    }
    return summary;
  }

  override has(name: string): boolean {
    return this.#table.hasColumn(name);
  }
}
