import { LakeError } from '../base/lake-error.js';

/** What ends a statement before its rows do: its user's signal, and its time limit. */
export class StatementEnd {
  readonly #controller = new AbortController();
  readonly #userSignal: AbortSignal | undefined;
  readonly #cancel: () => void;
  readonly #timers: NodeJS.Timeout[] = [];
  readonly #endings: (() => void)[] = [];

  constructor(userSignal: AbortSignal | undefined, timeoutMs: number | undefined) {
    this.#userSignal = userSignal;
    this.#cancel = () => this.#controller.abort(new LakeError('USER_CANCELED', 'Query was canceled'));
    if (userSignal?.aborted) this.#cancel();
    else userSignal?.addEventListener('abort', this.#cancel);
    if (timeoutMs === undefined) return;
    const text = `Query exceeded the maximum run time limit of ${timeoutMs} ms`;
    this.limit(timeoutMs, new LakeError('EXCEEDED_TIME_LIMIT', text));
  }

  /** Ends the statement with an error when it still runs after some time. */
  limit(ms: number, error: LakeError): void {
    this.#timers.push(setTimeout(() => this.stop(error), Math.min(ms, timerMsMax)));
  }

  /** Is aborted with a LakeError as its reason. */
  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** Ends the statement now. */
  stop(reason: LakeError): void {
    this.#controller.abort(reason);
  }

  /** Waits for `work`, but not longer than the statement may run. */
  async during<T>(work: Promise<T>): Promise<T> {
    const { signal } = this.#controller;
    signal.throwIfAborted();
    let abort: () => void = () => undefined;
    const aborted = new Promise<never>((_, reject) => {
      abort = () => reject(signal.reason);
      signal.addEventListener('abort', abort);
    });
    try {
      return await Promise.race([work, aborted]);
    } finally {
      signal.removeEventListener('abort', abort);
    }
  }

  /** Has something done when the statement has ended. */
  atEnd(work: () => void): void {
    this.#endings.push(work);
  }

  /** Stops looking: the statement has ended. */
  dispose(): void {
    this.#userSignal?.removeEventListener('abort', this.#cancel);
    for (const timer of this.#timers) clearTimeout(timer);
    for (const work of this.#endings.splice(0)) work();
  }
}

const timerMsMax = 2 ** 31 - 1;
