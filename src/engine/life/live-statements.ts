import { LakeError } from '../../base/lake-error.js';
import type { StatementEnd } from '../statement-end.js';
import { QueryIds } from './query-ids.js';
import { StatementLife } from './statement-life.js';
import type { StatementRecord, StatementSubmission } from './statement-record.js';

/** The statements of an opened lake that have not ended. */
export class LiveStatements {
  readonly #ids = new QueryIds();
  readonly #lives = new Map<string, StatementLife>();
  readonly #onEnd: (record: StatementRecord) => void;

  /** `onEnd` is given each statement as it ended. */
  constructor(onEnd: (record: StatementRecord) => void) {
    this.#onEnd = onEnd;
  }

  /** Begins a statement. */
  begin(submission: StatementSubmission, end: StatementEnd): StatementLife {
    const life = new StatementLife(this.#ids.next(), submission, end, () => {
      this.#lives.delete(life.queryId);
      this.#onEnd(life.record());
    });
    this.#lives.set(life.queryId, life);
    return life;
  }

  find(queryId: string): StatementLife | undefined {
    return this.#lives.get(queryId);
  }

  /** Lists the statements, the oldest first. */
  list(): readonly StatementLife[] {
    return [...this.#lives.values()];
  }

  /** Stops a statement; false when there is none of the id. */
  cancel(queryId: string, reason = new LakeError('USER_CANCELED', 'Query was canceled')): boolean {
    const life = this.#lives.get(queryId);
    life?.cancel(reason);
    return life !== undefined;
  }
}
