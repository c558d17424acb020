import { createReadStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { LakeError } from '../../base/lake-error.js';
import type { ResultFormat } from '../../engine/result-formats/result-format.js';
import type { Session } from '../../engine/session.js';
import type { StatementOptions } from '../../engine/session-options.js';
import { StoredStatement } from './stored-statement.js';

const keptMs = 60 * 60_000;
const lookMs = 60_000;
const statementsMax = 1000;
const statementsOfPrincipalMax = 250;

/** The statements that run by themselves, and their results for an hour. */
export class StoredStatements {
  readonly #statements = new Map<string, StoredStatement>();
  #folder: Promise<string> | undefined;
  readonly #timer = setInterval(() => void this.#forgetOld(), lookMs).unref();

  /** Starts a statement. @throws QUERY_QUEUE_FULL where there are too many */
  async start(
    session: Session,
    principal: string,
    format: ResultFormat,
    sql: string,
    options: StatementOptions,
  ): Promise<StoredStatement> {
    await this.#forgetOld();
    const ownCount = [...this.#statements.values()].filter((kept) => kept.principal === principal).length;
    if (this.#statements.size >= statementsMax || ownCount >= statementsOfPrincipalMax)
      throw new LakeError('QUERY_QUEUE_FULL', 'Too many statements are kept', {
        hint: 'Delete those whose results you have.',
      });
    this.#folder ??= mkdtemp(join(tmpdir(), 'lakelet-results-'));
    const statement = new StoredStatement(session, principal, await this.#folder, format, sql, options);
    this.#statements.set(statement.id, statement);
    return statement;
  }

  /** Finds a statement of a principal. @throws NOT_FOUND, the same for one of another principal */
  find(id: string, principal: string): StoredStatement {
    const statement = this.#statements.get(id);
    if (statement?.principal === principal) return statement;
    throw new LakeError('NOT_FOUND', 'There is no such statement');
  }

  /** Reads the result of a statement that has succeeded. */
  read(statement: StoredStatement): ReadableStream<Uint8Array> {
    return Readable.toWeb(createReadStream(statement.file)) as ReadableStream<Uint8Array>;
  }

  /** Ends a statement and forgets its result. */
  async forget(statement: StoredStatement): Promise<void> {
    this.#statements.delete(statement.id);
    statement.cancel();
    await statement.ended;
    await rm(statement.file, { force: true });
  }

  /** Waits for what runs. */
  async drain(signal: AbortSignal): Promise<void> {
    const all = Promise.all([...this.#statements.values()].map(({ ended }) => ended));
    const isOver = new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
    if (!signal.aborted) await Promise.race([all, isOver]);
  }

  async close(): Promise<void> {
    clearInterval(this.#timer);
    await Promise.all([...this.#statements.values()].map((statement) => this.forget(statement)));
    const folder = await this.#folder;
    if (folder !== undefined) await rm(folder, { recursive: true, force: true });
  }

  async #forgetOld(): Promise<void> {
    const before = performance.now() - keptMs;
    for (const statement of this.#statements.values())
      if (statement.endedAt !== undefined && statement.endedAt < before) await this.forget(statement);
  }
}
