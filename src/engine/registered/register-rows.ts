import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import type { Table } from 'apache-arrow';
import { LakeError } from '../../base/lake-error.js';
import type { ExecutionSettings } from '../../exec/thread-context.js';
import type { SessionFacts } from '../../functions/definition.js';
import type { FooterCache } from '../../table/footer-cache.js';
import type { TableColumn } from '../../table/table-column.js';
import { typeText } from '../../types/sql-type.js';
import type { SqlValue } from '../../types/sql-value.js';
import { Turns } from '../turns.js';
import { arrowColumns, arrowRows, isArrowTable } from './arrow-rows.js';
import { RegisteredTable } from './registered-table.js';
import { RowFile } from './row-file.js';
import { type ColumnList, declaredRows, type HostRow, inferredRows, type RowSource } from './row-source.js';

/** Rows that can be registered: an array, anything iterable, or an Arrow table. */
export type RegisteredRows = Iterable<HostRow> | AsyncIterable<HostRow> | Table;

/** How rows are registered. */
export interface RegisterOptions {
  /** Names and SQL types of the columns; by default they follow from the rows, of what is no array from the first thousand. */
  readonly columns?: ColumnList;
  /** Ends the taking of rows. */
  readonly signal?: AbortSignal;
}

/** What writing rows takes of the session. */
export interface RegisterContext {
  readonly session: SessionFacts;
  readonly execution: ExecutionSettings;
  readonly footers: FooterCache;
}

const sampleRows = 1000;

/** Takes rows to their end into a temporary file. @throws INVALID_CAST_ARGUMENT, TYPE_NOT_FOUND, NOT_SUPPORTED, USER_CANCELED */
export async function registerRows(
  name: string,
  rows: RegisteredRows,
  { columns, signal }: RegisterOptions,
  context: RegisterContext,
): Promise<RegisteredTable> {
  const taken = isArrowTable(rows) ? arrowSource(rows, columns) : await rowsSource(rows, columns);
  const throwIfAborted = (): void => {
    if (signal?.aborted) throw new LakeError('USER_CANCELED', 'Registering rows was canceled');
  };
  try {
    for (const column of taken.columns) checkType(column);
    return await fileOfRows(name, taken, throwIfAborted, context);
  } catch (error) {
    await taken.stop?.();
    throw error;
  }
}

function checkType({ name, type }: TableColumn): void {
  if (typeText(type).includes('with time zone'))
    throw new LakeError('NOT_SUPPORTED', `Rows with ${typeText(type)} cannot be registered (${name})`, {
      hint: 'Take timestamp(3): a Date is read at UTC.',
    });
}

/** Takes rows of known types to their end into a temporary file, between whose parts other work has its turns. @throws NOT_SUPPORTED */
export async function fileOfRows(
  name: string,
  { columns, rows }: Pick<TakenRows, 'columns' | 'rows'>,
  throwIfAborted: () => void,
  { session, execution, footers }: RegisterContext,
): Promise<RegisteredTable> {
  const path = join(execution.spillFolder, `registered-${randomBytes(8).toString('hex')}.parquet`);
  const file = new RowFile(path, columns, session, execution);
  const turns = new Turns();
  try {
    for await (const row of rows) {
      file.append(row);
      if (!turns.isOver) continue;
      throwIfAborted();
      await turns.give();
    }
    const listed = await file.close();
    return new RegisteredTable(name, columns, listed, await footers.read(listed));
  } catch (error) {
    file.abandon();
    throw error;
  }
}

interface TakenRows {
  readonly columns: readonly TableColumn[];
  readonly rows: Iterable<readonly SqlValue[]> | AsyncIterable<readonly SqlValue[]>;
  /** Ends the source before its rows do. */
  stop?(): Promise<void>;
}

function arrowSource(table: Table, columns: ColumnList | undefined): TakenRows {
  if (columns) throw new LakeError('NOT_SUPPORTED', 'An Arrow table has columns of its own');
  return { columns: arrowColumns(table), rows: arrowRows(table) };
}

async function rowsSource(rows: Exclude<RegisteredRows, Table>, columns: ColumnList | undefined): Promise<TakenRows> {
  if (Array.isArray(rows)) {
    const source = columns ? declaredRows(columns) : inferredRows(rows);
    return { columns: source.columns, rows: readArray(source, rows) };
  }
  const declared = columns && declaredRows(columns);
  const iterator = Symbol.asyncIterator in rows ? rows[Symbol.asyncIterator]() : rows[Symbol.iterator]();
  const stop = async (): Promise<void> => {
    await iterator.return?.();
  };
  const sample: HostRow[] = [];
  try {
    while (!declared && sample.length < sampleRows) {
      const next = await iterator.next();
      if (next.done) break;
      sample.push(next.value);
    }
    const source = declared ?? inferredRows(sample);
    return { columns: source.columns, rows: readRows(source, sample, iterator), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

function* readArray(source: RowSource, rows: readonly HostRow[]): Generator<readonly SqlValue[]> {
  for (const [index, row] of rows.entries()) yield source.read(row, index + 1);
}

/** Reads the sample, then what follows it. */
async function* readRows(
  source: RowSource,
  sample: readonly HostRow[],
  iterator: Iterator<HostRow> | AsyncIterator<HostRow>,
): AsyncGenerator<readonly SqlValue[]> {
  let rowNumber = 0;
  for (const row of sample) yield source.read(row, ++rowNumber);
  for (let next = await iterator.next(); !next.done; next = await iterator.next())
    yield source.read(next.value, ++rowNumber);
}
