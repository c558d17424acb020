import { CatalogConnection } from '../../catalog/catalog-connection.js';
import type { Migration } from '../../catalog/migrations.js';
import { hasEnded, type StatementRecord } from './statement-record.js';

/** The schema of `history.db`. A file of its own: whoever watches the catalog for changes is not woken by every statement. */
const historySchema: readonly Migration[] = [
  `CREATE TABLE statements (
       query_id TEXT PRIMARY KEY,
       workgroup TEXT NOT NULL,
       principal TEXT NOT NULL,
       submitted_millis INTEGER NOT NULL,
       process TEXT,
       record TEXT NOT NULL
     ) STRICT;
     CREATE INDEX statements_by_submission ON statements (submitted_millis);
     CREATE INDEX statements_by_workgroup ON statements (workgroup, submitted_millis);
     CREATE INDEX statements_by_process ON statements (process) WHERE process IS NOT NULL;`,
];

/** Which statements to list. */
export interface HistoryFilter {
  readonly principal?: string | undefined;
  readonly workgroup?: string | undefined;
}

interface HistoryRow {
  readonly record: string;
}

const recordOf = ({ record }: HistoryRow): StatementRecord => JSON.parse(record) as StatementRecord;

/** The statements that were run in a lake, by all processes that have it open. */
export class HistoryStore {
  readonly #connection: CatalogConnection;

  private constructor(connection: CatalogConnection) {
    this.#connection = connection;
  }

  /** Opens the history in a file, making it if there is none; `:memory:` for one that is not kept. Throws HIVE_METASTORE_ERROR. */
  static open(path: string): HistoryStore {
    const connection = CatalogConnection.open(path, historySchema);
    // The last moment of the history may go with the power, not the file.
    connection.get('PRAGMA synchronous = NORMAL');
    return new HistoryStore(connection);
  }

  close(): void {
    this.#connection.close();
  }

  /** Writes statements as they are now; `process` runs those that have not ended. */
  write(records: readonly StatementRecord[], process: string | undefined): void {
    this.#connection.transaction(() => {
      for (const record of records)
        this.#connection.run(
          'INSERT OR REPLACE INTO statements VALUES (?, ?, ?, ?, ?, ?)',
          record.queryId,
          record.workgroup,
          record.principal,
          Math.round(record.submittedMillis),
          hasEnded(record) ? null : (process ?? null),
          JSON.stringify(record),
        );
    });
  }

  find(queryId: string): StatementRecord | undefined {
    const row = this.#connection.get<HistoryRow>('SELECT record FROM statements WHERE query_id = ?', queryId);
    return row && recordOf(row);
  }

  /** Lists statements, the newest first. */
  list({ principal, workgroup }: HistoryFilter = {}): readonly StatementRecord[] {
    const wanted = [
      ['principal', principal],
      ['workgroup', workgroup],
    ].filter((pair): pair is [string, string] => pair[1] !== undefined);
    const conditions = wanted.map(([column]) => `${column} = ?`).join(' AND ') || 'TRUE';
    const sql = `SELECT record FROM statements WHERE ${conditions} ORDER BY submitted_millis DESC, query_id DESC`;
    return this.#connection.all<HistoryRow>(sql, ...wanted.map(([, value]) => value)).map(recordOf);
  }

  /** Lists the processes that have statements which have not ended. */
  processes(): readonly string[] {
    const sql = 'SELECT DISTINCT process FROM statements WHERE process IS NOT NULL';
    return this.#connection.all<{ process: string }>(sql).map(({ process }) => process);
  }

  /** Replaces the statements that a process has left without ending them. */
  end(process: string, ended: (record: StatementRecord) => StatementRecord): void {
    this.#connection.transaction(() => {
      const left = this.#connection.all<HistoryRow>('SELECT record FROM statements WHERE process = ?', process);
      this.write(left.map(recordOf).map(ended), undefined);
    });
  }

  /** Forgets some of the oldest statements beyond `countMax`, and some of those submitted before a moment. */
  forget(countMax: number, beforeMillis: number): void {
    this.#connection.run(
      `DELETE FROM statements WHERE query_id IN (
         SELECT query_id FROM statements WHERE process IS NULL AND (
           submitted_millis < ? OR submitted_millis <= (SELECT submitted_millis FROM statements ORDER BY submitted_millis DESC LIMIT 1 OFFSET ?)
         ) ORDER BY submitted_millis LIMIT ?)`,
      beforeMillis,
      countMax,
      forgottenAtOnceMax,
    );
  }

  /** Forgets the statements of a workgroup that have ended. */
  forgetWorkgroup(workgroup: string): void {
    this.#connection.run('DELETE FROM statements WHERE workgroup = ? AND process IS NULL', workgroup);
  }
}

// Bounds the time that forgetting takes.
const forgottenAtOnceMax = 1000;
