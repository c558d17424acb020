import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { LakeError } from '../../base/lake-error.js';
import type { StatementLife } from '../../engine/life/statement-life.js';
import type { QueryProgress } from '../../engine/query-progress.js';
import type { QueryResult } from '../../engine/query-result.js';
import type { ResultFormat } from '../../engine/result-formats/result-format.js';
import type { Session } from '../../engine/session.js';
import type { StatementOptions } from '../../engine/session-options.js';
import { errorBody } from './error-answer.js';

/** How far a statement is that runs by itself. `SUCCEEDED`: all of its result is stored. */
export type StoredState = 'QUEUED' | 'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'CANCELLED';

/** A statement whose result goes to a file, for whoever asks for it later. */
export class StoredStatement {
  readonly principal: string;
  readonly format: ResultFormat;
  /** Where the result is once the statement has succeeded. */
  readonly file: string;
  /** On the clock of `performance.now()`. */
  readonly startedAt = performance.now();
  /** When it ended; undefined while it runs. */
  endedAt: number | undefined;
  readonly #cancel = new AbortController();
  #life: StatementLife | undefined;
  #progress: QueryProgress | undefined;
  #columns: QueryResult['columns'] | undefined;
  #failure: unknown;

  /** Settles when it has ended, well or not. */
  readonly ended: Promise<void>;

  constructor(
    session: Session,
    principal: string,
    folder: string,
    format: ResultFormat,
    sql: string,
    options: StatementOptions,
  ) {
    this.principal = principal;
    this.format = format;
    const onBegin = (life: StatementLife): void => {
      this.#life = life;
    };
    const onProgress = (progress: QueryProgress): void => {
      this.#progress = progress;
    };
    const result = session.query(sql, { ...options, onBegin, onProgress, signal: this.#cancel.signal });
    this.file = join(folder, this.id);
    this.ended = this.#store(result);
  }

  /** The statement's query id. */
  get id(): string {
    return this.#life!.queryId;
  }

  get state(): StoredState {
    if (this.endedAt === undefined) return this.#life!.state === 'QUEUED' ? 'QUEUED' : 'RUNNING';
    if (this.#failure === undefined) return 'SUCCEEDED';
    return this.#cancel.signal.aborted ? 'CANCELLED' : 'FAILED';
  }

  cancel(): void {
    this.#cancel.abort(new LakeError('USER_CANCELED', 'Query was canceled'));
  }

  /** Gives what is told of the statement. */
  describe(): object {
    const { id, state } = this;
    return {
      id,
      state,
      format: this.format.name,
      columns: this.#columns,
      progress: this.#progress,
      error: this.#failure === undefined ? undefined : errorBody(this.#failure),
      links: { self: `/statements/${id}`, result: state === 'SUCCEEDED' ? `/statements/${id}/result` : undefined },
    };
  }

  async #store(started: Promise<QueryResult>): Promise<void> {
    try {
      const result = await started;
      this.#columns = result.columns;
      await pipeline(Readable.from(this.format.write(result)), createWriteStream(this.file, { mode: 0o600 }));
    } catch (error) {
      this.#failure = error;
    }
    this.endedAt = performance.now();
  }
}
