import { randomBytes } from 'node:crypto';
import { rm, stat } from 'node:fs/promises';
import { LakeError, type Position } from '../../base/lake-error.js';
import type { TableName } from '../../bind/metadata.js';
import { insertRows, type TargetColumn } from '../../bind/write/insert-rows.js';
import { writtenFileOf } from '../../exec/operators/write-facts.js';
import { writeOptionsDefault } from '../../parquet/write/write-options.js';
import type { BoundQuery } from '../../plan/logical-plan.js';
import type { SnapshotFile } from '../../table/table-snapshot.js';
import { BIGINT, INTEGER, VARCHAR } from '../../types/sql-type.js';
import { startQuery } from '../query-runner.js';
import type { StatementContext } from '../statement-context.js';
import { jobOf } from '../statement-result.js';
import { type ChangedTable, rowsIn, touchedRows, withFiles } from './changed-table.js';
import { type ComposedQuery, quoteName } from './composed-query.js';
import { replaceFiles } from './replace-files.js';

/** What is done with a row, by number; `values` are the columns that get new values. */
export interface RowCase {
  readonly kind: 'insert' | 'update' | 'delete';
  readonly values: ReadonlySet<string>;
}

/** Where a row is, what is done with it, and its new values. */
const placeColumns: readonly TargetColumn[] = [
  { name: '$file', type: VARCHAR },
  { name: '$row', type: BIGINT },
  { name: '$case', type: INTEGER },
];

const changesName: TableName = { catalog: '$changes', schema: '$changes', name: '$changes' };
const changes = [changesName.catalog, changesName.schema, changesName.name].map(quoteName).join('.');

/** What changes are made with. */
export interface ChangePlan {
  readonly cases: readonly RowCase[];
  /** The files of the table that may have rows to change. */
  readonly scanned: readonly SnapshotFile[];
  readonly parts: ComposedQuery;
  readonly position: Position;
}

/**
 * Finds out by a query what is to be done with which rows, and does it in one commit; gives how many rows were changed, deleted and added. Each row
 * of the query is a row's file, its number there (both NULL: it is new), the case, then the table's columns with their new values.
 * Throws MERGE_TARGET_ROW_MULTIPLE_MATCHES, TRANSACTION_CONFLICT.
 */
export async function applyChanges(
  query: BoundQuery,
  changed: ChangedTable,
  plan: ChangePlan,
  context: StatementContext,
): Promise<number> {
  const { table, columns } = changed;
  const { position } = plan;
  const changes = await RowChanges.take(query, changed, plan, context);
  try {
    const { files, changeCount, rowCount, deletedCount } = await changes.touched(context);
    if (changeCount !== rowCount)
      throw new LakeError(
        'MERGE_TARGET_ROW_MULTIPLE_MATCHES',
        'One MERGE target table row matched more than one source row',
        { position },
      );
    if (changes.isNone) return 0;
    const rows = insertRows(withFiles(changes.rows(), files, context), columns, undefined, position);
    const writtenCount = await replaceFiles(table, { files, query: rows, addsPartitions: true }, context);
    await context.inside.writes.clean();
    return rowCount + writtenCount - (rowsIn(files) - deletedCount);
  } finally {
    await changes.release();
  }
}

interface TouchedFiles {
  readonly files: readonly SnapshotFile[];
  /** Changes of rows that the table has; more than `rowCount` where two are of the same row. */
  readonly changeCount: number;
  readonly rowCount: number;
  readonly deletedCount: number;
}

/** Changes of a table's rows, put aside in temporary files: what they are is found out once, however often they are read then. */
class RowChanges {
  readonly #table: ChangedTable;
  readonly #plan: ChangePlan;
  readonly #paths: readonly string[];

  private constructor(table: ChangedTable, plan: ChangePlan, paths: readonly string[]) {
    this.#table = table;
    this.#plan = plan;
    this.#paths = paths;
  }

