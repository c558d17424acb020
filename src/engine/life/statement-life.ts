import { LakeError } from '../../base/lake-error.js';
import { initialSettings, urgencyOf } from '../../catalog/workgroup.js';
import type { ReadCounters } from '../../exec/read-counters.js';
import type { ResultPlace } from '../result-files/result-place.js';
import { StatementEnd } from '../statement-end.js';
import {
  failureOf,
  type StatementFailure,
  type StatementRecord,
  type StatementState,
  type StatementSubmission,
  type StatementType,
  stateOfError,
} from './statement-record.js';

/** A query of a statement, while it runs and afterwards. */
export interface StatementQuery {
  /** Resolves when its workers have stopped. */
  readonly finished: Promise<void>;
  readonly failure: LakeError | undefined;
  /** True when its reader went before the rows ended. */
  readonly wasLeft: boolean;
  readonly counters: ReadCounters;
  readonly peakBytes: number;
  readonly spilledBytes: number;
}

interface WatchedQuery {
  stream: StatementQuery;
  readonly returned: ReturnedRows;
}

/** Counts rows that were given. */
export interface ReturnedRows {
  readonly rowCount: number;
}

/** What the statement is: Athena's class and name of it. */
export interface StatementKind {
  readonly type: StatementType;
  readonly substatement: string;
  /** It reads or writes rows, so that it waits for its turn in its workgroup. */
  readonly waits?: true;
}

/** Follows one statement from its submission to its end. */
export class StatementLife {
  readonly queryId: string;
  readonly submission: StatementSubmission;
  /** Ends it before its rows do. */
  end: StatementEnd;
  /** When it was submitted, on the clock of `performance.now()`. */
  readonly startedAt = performance.now();
  readonly #submittedMillis = Date.now();
  readonly #onChange: (life: StatementLife) => void;
  /** How urgent its queries are, as `urgencyOf` gives it. */
  urgency = urgencyOf(initialSettings.priority);
  /** Bytes that it may scan; undefined: any. */
  scannedBytesMax: number | undefined;
  /** How old a result may be that it gives again; 0: none is. */
  reuseMinutes = 0;
  /** Under which its result is kept for later statements. */
  resultKey: string | undefined;
  /** The statement whose result it gives again. */
  reusedFrom: string | undefined;
  /** Where its result is to be written; undefined: nowhere. */
  resultPlace: ResultPlace | undefined;
  /** Where its result is written. */
  resultLocation: string | undefined;
  /** Where the list of the files is written that it wrote. */
  manifestLocation: string | undefined;
  readonly #whenOver: (() => void)[] = [];
  #state: StatementState = 'QUEUED';
  #kind: StatementKind | undefined;
  #updateType: string | undefined;
  #admittedAt: number | undefined;
  #plannedAt: number | undefined;
  #endedAt: number | undefined;
  #isRestricted = false;
  #failure: StatementFailure | undefined;
  readonly #queries: WatchedQuery[] = [];
  readonly #writtenFiles: string[] = [];

  constructor(
    queryId: string,
    submission: StatementSubmission,
    end: StatementEnd,
    onChange: (life: StatementLife) => void,
  ) {
    this.queryId = queryId;
    this.submission = submission;
    this.end = end;
    this.#onChange = onChange;
  }

  get state(): StatementState {
    return this.#state;
  }

  get hasEnded(): boolean {
    return this.#endedAt !== undefined;
  }

  /** Notes what the statement is, and Trino's name of what it does beside giving rows. */
  classify(kind: StatementKind, updateType: string | undefined): void {
    this.#kind = kind;
    this.#updateType = updateType;
  }

  /** What the statement is; undefined as long as its text was not read. */
  get kind(): StatementKind | undefined {
    return this.#kind;
  }

  /** Trino's name of what the statement does beside giving rows. */
  get updateType(): string | undefined {
    return this.#updateType;
  }

