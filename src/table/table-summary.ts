import type { ColumnSummary } from './column-summary.js';
import type { TableSnapshot } from './table-snapshot.js';

/** Statistics of a table from its footers; a column's are put together when they are first asked for. */
export class TableSummary {
  readonly rowCount: number;
  readonly columns: ReadonlyMap<string, ColumnSummary>;

  constructor(table: TableSnapshot) {
    this.rowCount = table.rowCount;
    this.columns = new LazyColumns(table);
  }
}

class LazyColumns extends Map<string, ColumnSummary> {
  readonly #table: TableSnapshot;

  constructor(table: TableSnapshot) {
    super();
    this.#table = table;
  }

  override get(name: string): ColumnSummary | undefined {
    let summary = super.get(name);
    if (!summary && this.has(name)) {
      summary = this.#table.summarize(name);
      this.set(name, summary);
    }
    return summary;
  }

  override has(name: string): boolean {
    return this.#table.hasColumn(name);
  }
}
