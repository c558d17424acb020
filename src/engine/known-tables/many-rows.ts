import type { KnownRows, TableName } from '../../bind/metadata.js';
import type { TableReference } from '../../plan/logical-plan.js';
import type { TableColumn } from '../../table/table-column.js';
import { withoutZone } from '../../types/sql-type.js';
import type { SqlValue, ZonedTimestamp } from '../../types/sql-value.js';
import { Turns } from '../turns.js';
import type { KnownRow } from './known-table.js';

/** How much of a table is read before its rows go to a file: so many parts, or rows. */
const pagesMax = 16;
const rowsOfPlanMax = 10_000;

/** Rows that wait to be written to a file. */
export interface WaitingRows {
  readonly columns: readonly TableColumn[];
  readonly rows: AsyncIterable<KnownRow>;
}

/** The rows of a statement's known tables that are too many for its plan: they are read on, into a file, when the plan is run. */
export class ManyRows {
  readonly #waiting = new Map<string, WaitingRows>();
  #count = 0;

  /** Takes the rows of a table, as they are or as one that will have them. */
  take(name: TableName, columns: readonly TableColumn[], pages: Iterable<readonly KnownRow[]>): KnownRows {
    const rest = pages[Symbol.iterator]();
    const first: KnownRow[] = [];
    for (let pageCount = 0; ; pageCount++) {
      const next = rest.next();
      if (next.done) return { rows: first };
      for (const row of next.value) first.push(row);
      if (pageCount >= pagesMax || first.length > rowsOfPlanMax) break;
    }
    const stored = columns.map((column) => ({ ...column, type: withoutZone(column.type) }));
    return { table: this.#add(name, { columns: stored, rows: goOn(first, rest) }) };
  }

  /** Gives the rows of a table, once. */
  waiting({ handle }: TableReference): WaitingRows | undefined {
    const found = this.#waiting.get(handle);
    this.#waiting.delete(handle);
    return found;
  }

  #add(name: TableName, rows: WaitingRows): TableReference {
    const handle = `rows ${this.#count++} of ${JSON.stringify(name)}`;
    this.#waiting.set(handle, rows);
    return { ...name, handle };
  }
}

// Parts without a row that is wanted take time too.
async function* goOn(first: readonly KnownRow[], rest: Iterator<readonly KnownRow[]>): AsyncGenerator<KnownRow> {
  const turns = new Turns();
  yield* first.map(storedRow);
  for (let next = rest.next(); !next.done; next = rest.next()) {
    yield* next.value.map(storedRow);
    await turns.give();
  }
}

const storedRow = (row: KnownRow): KnownRow =>
  row.map((value) => (isZoned(value) ? value.millis * 1000n + BigInt(Math.trunc(value.picosOfMilli / 1e6)) : value));

const isZoned = (value: SqlValue): value is ZonedTimestamp =>
  typeof value === 'object' && value !== null && 'millis' in value && 'zone' in value;
