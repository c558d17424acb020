import { LakeError } from '../base/lake-error.js';
import type { ResultBatch } from '../exec/result-batch.js';

/** Passes on the batches of a query, counts their rows, and puts the query's id into its failure. */
export class CountedBatches implements AsyncIterableIterator<ResultBatch> {
  readonly #source: AsyncIterator<ResultBatch>;
  readonly #stop: () => Promise<void>;
  readonly #queryId: string;
  /** What was given so far; an object of its own, for who counts and wants no rows. */
  readonly returned = { rowCount: 0 };

  constructor(source: AsyncIterable<ResultBatch>, stop: () => Promise<void>, queryId: string) {
    this.#source = source[Symbol.asyncIterator]();
    this.#stop = stop;
    this.#queryId = queryId;
  }

  async next(): Promise<IteratorResult<ResultBatch>> {
    try {
      const result = await this.#source.next();
      if (!result.done) this.returned.rowCount += result.value.rowCount;
      return result;
    } catch (error) {
      if (error instanceof LakeError) error.queryId ??= this.#queryId;
      throw error;
    }
  }

  /** Ends the query; works before the first batch was asked for too. */
  async return(): Promise<IteratorResult<ResultBatch>> {
    await this.#stop();
    await this.#source.return?.();
    return { done: true, value: undefined };
  }

  [Symbol.asyncIterator](): this {
    return this;
  }
}
