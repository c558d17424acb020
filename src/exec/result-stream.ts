import type { LakeError } from '../base/lake-error.js';
import { memoryHeader } from '../vector/memory-header.js';
import type { QueryMemory } from '../vector/query-memory.js';
import type { ReadCounters } from './read-counters.js';
import { type ResultBatch, resultsInFlightMax } from './result-batch.js';
import type { StageMeasures } from './stage-profile.js';

/** What the scans of a query have read. */
export interface StreamReads {
  readonly counters: ReadCounters;
  readonly splitsDone: number;
}

/** The result batches of a running query, in the order that they came. Workers wait while more than a few are unread. */
export class ResultStream implements AsyncIterableIterator<ResultBatch> {
  readonly #memory: QueryMemory;
  #reads: () => StreamReads;
  readonly #batches: ResultBatch[] = [];
  readonly #waiting: (() => void)[] = [];
  #hasEnded = false;
  #failure: LakeError | undefined;
  readonly finished: Promise<void>;
  #finish: () => void = () => undefined;

  /** `reads` looks into the memory of the running query. */
  constructor(memory: QueryMemory, reads: () => StreamReads) {
    this.#memory = memory;
    this.#reads = reads;
    this.finished = new Promise((resolve) => {
      this.#finish = resolve;
    });
  }

  /** Most bytes of memory that the query had at once; known when it has ended. */
  peakBytes = 0;
  /** Bytes that it wrote to spill files; known when it has ended. */
  spilledBytes = 0;
  /** What its scans have read so far. */
  get counters(): ReadCounters {
    return this.#reads().counters;
  }

  /** How many splits its scans are done with. */
  get splitsDone(): number {
    return this.#reads().splitsDone;
  }

  get hasEnded(): boolean {
    return this.#hasEnded;
  }

  /** What each stage did, of a plan that is measured; known when it has ended. */
  stages: StageMeasures | undefined;
  endedAt: number | undefined;
  /** True when its reader went before the rows ended. */
  wasLeft = false;

  /** What it failed with. */
  get failure(): LakeError | undefined {
    return this.#failure;
  }

  /** True while the workers wait for the reader. */
  get isStalled(): boolean {
    return this.#batches.length >= resultsInFlightMax;
  }

  push(batch: ResultBatch): void {
    this.#batches.push(batch);
    this.#wake();
  }

  end(failure: LakeError | undefined): void {
    this.#failure ??= failure;
    this.#hasEnded = true;
    const reads = this.#reads();
    this.#reads = () => reads;
    this.peakBytes = this.#memory.peakBytes;
    this.spilledBytes = this.#memory.spilledBytes;
    this.endedAt = performance.now();
    this.#finish();
    this.#wake();
  }

  /** Stops the workers; the stream fails with `reason` at once. Resolves when they have stopped. */
  async stop(reason?: LakeError): Promise<void> {
    if (this.#hasEnded) return;
    this.#failure ??= reason;
    this.wasLeft ||= reason === undefined;
    this.#wake();
    const { i32 } = this.#memory;
    Atomics.compareExchange(i32, memoryHeader.cancelFlag >>> 2, 0, 1);
    Atomics.notify(i32, memoryHeader.resultsInFlight >>> 2);
    Atomics.notify(i32, memoryHeader.barrierGeneration >>> 2);
    await this.finished;
  }

  async next(): Promise<IteratorResult<ResultBatch>> {
    for (;;) {
      // After a stop the reader need not wait until the workers have noticed.
      if (this.#failure) {
        this.#batches.length = 0;
        throw this.#failure;
      }
      const batch = this.#batches.shift();
      if (batch) {
        this.#acknowledge();
        return { done: false, value: batch };
      }
      if (this.#hasEnded) return { done: true, value: undefined };
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    }
  }

  async return(): Promise<IteratorResult<ResultBatch>> {
    await this.stop();
    this.#batches.length = 0;
    return { done: true, value: undefined };
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  /** Tells the workers that a batch was taken. The memory of an ended query may be another's by now. */
  #acknowledge(): void {
    if (this.#hasEnded) return;
    const word = memoryHeader.resultsInFlight >>> 2;
    Atomics.sub(this.#memory.i32, word, 1);
    Atomics.notify(this.#memory.i32, word);
  }

  #wake(): void {
    for (const resolve of this.#waiting.splice(0)) resolve();
  }
}
