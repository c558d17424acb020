import { LakeError } from '../base/lake-error.js';
import { PriorityQueue } from '../base/priority-queue.js';

// Queries that work at the same time; each has threads of its own, which the system shares out fairly.
const workingMax = 4;
/** Queries that have begun, with those that wait for their readers. */
export const queriesMax = 32;
const lookMs = 20;

/** One begun query; `isStalled` while its workers wait for whoever reads its rows. */
export interface Slot {
  isStalled(): boolean;
}

interface Waiting {
  admit(): void;
  refuse(reason: unknown): void;
}

/**
 * Lets queries begin, the urgent ones first, else in the order they came. One whose rows nobody takes does not keep others from beginning: the reader
 * may be waiting for just those.
 */
export class QuerySlots {
  readonly #begun = new Set<Slot>();
  readonly #waiting = new PriorityQueue<Waiting>();
  #timer: NodeJS.Timeout | undefined;

  /** Waits for a slot. @throws the signal's reason when it is aborted before */
  async enter(slot: Slot, signal: AbortSignal, urgency = 0): Promise<void> {
    signal.throwIfAborted();
    if (this.#waiting.size > 0 || !this.#hasRoom()) await this.#queue(signal, urgency);
    this.#begun.add(slot);
  }

  leave(slot: Slot): void {
    this.#begun.delete(slot);
    this.#admit();
  }

  /** Refuses all that wait. */
  close(): void {
    for (const { refuse } of this.#waiting.items()) refuse(lakeClosed());
  }

  #queue(signal: AbortSignal, urgency: number): Promise<void> {
    return new Promise((resolve, reject) => {
      const abort = (): void => waiting.refuse(signal.reason);
      const leaveQueue = (): void => {
        this.#waiting.delete(waiting);
        signal.removeEventListener('abort', abort);
      };
      const waiting: Waiting = {
        admit: () => {
          leaveQueue();
          resolve();
        },
        refuse: (reason) => {
          leaveQueue();
          reject(reason);
        },
      };
      this.#waiting.push(waiting, urgency);
      signal.addEventListener('abort', abort);
      this.#timer ??= setInterval(() => this.#admit(), lookMs);
    });
  }

  #admit(): void {
    // The one admitted takes its slot a turn later, so one at a time.
    if (this.#hasRoom()) this.#waiting.shift()?.admit();
    if (this.#waiting.size > 0) return;
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  #hasRoom(): boolean {
    const working = [...this.#begun].filter((slot) => !slot.isStalled()).length;
    return working < workingMax && this.#begun.size < queriesMax;
  }
}

/** What statements of a closed lake fail with. */
export const lakeClosed = (): LakeError => new LakeError('SERVER_SHUTTING_DOWN', 'The lake was closed');
