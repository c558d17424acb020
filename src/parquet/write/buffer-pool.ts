import { assert } from '../../base/lake-error.js';
import type { QueryMemory } from '../../vector/query-memory.js';

const smallestBytes = 1024;
const carvedBytes = 64 * 1024;
const blockBytes = 256 * 1024;

/**
 * Lends buffers whose sizes are powers of two. A writer into many partitions has thousands of small ones, so those are carved from blocks of
 * the heap and kept for the next borrower; large ones go back to the heap.
 */
export class BufferPool {
  readonly #memory: QueryMemory;
  readonly #free = new Map<number, number[]>();
  readonly #blocks: number[] = [];
  #next = 0;
  #end = 0;
  /** Bytes that are lent or kept. */
  heldBytes = 0;

  constructor(memory: QueryMemory) {
    this.#memory = memory;
  }

  /** Gives how many bytes a buffer for `bytes` bytes has. */
  static sizeFor(bytes: number): number {
    return Math.max(smallestBytes, 2 ** Math.ceil(Math.log2(bytes)));
  }

  /** Lends a buffer; `bytes` is a size of `sizeFor`. @throws EXCEEDED_LOCAL_MEMORY_LIMIT */
  take(bytes: number): number {
    const kept = this.#free.get(bytes)?.pop();
    if (kept !== undefined) return kept;
    if (bytes > carvedBytes) {
      const address = this.#memory.alloc(bytes);
      this.heldBytes += bytes;
      return address;
    }
    if (this.#next + bytes > this.#end) {
      this.#keepRest();
      this.#next = this.#memory.alloc(blockBytes);
      this.#blocks.push(this.#next);
      this.#end = this.#next + blockBytes;
      this.heldBytes += blockBytes;
    }
    this.#next += bytes;
    return this.#next - bytes;
  }

  /** Takes a buffer back. */
  give(address: number, bytes: number): void {
    assert(address !== 0, 'a buffer has an address');
    if (bytes > carvedBytes) {
      this.#memory.free(address, bytes);
      this.heldBytes -= bytes;
    } else this.#keep(address, bytes);
  }

  /** Gives the blocks back to the heap; nothing is lent any more. */
  release(): void {
    for (const block of this.#blocks.splice(0)) this.#memory.free(block, blockBytes);
    this.#free.clear();
    this.#next = 0;
    this.#end = 0;
    this.heldBytes = 0;
  }

  #keep(address: number, bytes: number): void {
    const list = this.#free.get(bytes);
    if (list) list.push(address);
    else this.#free.set(bytes, [address]);
  }

  // What is left of a block goes to the lists, largest pieces first.
  #keepRest(): void {
    for (let bytes = carvedBytes; bytes >= smallestBytes; bytes /= 2) {
      while (this.#end - this.#next >= bytes) {
        this.#keep(this.#next, bytes);
        this.#next += bytes;
      }
    }
  }
}
