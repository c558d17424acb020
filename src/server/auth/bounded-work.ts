import { LakeError } from '../../base/lake-error.js';

/** Does costly work a few at a time, and refuses what would wait behind too many. */
export class BoundedWork {
  readonly #atOnceMax: number;
  readonly #waitingMax: number;
  readonly #waiting: (() => void)[] = [];
  #atOnce = 0;

  constructor(atOnceMax: number, waitingMax: number) {
    this.#atOnceMax = atOnceMax;
    this.#waitingMax = waitingMax;
  }

  /** Does the work when its turn comes. @throws TooBusy */
  async run<T>(work: () => Promise<T>): Promise<T> {
    if (this.#waiting.length >= this.#waitingMax) throw new TooBusy();
    // Who is woken takes over the place of who wakes it.
    if (this.#atOnce >= this.#atOnceMax) await new Promise<void>((wake) => this.#waiting.push(wake));
    else this.#atOnce++;
    try {
      return await work();
    } finally {
      const next = this.#waiting.shift();
      if (next) next();
      else this.#atOnce--;
    }
  }
}

/** Reports that too much of a kind of work waits. */
export class TooBusy extends LakeError {
  constructor() {
    super('QUERY_QUEUE_FULL', 'Too many callers wait for their passwords to be checked: try again later');
  }
}
