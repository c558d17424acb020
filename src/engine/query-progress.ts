/** How far a statement is: what its scans have read of what they will read, as far as the principal may know. */
export interface QueryProgress {
  /** `queued`: other statements go first. `finished`: it does not work any more, whether well or not; rows may still wait for their reader. */
  readonly state: 'planning' | 'queued' | 'running' | 'finished';
  readonly elapsedMs: number;
  /** Rows that were handed out. */
  readonly rowsReturned: number;
  /** Row groups and parts of text files that were read; absent, as what follows, where the principal does not see all of a table. */
  readonly splitsDone?: number;
  readonly splitsTotal?: number;
  readonly rowsRead?: number;
  /** Rows of all splits, a guess where some are of text; fewer are read where a statement has enough or leaves rows out. */
  readonly rowsTotal?: number;
  readonly bytesRead?: number;
}

const intervalMs = 100;

/** Tells whoever asked how far a statement is: ten times a second, and once more when it has ended. */
export class ProgressReports {
  readonly #report: (progress: QueryProgress) => void;
  readonly #timer: NodeJS.Timeout;
  #current: () => QueryProgress;

  constructor(report: (progress: QueryProgress) => void, startedAt: number) {
    this.#report = report;
    this.#current = () => ({ state: 'planning', elapsedMs: performance.now() - startedAt, rowsReturned: 0 });
    this.#timer = setInterval(() => report(this.#current()), intervalMs);
    this.#timer.unref();
  }

  /** Says where progress is known from now on. */
  follow(current: () => QueryProgress): void {
    this.#current = current;
  }

  /** Reports once more, then no longer; says nothing of a statement that never began to run. */
  end(): void {
    clearInterval(this.#timer);
    const last = this.#current();
    if (last.state !== 'planning') this.#report({ ...last, state: 'finished' });
  }
}
