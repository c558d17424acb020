import type { Table } from 'apache-arrow';
import type { ResultBatch } from '../exec/result-batch.js';
import type { SqlType } from '../types/sql-type.js';
import { protocolType } from '../types/value-text.js';
import type { QueryProgress } from './query-progress.js';
import { rowsOf } from './result-rows.js';
import { type RowCheck, type RowSchema, rowCheck } from './row-schema.js';
import { Turns } from './turns.js';
import { type UserValue, type ValueConverter, valueConverter } from './user-value.js';
import type { ValueOptions } from './value-options.js';

/** A column of a result: its type as Trino's protocol prints it. */
export interface NamedColumn {
  readonly name: string;
  readonly type: string;
}

/**
 * What a statement read and took; numbers are final when all rows were taken. Those of reading, and of memory, are absent where the principal does not see
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
  readonly peakMemoryBytes?: number;
  /** Bytes written to temporary files because memory was short. */
  readonly spilledBytes: number;
}

/** Rows as objects; a later column of the same name wins. */
export type RowObject = Record<string, UserValue>;

/** What a result is made of. */
export interface ResultSource {
  readonly columns: readonly { readonly name: string; readonly type: SqlType }[];
  readonly queryId: string;
  readonly batches: AsyncIterableIterator<ResultBatch>;
  readonly values?: ValueOptions | undefined;
  /** What rows as objects go through. */
  readonly check?: RowCheck;
  stats(): QueryStats;
  progress(): QueryProgress;
}

/**
 * The result of a statement. Its rows can be taken once: by one of `toArray`, `toArrays`, `toArrow`, `arrowStream`, `batches` or by iterating.
 * At most sixteen batches wait for a slow reader, then the statement waits too. Leaving a loop early stops the statement and frees what it
 * holds. `Row` says what the rows are; it is not checked, unless the statement was run with a `schema`.
 */
export class QueryResult<Row extends object = RowObject> implements AsyncIterable<Row> {
  /** Names and types of the columns, known before any row. */
  readonly columns: readonly NamedColumn[];
  /** The statement's id, as errors and the history have it. */
  readonly queryId: string;
  readonly #source: ResultSource;

  /** @internal */
  constructor(source: ResultSource) {
    this.columns = source.columns.map(({ name, type }) => ({ name, type: protocolType(type) }));
    this.queryId = source.queryId;
    this.#source = source;
  }

  /** Gives the types of the columns, for doors that write values in a form of their own. @internal */
  get columnTypes(): readonly SqlType[] {
    return this.#source.columns.map(({ type }) => type);
  }