  /** Puts the rows of a query aside. */
  static async take(
    query: BoundQuery,
    table: ChangedTable,
    plan: ChangePlan,
    context: StatementContext,
  ): Promise<RowChanges> {
    const columns = [...placeColumns, ...table.columns];
    const folder = context.execution.spillFolder;
    const filePrefix = `changes-${randomBytes(8).toString('hex')}-`;
    const target = {
      folder,
      stagingFolder: undefined,
      filePrefix,
      fileSuffix: '.parquet',
      columnNames: columns.map(({ name }) => name),
      partitionKeys: [],
      bucketedBy: [],
      bucketCount: 0,
      openWritersMax: 1,
      files: { kind: 'parquet', options: { ...writeOptionsDefault, codec: 'LZ4_RAW' } },
    } as const;
    const job = jobOf(insertRows(query, columns, undefined, plan.position), context);
    const { result } = await startQuery({ ...job, target }, context.inside.pool);
    const paths = (await result.toArrays()).map((row) => writtenFileOf(row).path);
    const taken = new RowChanges(table, plan, paths);
    const files = await Promise.all(paths.map(listedFile));
    await context.tables.openRows(changesName, columns, files);
    return taken;
  }

  get isNone(): boolean {
    return this.#paths.length === 0;
  }

  /** Takes the files away. */
  async release(): Promise<void> {
    await Promise.all(this.#paths.map((path) => rm(path, { force: true })));
  }

  /** Counts what is to be changed, by file. */
  async touched(context: StatementContext): Promise<TouchedFiles> {
    const deleted = this.#numbersOf('delete');
    const isDeleted = deleted.length === 0 ? 'false' : `"$case" IN (${deleted.join(', ')})`;
    const { parts, scanned } = this.#plan;
    const query = parts.bind(
      `SELECT "$file", count(*), count(DISTINCT "$row"), count_if(${isDeleted}) FROM ${changes}
        WHERE "$file" IS NOT NULL GROUP BY 1`,
    );
    const { files: found, counts } = await touchedRows(query, scanned, context);
    const [changeCount = 0, rowCount = 0, deletedCount = 0] = counts;
    return { files: found, changeCount, rowCount, deletedCount };
  }

  /** Gives the rows of the touched files after the changes, then the new ones. The table stands first. */
  rows(): BoundQuery {
    const { text, columns } = this.#table;
    const deleted = this.#numbersOf('delete');
    const items = columns.map(({ name }) => {
      const column = quoteName(name);
      const numbers = this.#plan.cases.flatMap(({ kind, values }, number) =>
        kind === 'update' && values.has(name) ? [number] : [],
      );
      if (numbers.length === 0) return `t.${column}`;
      return `CASE WHEN c."$case" IN (${numbers.join(', ')}) THEN c.${column} ELSE t.${column} END`;
    });
    const isKept = deleted.length === 0 ? 'true' : `(c."$case" IS NULL OR c."$case" NOT IN (${deleted.join(', ')}))`;
    const kept = `SELECT ${items.join(', ')} FROM ${text} AS t LEFT JOIN ${changes} AS c
      ON t."$path" = c."$file" AND t."$row_number" = c."$row" WHERE ${isKept}`;
    const names = columns.map(({ name }) => quoteName(name)).join(', ');
    const isInserting = this.#numbersOf('insert').length > 0;
    return this.#plan.parts.bind(
      isInserting ? `${kept} UNION ALL SELECT ${names} FROM ${changes} WHERE "$file" IS NULL` : kept,
    );
  }

  #numbersOf(wanted: RowCase['kind']): readonly number[] {
    return this.#plan.cases.flatMap(({ kind }, number) => (kind === wanted ? [number] : []));
  }
}

async function listedFile(path: string): Promise<SnapshotFile['listed']> {
  const { size, mtimeMs } = await stat(path);
  return { location: path, byteLength: size, modifiedMillis: mtimeMs };
}
