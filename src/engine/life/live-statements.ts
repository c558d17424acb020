import { LakeError } from '../../base/lake-error.js';
import type { StatementEnd } from '../statement-end.js';
import { QueryIds } from './query-ids.js';
import { StatementLife } from './statement-life.js';
import type { StatementSubmission } from './statement-record.js';

/** The statements of an opened lake that have not ended. */
export class LiveStatements {
  readonly #ids = new QueryIds();
  readonly #lives = new Map<string, StatementLife>();
  readonly #followers = new Set<(life: StatementLife) => void>();

  /** Tells of each statement that begins, need not wait any more, or has ended; what it gives ends that. */
  follow(follower: (life: StatementLife) => void): () => void {
    this.#followers.add(follower);
    return () => this.#followers.delete(follower);
  }

  /** Begins a statement. */
  begin(submission: StatementSubmission, end: StatementEnd): StatementLife {
    const life = new StatementLife(this.#ids.next(), submission, end, (changed) => {
      if (changed.hasEnded) this.#lives.delete(changed.queryId);
      this.#tell(changed);
    });
    this.#lives.set(life.queryId, life);
    this.#tell(life);
    return life;
  }

  #tell(life: StatementLife): void {
    for (const follower of this.#followers) follower(life);
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
