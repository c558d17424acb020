import type { CompiledQuery, DatabaseConnection, Driver, QueryResult } from 'kysely';
import { LakeError } from '../base/lake-error.js';
import type { UserParameter } from '../engine/parameters.js';
import type { QueryResult as LakeResult } from '../engine/query-result.js';
import type { Session } from '../engine/session.js';

/** What runs statements: a lake or a session. */
export type QueryRunner = Pick<Session, 'query'>;

/** Hands out one connection to everybody: a session runs many statements at once. */
export class LakeDriver implements Driver {
  readonly #connection: LakeConnection;

  constructor(runner: QueryRunner) {
    this.#connection = new LakeConnection(runner);
  }

  async init(): Promise<void> {
    // The lake is open.
  }

  async acquireConnection(): Promise<DatabaseConnection> {
    return this.#connection;
  }

  /** @throws NOT_SUPPORTED: every statement commits by itself */
  async beginTransaction(): Promise<void> {
    throw new LakeError('NOT_SUPPORTED', 'A lake has no transactions of several statements');
  }

  async commitTransaction(): Promise<void> {
    // None begins.
  }

  async rollbackTransaction(): Promise<void> {
    // None begins.
  }

  async releaseConnection(): Promise<void> {
    // It is everybody's.
  }

  async destroy(): Promise<void> {
    // Who opened the lake closes it.
  }
}

const writes: readonly string[] = ['InsertQueryNode', 'UpdateQueryNode', 'DeleteQueryNode', 'MergeQueryNode'];
const chunkRows = 1000;

class LakeConnection implements DatabaseConnection {
  readonly #runner: QueryRunner;

  constructor(runner: QueryRunner) {
    this.#runner = runner;
  }

  async executeQuery<R>(compiled: CompiledQuery): Promise<QueryResult<R>> {
    const result = await this.#run(compiled);
    if (!writes.includes(compiled.query.kind)) return { rows: (await result.toArray()).map(plainRow) as R[] };
    const [row] = await result.toArrays();
    return { rows: [], numAffectedRows: BigInt(row![0] as bigint) };
  }

  async *streamQuery<R>(compiled: CompiledQuery, chunkSize = chunkRows): AsyncIterableIterator<QueryResult<R>> {
    let rows: R[] = [];
    for await (const row of await this.#run(compiled)) {
      rows.push(plainRow(row) as R);
      if (rows.length < chunkSize) continue;
      yield { rows };
      rows = [];
    }
    if (rows.length > 0) yield { rows };
  }

  #run({ sql, parameters }: CompiledQuery): Promise<LakeResult> {
    return this.#runner.query(sql, { parameters: parameters as readonly UserParameter[] });
  }
}

/** Users of Kysely expect ordinary objects. */
const plainRow = (row: object): object => ({ ...row });