  /** Notes that the statement need not wait any more. */
  admit(): void {
    if (this.#state !== 'QUEUED') return;
    this.#admittedAt = performance.now();
    this.#state = 'RUNNING';
    this.#onChange(this);
  }

  /** Bytes that its next query may scan; undefined: any. */
  get scannedBytesLeft(): number | undefined {
    const scanned = this.#queries.reduce((sum, { stream }) => sum + stream.counters.bytesRead, 0);
    return this.scannedBytesMax === undefined ? undefined : this.scannedBytesMax - scanned;
  }

  /** Follows a query that the statement has started; the last one's rows are the statement's. */
  watch(stream: StatementQuery, returned: ReturnedRows, isRestricted: boolean): void {
    this.#plannedAt ??= performance.now();
    this.#isRestricted ||= isRestricted;
    const query = { stream, returned };
    this.#queries.push(query);
    // The history keeps the life: it must not hold on to batches and memory.
    void stream.finished.then(() => {
      query.stream = numbersOf(stream, this.hasEnded ? undefined : stream.failure);
    });
  }

  /** The statement reads, or plans to read, what its principal does not see all of: numbers of reading are not told. */
  get isRestricted(): boolean {
    return this.#isRestricted;
  }

  /** Notes that not all of a table is the principal's to see. */
  restrict(): void {
    this.#isRestricted = true;
  }

  /** Notes files that the statement has committed: their locations as the table, or UNLOAD, names them. */
  wrote(locations: readonly string[]): void {
    this.#writtenFiles.push(...locations);
  }

  /** The files that a manifest of the statement lists. */
  get writtenFiles(): readonly string[] {
    return this.#writtenFiles;
  }

  /** Ends the statement when its last query does, and its rows are `delivered` to wherever they go. */
  endWithRows(delivered: Promise<void> = Promise.resolve()): void {
    const { stream } = this.#queries.at(-1)!;
    const { signal } = this.end;
    // Its reader need not wait until the workers have noticed; so its state does not either.
    const fail = (): void => this.fail(signal.reason);
    signal.addEventListener('abort', fail);
    this.whenOver(() => signal.removeEventListener('abort', fail));
    const hasRows = stream.finished.then(() => {
      if (stream.failure) this.fail(stream.failure);
      else if (stream.wasLeft) this.fail(new LakeError('USER_CANCELED', 'Query was canceled'));
    });
    void Promise.all([hasRows, delivered]).then(
      () => this.#end('SUCCEEDED'),
      (error: unknown) => this.fail(error),
    );
  }

  /** Ends the statement with what was thrown. */
  fail(thrown: unknown): void {
    if (this.hasEnded) return;
    const error =
      thrown instanceof LakeError ? thrown : new LakeError('GENERIC_INTERNAL_ERROR', String(thrown), { cause: thrown });
    this.#failure = failureOf(error);
    this.#end(stateOfError(error));
  }

  /** Has something done when the statement has ended and its workers have stopped. */
  whenOver(work: () => void): void {
    this.#whenOver.push(work);
    if (this.hasEnded) this.#over();
  }

  /** Stops the statement. */
  cancel(reason: LakeError): void {
    this.end.stop(reason);
  }

  /** Gives the statement as it is now. */
  record(): StatementRecord {
    const now = this.#endedAt ?? performance.now();
    const admittedAt = this.#admittedAt ?? now;
    const plannedAt = this.#plannedAt ?? now;
    const { text, principal, catalog, database, workgroup, source, clientTags } = this.submission;
    const sums = { scannedBytes: 0, scannedRows: 0, spilledBytes: 0, peakMemoryBytes: 0 };
    for (const { stream } of this.#queries) {
      sums.scannedBytes += stream.counters.bytesRead;
      sums.scannedRows += stream.counters.rowsRead;
      sums.spilledBytes += stream.spilledBytes;
      sums.peakMemoryBytes = Math.max(sums.peakMemoryBytes, stream.peakBytes);
    }
    // Written out: a spread in front of so many fields takes longer than a short statement's plan.
    return {
      text,
      principal,
      catalog,
      database,
      workgroup,
      source,
      clientTags,
      queryId: this.queryId,
      state: this.#state,
      statementType: this.#kind?.type,
      substatementType: this.#kind?.substatement,
      submittedMillis: this.#submittedMillis,
      finishedMillis: this.#endedAt === undefined ? undefined : this.#submittedMillis + (now - this.startedAt),
      queuedMs: admittedAt - this.startedAt,
      planningMs: plannedAt - admittedAt,
      executionMs: now - plannedAt,
      scannedBytes: sums.scannedBytes,
      scannedRows: sums.scannedRows,
      returnedRows: this.#queries.at(-1)?.returned.rowCount ?? 0,
      peakMemoryBytes: sums.peakMemoryBytes,
      spilledBytes: sums.spilledBytes,
      isRestricted: this.#isRestricted,
      failure: this.#failure,
      resultLocation: this.resultLocation,
      manifestLocation: this.manifestLocation,
      reusedFrom: this.reusedFrom,
    };
  }

  #end(state: StatementState): void {
    if (this.#endedAt !== undefined) return;
    this.#endedAt = performance.now();
    this.#state = state;
    this.#onChange(this);
    void Promise.all(this.#queries.map(({ stream }) => stream.finished)).then(() => {
      // The stack of an error that nobody has looked at holds on to all who were called.
      for (const query of this.#queries) query.stream = numbersOf(query.stream, undefined);
      this.end = endOfAll;
      this.#over();
    });
  }

  #over(): void {
    for (const work of this.#whenOver.splice(0)) work();
  }
}

/** Stands for the end of statements that have ended. */
const endOfAll = new StatementEnd(AbortSignal.abort(), undefined);

const numbersOf = (
  { finished, wasLeft, counters, peakBytes, spilledBytes }: StatementQuery,
  failure: LakeError | undefined,
): StatementQuery => ({ finished, failure, wasLeft, counters, peakBytes, spilledBytes });
