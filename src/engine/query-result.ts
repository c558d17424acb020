import type { Table } from 'apache-arrow';
import type { ResultBatch } from '../exec/result-batch.js';
import type { SqlType } from '../types/sql-type.js';
import { protocolType } from '../types/value-text.js';
import { rowsOf } from './result-rows.js';
import { Turns } from './turns.js';
import type { UserValue } from './user-value.js';

/** A column of a result: its type as Trino's protocol prints it. */
export interface NamedColumn {
  readonly name: string;
  readonly type: string;
}

/**
 * What a statement read and took; numbers are final when all rows were taken. Those of reading are absent where the principal does not see
 * all of a table.
 */
export interface QueryStats {
  readonly elapsedMs: number;
  readonly planningMs: number;
  readonly partitionsTotal?: number;
  readonly partitionsListed?: number;
  readonly filesListed?: number;
  readonly filesOpened?: number;
  readonly rowGroupsTotal?: number;
  readonly rowGroupsRead?: number;
  readonly pagesRead?: number;
  readonly bytesRead?: number;
  readonly rowsRead?: number;
  readonly rowsReturned: number;
  readonly peakMemoryBytes: number;
  /** Bytes written to temporary files because memory was short. */
  readonly spilledBytes: number;
}

/** Rows as objects; a later column of the same name wins. */
export type RowObject = Record<string, UserValue>;

/**
 * The result of a statement. Its rows can be taken once: by one of `toArray`, `toArrays`, `toArrow`, `batches` or by iterating. Leaving a loop
 * early stops the statement.
 */
export class QueryResult implements AsyncIterable<RowObject> {
  readonly columns: readonly NamedColumn[];
  readonly queryId: string;
  readonly #types: readonly { readonly name: string; readonly type: SqlType }[];
  readonly #source: AsyncIterableIterator<ResultBatch>;
  readonly #stats: () => QueryStats;

  constructor(
    columns: readonly { readonly name: string; readonly type: SqlType }[],
    queryId: string,
    source: AsyncIterableIterator<ResultBatch>,
    stats: () => QueryStats,
  ) {
    this.columns = columns.map(({ name, type }) => ({ name, type: protocolType(type) }));
    this.#types = columns;
    this.queryId = queryId;
    this.#source = source;
    this.#stats = stats;
  }

  get stats(): QueryStats {
    return this.#stats();
  }

  /** Gives all rows as objects by column name. */
  async toArray(): Promise<RowObject[]> {
    const names = this.columns.map(({ name }) => name);
    const rows: RowObject[] = [];
    await this.#eachRow((values) => rows.push(rowObject(names, values)));
    return rows;
  }

  /** Gives all rows as arrays in column order. */
  async toArrays(): Promise<UserValue[][]> {
    const rows: UserValue[][] = [];
    await this.#eachRow((values) => rows.push(values));
    return rows;
  }

  /** Gives all rows as an Arrow table. Arrow is loaded with the first call. */
  async toArrow(): Promise<Table> {
    const { arrowTable } = await import('./arrow-table.js');
    return arrowTable(this.#types, this.#source);
  }

  /** Gives the rows batch by batch, columns in the engine's own form. */
  batches(): AsyncIterableIterator<ResultBatch> {
    return this.#source;
  }

  /** Ends the statement, if it still runs, and frees what it holds; for a result whose rows are not wanted after all. */
  async close(): Promise<void> {
    await this.#source.return?.();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<RowObject> {
    const names = this.columns.map(({ name }) => name);
    const turns = new Turns();
    for await (const batch of this.#source)
      for (const values of rowsOf(batch)) {
        yield rowObject(names, values);
        if (turns.isOver) await turns.give();
      }
  }

  async #eachRow(take: (values: UserValue[]) => void): Promise<void> {
    const turns = new Turns();
    for await (const batch of this.#source)
      for (const values of rowsOf(batch)) {
        take(values);
        if (turns.isOver) await turns.give();
      }
  }
}

function rowObject(names: readonly string[], values: readonly UserValue[]): RowObject {
  // Without a prototype a column may be called __proto__.
  const row: RowObject = Object.create(null) as RowObject;
  for (let index = 0; index < names.length; index++) row[names[index]!] = values[index]!;
  return row;
}
