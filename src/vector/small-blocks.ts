import type { QueryMemory } from './query-memory.js';

/** Gives blocks of memory and takes them back. */
export type BlockSource = Pick<QueryMemory, 'alloc' | 'free' | 'clear'>;

const stepBytes = 1024;
const smallMax = 32 * 1024;
const slabBytesFirst = 64 * 1024;
const slabBytesMax = 1024 * 1024;

/**
 * Cuts small blocks out of larger ones, for owners of which there may be thousands: the heap gives no less than 64 KiB. Blocks that come back
 * are given again to who asks for the same size; the heap gets all when the owners are done.
 */
export class SmallBlocks implements BlockSource {
  readonly #memory: QueryMemory;
  readonly #slabs: { readonly address: number; readonly bytes: number }[] = [];
  /** Blocks that came back, by their size in steps. */
  readonly #free: number[][] = [];
  #next = 0;
  #end = 0;

  constructor(memory: QueryMemory) {
    this.#memory = memory;
  }

  /** Takes a block of at least `bytes`, aligned to 1 KiB. @throws EXCEEDED_LOCAL_MEMORY_LIMIT */
  alloc(bytes: number): number {
    if (bytes > smallMax) return this.#memory.alloc(bytes);
    const steps = stepsOf(bytes);
    const again = this.#free[steps]?.pop();
    if (again !== undefined) return again;
    const size = steps * stepBytes;
    if (this.#next + size > this.#end) this.#addSlab();
    const address = this.#next;
    this.#next += size;
    return address;
  }

  free(address: number, bytes: number): void {
    if (bytes > smallMax) return this.#memory.free(address, bytes);
    const steps = stepsOf(bytes);
    this.#free[steps] ??= [];
    this.#free[steps].push(address);
  }

  clear(address: number, bytes: number): void {
    this.#memory.clear(address, bytes);
  }

  /** Gives all small blocks back to the heap; large ones are their owners' to give back. */
  release(): void {
    for (const { address, bytes } of this.#slabs) this.#memory.free(address, bytes);
    this.#slabs.length = 0;
    this.#free.length = 0;
    this.#next = 0;
    this.#end = 0;
  }

  #addSlab(): void {
    const bytes = Math.min(slabBytesFirst * 2 ** this.#slabs.length, slabBytesMax);
    const address = this.#memory.alloc(bytes);
    this.#slabs.push({ address, bytes });
    this.#next = address;
    this.#end = address + bytes;
  }
}

const stepsOf = (bytes: number): number => Math.max(Math.ceil(bytes / stepBytes), 1);
