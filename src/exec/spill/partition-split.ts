import { storeEntryBytes } from '../rows/row-stores.js';
import type { ThreadContext } from '../thread-context.js';
import { loadedBytes, type RowFile, type SpilledChunk, spilledRowCount } from './row-spiller.js';

const splitBits = 4;
const splitCount = 1 << splitBits;

/** Splits a spilled partition that is too large by further bits of its rows' hashes. */
export class PartitionSplitter {
  readonly #context: ThreadContext;
  readonly #spiller: RowFile;
  readonly #stores: number;

  /** `stores` are `splitStoreCount` empty stores side by side. */
  constructor(context: ThreadContext, spiller: RowFile, stores: number) {
    this.#context = context;
    this.#spiller = spiller;
    this.#stores = stores;
  }

  /** Writes the rows of the chunks anew, by the bits of the hash below its top `bitsUsed`; keeps at most about `budget` bytes in memory. */
  split(chunks: readonly SpilledChunk[], bitsUsed: number, budget: number): SpilledChunk[][] {
    const { memory } = this.#context;
    const parts: SpilledChunk[][] = Array.from({ length: splitCount }, () => []);
    const shift = 64 - bitsUsed - splitBits;
    for (const some of groupsOf(chunks, budget / 2)) {
      const count = spilledRowCount(some);
      const list = memory.alloc(4 * count);
      const blocks = this.#spiller.read(some, list);
      const { views, viewCount } = this.#spiller;
      memory.kernels.rows_split!(list, count, this.#stores, shift, splitCount - 1, views, viewCount);
      // What the rows own besides them lies in the blocks.
      this.#writeAll(parts);
      this.#spiller.release(blocks);
      memory.free(list, 4 * count);
      this.#context.checkCancelled();
    }
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

/** Puts chunks together as far as they take no more than about `budget` bytes; lists stay with their rows. */
function groupsOf(chunks: readonly SpilledChunk[], budget: number): SpilledChunk[][] {
  const groups: SpilledChunk[][] = [];
  let bytes = 0;
  let before = -1;
  const hasLists = chunks.some(({ list }) => list !== 0);
  for (const chunk of chunks) {
    const mayBegin = !hasLists || (chunk.list === 0 && before !== 0);
    if (groups.length === 0 || (mayBegin && bytes + loadedBytes(chunk) > budget)) {
      groups.push([]);
      bytes = 0;
    }
    groups.at(-1)!.push(chunk);
    bytes += loadedBytes(chunk);
    before = chunk.list;
  }
  return groups;
}
