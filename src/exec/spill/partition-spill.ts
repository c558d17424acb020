import type { RowLayout } from '../rows/row-layout.js';
import { storedBytes, storeEntryBytes } from '../rows/row-stores.js';
import type { ThreadContext } from '../thread-context.js';
import { isSpillDue } from './memory-pressure.js';
import { RowSpiller, type SpilledChunk } from './row-spiller.js';
import { publishSpilled } from './spill-directory.js';

/** Moves a worker's hash-partitioned stores, which lie side by side, to its file whenever memory is short. */
export class PartitionSpill {
  readonly #context: ThreadContext;
  readonly #stores: number;
  readonly #count: number;
  readonly #spiller: RowSpiller;
  readonly #spilled: SpilledChunk[][];

  constructor(context: ThreadContext, layout: RowLayout, stores: number, count: number) {
    this.#context = context;
    this.#stores = stores;
    this.#count = count;
    this.#spiller = new RowSpiller(context, layout);
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

  get hasSpilled(): boolean {
    return this.#spilled.some((chunks) => chunks.length > 0);
  }

  /** Gives the address of what others need to find the chunks; 0 when there are none. */
  publish(): number {
    return this.hasSpilled ? publishSpilled(this.#context, this.#spilled) : 0;
  }
}
