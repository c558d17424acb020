import { partitionHashBits, storedBytes, storeEntryBytes } from '../rows/row-stores.js';
import type { ThreadContext } from '../thread-context.js';
import { isSpillDue } from './memory-pressure.js';
import type { RowFile, SpilledChunk } from './row-spiller.js';
import { publishSpilled } from './spill-directory.js';

// Rows that are moved into partitions are written when they take this share of the memory.
const movedShare = 1 / 32;

/** Moves a worker's hash-partitioned stores, which lie side by side, to its file whenever memory is short. */
export class PartitionSpill {
  readonly #context: ThreadContext;
  readonly #stores: number;
  readonly #count: number;
  readonly #spiller: RowFile;
  readonly #spilled: SpilledChunk[][];

  constructor(context: ThreadContext, spiller: RowFile, stores: number, count: number) {
    this.#context = context;
    this.#stores = stores;
    this.#count = count;
    this.#spiller = spiller;
    this.#spilled = Array.from({ length: count }, () => []);
  }

  /** True when the stores should be written before `more` bytes are taken; `besides` are bytes that would be given back with them. */
  isDue(besides: number, more: number): boolean {
    const { memory, workerCount } = this.#context;
    return isSpillDue(memory, workerCount, storedBytes(memory, this.#stores, this.#count) + besides, more);
  }

  /** Writes all rows to the file and gives their memory back. */
  write(): void {
    this.#spilled.forEach((chunks, index) => {
      chunks.push(...this.#spiller.write(this.#stores + index * storeEntryBytes));
    });
  }

  /** Writes the rows of a closed store, by the partitions that their hashes choose, and empties it. */
  writeStore(store: number): void {
    const { memory, workerCount } = this.#context;
    const { views, viewCount } = this.#spiller;
    const shift = 64 - partitionHashBits;
    const heldMax = (movedShare * memory.limitBytes) / workerCount;
    while (memory.kernels.rows_scatter!(store, this.#stores, shift, this.#count - 1, views, viewCount) !== 0) {
      this.#context.checkCancelled();
      if (storedBytes(memory, this.#stores, this.#count) > heldMax) this.write();
    }
    this.write();
  }

  get hasSpilled(): boolean {
    return this.#spilled.some((chunks) => chunks.length > 0);
  }

  /** Gives the address of what others need to find the chunks; 0 when there are none. */
  publish(): number {
    return this.hasSpilled ? publishSpilled(this.#context, this.#spilled) : 0;
  }
}