  /** Gives the same result with its batches going through something. @internal */
  through<B extends AsyncIterableIterator<ResultBatch>>(
    pass: (batches: AsyncIterableIterator<ResultBatch>) => B,
  ): { readonly result: QueryResult<Row>; readonly batches: B } {
    const batches = pass(this.#source.batches);
    return { result: new QueryResult<Row>({ ...this.#source, batches }), batches };
  }

  /** Gives the same result with its rows checked. @internal */
  checked<Checked extends object>(schema: RowSchema<Checked>): QueryResult<Checked> {
    return new QueryResult<Checked>({ ...this.#source, check: rowCheck(schema, this.queryId) });
  }

  /** What was read and taken so far. */
  get stats(): QueryStats {
    return this.#source.stats();
  }

  /**
   * Tells how far the statement is.
   * @example
   * const result = await lake.query('SELECT 1 AS n');
   * await result.toArray();
   * const state = result.progress().state; // 'finished'
   */
  progress(): QueryProgress {
    return this.#source.progress();
  }

  /**
   * Gives all rows as objects by column name. The objects have no prototype, so that a column may have any name.
   * @throws LakeError what the statement fails with; NUMERIC_VALUE_OUT_OF_RANGE where `values` ask for a number that cannot be; TYPE_MISMATCH
   * where a row does not fit the statement's `schema`
   * @example
   * const rows = await (await lake.query("SELECT 1 AS a, DECIMAL '1.50' AS b")).toArray(); // [{ a: 1, b: '1.50' }]
   */
  async toArray(): Promise<Row[]> {
    const rows: Row[] = [];
    if (this.#source.check) {
      for await (const row of this) rows.push(row);
      return rows;
    }
    const names = this.columns.map(({ name }) => name);
    await this.#eachRow((values) => rows.push(rowObject(names, values) as Row));
    return rows;
  }

  /**
   * Gives all rows as arrays in column order.
   * @throws LakeError as `toArray` does
   * @example
   * const rows = await (await lake.query("SELECT DATE '2024-02-29', ARRAY[1, 2]")).toArrays(); // [['2024-02-29', [1, 2]]]
   */
  async toArrays(): Promise<UserValue[][]> {
    const rows: UserValue[][] = [];
    await this.#eachRow((values) => rows.push(values));
    return rows;
  }

  /**
   * Gives all rows as an Arrow table. Arrow is loaded with the first call.
   * @throws LakeError what the statement fails with; NUMERIC_VALUE_OUT_OF_RANGE for a timestamp(9) beyond the year 2262
   * @example
   * const table = await (await lake.query('SELECT n FROM UNNEST(sequence(1, 3)) AS t (n)')).toArrow();
   * const rows = table.numRows; // 3
   */
  async toArrow(): Promise<Table> {
    const { arrowTable } = await import('./arrow-table.js');
    const { columns, batches } = this.#source;
    return arrowTable(columns, batches);
  }

  /**
   * Gives the rows as an Arrow IPC stream, a piece a batch: what `tableFromIPC`, pyarrow or DuckDB read.
   * @throws LakeError as `toArrow` does
   * @example
   * const pieces: Uint8Array[] = [];
   * for await (const piece of (await lake.query('SELECT 1 AS n')).arrowStream()) pieces.push(piece);
   * const rows = tableFromIPC(pieces).numRows; // 1
   */
  async *arrowStream(): AsyncGenerator<Uint8Array> {
    const { arrowStream } = await import('./arrow-stream.js');
    const { columns, batches } = this.#source;
    yield* arrowStream(columns, batches);
  }

  /** Gives what `arrowStream` does, each piece in parts, for doors that need not join them. @internal */
  async *arrowParts(): AsyncGenerator<readonly Uint8Array[]> {
    const { arrowParts } = await import('./arrow-stream.js');
    const { columns, batches } = this.#source;
    yield* arrowParts(columns, batches);
  }

  /**
   * Gives the rows batch by batch, columns in the engine's own form.
   * @throws LakeError what the statement fails with
   * @example
   * let count = 0;
   * for await (const { rowCount } of (await lake.query('SELECT n FROM UNNEST(sequence(1, 10000)) AS t (n)')).batches()) count += rowCount;
   * const rows = count; // 10000
   */
  batches(): AsyncIterableIterator<ResultBatch> {
    return this.#source.batches;
  }

  /** Ends the statement, if it still runs, and frees what it holds; for a result whose rows are not wanted after all. */
  async close(): Promise<void> {
    await this.#source.batches.return?.();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Row> {
    const names = this.columns.map(({ name }) => name);
    const { check } = this.#source;
    const converters = this.#converters();
    const turns = new Turns();
    for await (const batch of this.#source.batches)
      for (const values of rowsOf(batch, converters)) {
        const row = rowObject(names, values);
        yield (check ? await check(row) : row) as Row;
        if (turns.isOver) await turns.give();
      }
  }

  async #eachRow(take: (values: UserValue[]) => void): Promise<void> {
    const converters = this.#converters();
    const turns = new Turns();
    for await (const batch of this.#source.batches)
      for (const values of rowsOf(batch, converters)) {
        take(values);
        if (turns.isOver) await turns.give();
      }
  }

  #converters(): readonly ValueConverter[] {
    const { columns, values = {}, queryId } = this.#source;
    return columns.map(({ type }) => valueConverter(type, values, queryId));
  }
}

function rowObject(names: readonly string[], values: readonly UserValue[]): RowObject {
  // Without a prototype a column may be called __proto__.
  const row: RowObject = Object.create(null) as RowObject;
  for (let index = 0; index < names.length; index++) row[names[index]!] = values[index]!;
  return row;
}
