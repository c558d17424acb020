import { LakeError } from '../../base/lake-error.js';
import { PriorityQueue } from '../../base/priority-queue.js';
import type { WorkgroupSettings } from '../../catalog/workgroup.js';
import { durationText } from '../duration.js';

/** How many statements run and wait, and how long. */
export type QueueLimits = Pick<WorkgroupSettings, 'concurrency' | 'queue' | 'queueTimeoutMs'>;

interface Waiting {
  admit(): void;
}

/** Lets some statements of a workgroup run at a time, the others in their turn. */
export class StatementQueue {
  readonly #name: string;
  #limits: QueueLimits = {};
  #runningCount = 0;
  readonly #waiting = new PriorityQueue<Waiting>();

  constructor(name: string) {
    this.#name = name;
  }

  get runningCount(): number {
    return this.#runningCount;
  }

  get waitingCount(): number {
    return this.#waiting.size;
  }

  /** Holds to other limits from now on. */
  limit(limits: QueueLimits): void {
    this.#limits = limits;
    this.#admit();
  }

  /**
   * Waits for a statement's turn; gives what to call when it has ended.
   * @throws QUERY_QUEUE_FULL, EXCEEDED_TIME_LIMIT, or the signal's reason when it is aborted before
   */
  async enter(urgency: number, signal: AbortSignal): Promise<() => void> {
    signal.throwIfAborted();
    if (this.#waiting.size === 0 && this.#hasRoom) this.#runningCount++;
    else await this.#wait(urgency, signal);
    let hasLeft = false;
    return () => {
      if (hasLeft) return;
      hasLeft = true;
      this.#runningCount--;
      this.#admit();
    };
  }

  get #hasRoom(): boolean {
    return this.#runningCount < (this.#limits.concurrency ?? Number.POSITIVE_INFINITY);
  }

  #wait(urgency: number, signal: AbortSignal): Promise<void> {
    const { queue = Number.POSITIVE_INFINITY, queueTimeoutMs } = this.#limits;
    if (this.#waiting.size >= queue)
      throw new LakeError('QUERY_QUEUE_FULL', `Too many queued queries for "global.${this.#name}"`);
    return new Promise((resolve, reject) => {
      const leaveQueue = (): void => {
        this.#waiting.delete(waiting);
        signal.removeEventListener('abort', abort);
        clearTimeout(timer);
      };
      const refuse = (reason: unknown): void => {
        leaveQueue();
        reject(reason);
      };
      const abort = (): void => refuse(signal.reason);
      const waiting: Waiting = {
        admit: () => {
          leaveQueue();
          resolve();
        },
      };
      const timer =
        queueTimeoutMs === undefined ? undefined : setTimeout(() => refuse(tooLong(queueTimeoutMs)), queueTimeoutMs);
      this.#waiting.push(waiting, urgency);
      signal.addEventListener('abort', abort);
    });
  }

  #admit(): void {
    while (this.#hasRoom) {
      const next = this.#waiting.shift();
      if (!next) return;
      this.#runningCount++;
      next.admit();
    }
  }
}

const tooLong = (limitMs: number): LakeError =>
  new LakeError('EXCEEDED_TIME_LIMIT', `Query exceeded the maximum queued time limit of ${durationText(limitMs)}`);
