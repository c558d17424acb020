import { storeEntryBytes } from '../rows/row-stores.js';
import type { ThreadContext } from '../thread-context.js';
import { loadedBytes, type RowSpiller, type SpilledChunk, spilledRowCount } from './row-spiller.js';

const splitBits = 4;
const splitCount = 1 << splitBits;

/** Splits a spilled partition that is too large by further bits of its rows' hashes. */
export class PartitionSplitter {
  readonly #context: ThreadContext;
  readonly #spiller: RowSpiller;
  readonly #stores: number;

  /** `stores` are `splitStoreCount` empty stores side by side. */
  constructor(context: ThreadContext, spiller: RowSpiller, stores: number) {
    this.#context = context;
    this.#spiller = spiller;
    this.#stores = stores;
  }

  /** Writes the rows of the chunks anew, by the bits of the hash below its top `bitsUsed`; keeps at most about `budget` bytes in memory. */
  split(chunks: readonly SpilledChunk[], bitsUsed: number, budget: number): SpilledChunk[][] {
    const { memory } = this.#context;
    const parts: SpilledChunk[][] = Array.from({ length: splitCount }, () => []);
    const shift = 64 - bitsUsed - splitBits;
    let held = 0;
    for (const chunk of chunks) {
      const listBytes = 4 * spilledRowCount([chunk]);
      const list = memory.alloc(listBytes);
      const blocks = this.#spiller.read([chunk], list);
      const { views, viewCount } = this.#spiller;
      memory.kernels.rows_split!(list, chunk.rowCount, this.#stores, shift, splitCount - 1, views, viewCount);
      this.#spiller.release(blocks);
      memory.free(list, listBytes);
      held += loadedBytes(chunk);
      if (held < budget / 2) continue;
      this.#writeAll(parts);
      held = 0;
    }
    this.#writeAll(parts);
    return parts;
  }

  #writeAll(parts: readonly SpilledChunk[][]): void {
    parts.forEach((part, index) => {
      part.push(...this.#spiller.write(this.#stores + index * storeEntryBytes));
    });
  }
}

/** Stores that a splitter needs, and the bits of the hash that tell them apart. */
export const splitStoreCount = splitCount;
export const splitHashBits = splitBits;
