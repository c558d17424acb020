import { availableParallelism } from 'node:os';
import type { MessagePort } from 'node:worker_threads';
import { memoryHeader } from '../vector/memory-header.js';
import { noteAllBusy, noteIdle } from './memory-wait.js';
import { sharedStateBytes } from './physical-plan.js';
import { buffersToGive, type ResultBatch, resultsInFlightMax } from './result-batch.js';
import type { BareGang } from './run-plan.js';
import type { ThreadContext } from './thread-context.js';

const waitMs = 50;
// Waking a thread costs about as much as this, and where threads of the engine's own compilers wait for a core, much more.
const spinMs = 0.1;
const coreCount = availableParallelism();

/** The workers of one query as one of them sees them: barrier, counters and results over the shared memory. */
export class MemoryGang implements BareGang {
  readonly workerIndex: number;
  readonly workerCount: number;
  readonly local = new Map<number, unknown>();
  readonly #context: ThreadContext;
  readonly #i32: Int32Array;
  readonly #i64: BigInt64Array;
  readonly #states: number;
  readonly #deliver: (batch: ResultBatch) => void;

  /** `states` is the address of the shared states, zeroed. */
  constructor(context: ThreadContext, states: number, deliver: (batch: ResultBatch) => void) {
    this.workerIndex = context.workerIndex;
    this.workerCount = context.workerCount;
    this.#context = context;
    this.#i32 = context.memory.i32;
    this.#i64 = context.memory.i64;
    this.#states = states;
    this.#deliver = deliver;
  }

  barrier(): void {
    if (this.workerCount === 1) return;
    const i32 = this.#i32;
    const arrived = memoryHeader.barrierArrived >>> 2;
    const generation = memoryHeader.barrierGeneration >>> 2;
    const mine = Atomics.load(i32, generation);
    noteIdle(this.#context);
    if (Atomics.add(i32, arrived, 1) + 1 === this.workerCount) {
      Atomics.store(i32, arrived, 0);
      noteAllBusy(this.#context);
      Atomics.add(i32, generation, 1);
      Atomics.notify(i32, generation);
      return;
    }
    if (this.workerCount <= coreCount && this.#spin(generation, mine)) return;
    while (Atomics.load(i32, generation) === mine) {
      this.#context.checkCancelled();
      Atomics.wait(i32, generation, mine, waitMs);
    }
  }

  /** Looks at a word for a moment; tells whether it changed. */
  #spin(word: number, before: number): boolean {
    const end = performance.now() + spinMs;
    do if (Atomics.load(this.#i32, word) !== before) return true;
    while (performance.now() < end);
    return false;
  }

  sharedState(state: number): number {
    return this.#states + state * sharedStateBytes;
  }

  next(state: number, word: number): number {
    return Atomics.add(this.#i32, (this.sharedState(state) >>> 2) + word, 1);
  }

  add(state: number, word: number, amount: number): number {
    return Number(Atomics.add(this.#i64, (this.sharedState(state) >>> 3) + (word >>> 1), BigInt(amount)));
  }

  deliver(batch: ResultBatch): void {
    this.#deliver(batch);
  }
}

/** Sends result batches through a port; waits while the reader is behind. */
export function portDelivery(context: ThreadContext, port: MessagePort): (batch: ResultBatch) => void {
  const { i32 } = context.memory;
  const word = memoryHeader.resultsInFlight >>> 2;
  return (batch) => {
    for (;;) {
      const inFlight = Atomics.load(i32, word);
      if (inFlight < resultsInFlightMax) break;
      context.checkCancelled();
      Atomics.wait(i32, word, inFlight, waitMs);
    }
    Atomics.add(i32, word, 1);
    port.postMessage(batch, buffersToGive(batch));
  };
}
