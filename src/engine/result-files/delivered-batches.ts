import { LakeError } from '../../base/lake-error.js';
import type { ResultBatch } from '../../exec/result-batch.js';

/** What batches are written to on their way to the reader. */
export interface ResultSink {
  add(batch: ResultBatch): Promise<void>;
  finish(): Promise<void>;
  abandon(): Promise<void>;
}

/** Passes on the batches of a result and writes them: the reader is told of the end when all is written. */
export class DeliveredBatches implements AsyncIterableIterator<ResultBatch> {
  readonly #source: AsyncIterableIterator<ResultBatch>;
  readonly #sinks: readonly ResultSink[];
  /** Resolves when all is written, and rejects when it will not be. */
  readonly delivered: Promise<void>;
  #deliver: () => void = () => undefined;
  #fail: (reason: unknown) => void = () => undefined;
  #hasEnded = false;

  constructor(source: AsyncIterableIterator<ResultBatch>, sinks: readonly ResultSink[]) {
    this.#source = source;
    this.#sinks = sinks;
    this.delivered = new Promise((resolve, reject) => {
      this.#deliver = resolve;
      this.#fail = reject;
    });
  }

  async next(): Promise<IteratorResult<ResultBatch>> {
    try {
      const result = await this.#source.next();
      if (this.#hasEnded) return result;
      if (result.done) await this.#finish();
      else for (const sink of this.#sinks) await sink.add(result.value);
      return result;
    } catch (error) {
      await this.#giveUp(error);
      await this.#source.return?.();
      throw error;
    }
  }

  /** Gives up what is not written yet: the statement has ended. */
  async abandon(): Promise<void> {
    await this.#giveUp(new LakeError('USER_CANCELED', 'Query was canceled'));
  }

  async return(): Promise<IteratorResult<ResultBatch>> {
    await this.abandon();
    await this.#source.return?.();
    return { done: true, value: undefined };
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  async #finish(): Promise<void> {
    for (const sink of this.#sinks) await sink.finish();
    this.#hasEnded = true;
    this.#deliver();
  }

  async #giveUp(reason: unknown): Promise<void> {
    if (this.#hasEnded) return;
    this.#hasEnded = true;
    for (const sink of this.#sinks) await sink.abandon();
    this.#fail(reason);
  }
}
