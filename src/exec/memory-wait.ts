import { memoryHeader } from '../vector/memory-header.js';
import type { QueryMemory } from '../vector/query-memory.js';

const lookMs = 1;
// Of a worker that waits for others, or has ended: it gives no memory back by itself.
const idle = 0xffff_ffff;

/** One worker of a query, and how it learns that it should stop. */
export interface WaitingWorker {
  readonly memory: QueryMemory;
  readonly workerIndex: number;
  readonly workerCount: number;
  checkCancelled(): void;
}

/** Says that a worker works no more, or waits for another one. */
export function noteIdle(worker: WaitingWorker): void {
  setWant(worker, idle);
}

/** Says that all workers work again; for the last one that the others wait for. */
export function noteAllBusy({ memory, workerCount }: WaitingWorker): void {
  for (let index = 0; index < workerCount; index++) Atomics.store(memory.i32, wantWord(index), 0);
}

/** Tells whether a worker waits for memory that others should give back. */
export const isMemoryWanted = ({ i32 }: QueryMemory): boolean =>
  Atomics.load(i32, memoryHeader.memoryWaiters >>> 2) > 0;

/**
 * Takes a block that the budget has no room for now: waits until other workers have given memory back. When none of them can any more, the
 * one that wants least takes from the reserve, so that it comes to where it spills. @throws EXCEEDED_LOCAL_MEMORY_LIMIT
 */
export function waitForMemory(worker: WaitingWorker, bytes: number): number {
  const { memory } = worker;
  const { i32 } = memory;
  const waiters = memoryHeader.memoryWaiters >>> 2;
  Atomics.add(i32, waiters, 1);
  try {
    for (;;) {
      worker.checkCancelled();
      setWant(worker, Math.max(bytes, 1));
      // Read before the attempt: whoever is not idle then may have given something back before it.
      const isLast = wantsLeast(worker);
      if (!isLast) Atomics.wait(i32, wantWord(worker.workerIndex), bytes | 0, lookMs);
      setWant(worker, 0);
      const address = memory.tryAlloc(bytes);
      if (address !== 0) return address;
      if (isLast) return memory.allocReserved(bytes);
    }
  } finally {
    Atomics.sub(i32, waiters, 1);
    setWant(worker, 0);
  }
}

/**
 * Does work that may take more than a worker's share of the memory, one worker at a time. The others wait before they take more than theirs.
 */
export class LargeTurn {
  readonly #worker: WaitingWorker;
  #isMine = false;

  constructor(worker: WaitingWorker) {
    this.#worker = worker;
  }

  /** Takes the turn if nobody has it; tells whether it is this worker's. */
  tryTake(): boolean {
    this.#isMine ||= Atomics.compareExchange(this.#worker.memory.i32, memoryHeader.largeTurn >>> 2, 0, 1) === 0;
    return this.#isMine;
  }

  take(): void {
    const { memory } = this.#worker;
    while (!this.tryTake()) {
      this.#worker.checkCancelled();
      noteIdle(this.#worker);
      Atomics.wait(memory.i32, memoryHeader.largeTurn >>> 2, 1, lookMs);
      setWant(this.#worker, 0);
    }
  }

  leave(): void {
    if (!this.#isMine) return;
    this.#isMine = false;
    const { i32 } = this.#worker.memory;
    Atomics.store(i32, memoryHeader.largeTurn >>> 2, 0);
    Atomics.notify(i32, memoryHeader.largeTurn >>> 2);
  }
}

const wantWord = (index: number): number => (memoryHeader.memoryWants >>> 2) + index;

const setWant = ({ memory, workerIndex }: WaitingWorker, want: number): void =>
  void Atomics.store(memory.i32, wantWord(workerIndex), want | 0);

/** True when no worker works and none of those that wait for memory wants less. */
function wantsLeast({ memory, workerIndex, workerCount }: WaitingWorker): boolean {
  const wantOf = (index: number): number => Atomics.load(memory.i32, wantWord(index)) >>> 0;
  const own = wantOf(workerIndex);
  for (let index = 0; index < workerCount; index++) {
    const want = wantOf(index);
    if (want === 0 || want < own || (want === own && index < workerIndex)) return false;
  }
  return true;
}
