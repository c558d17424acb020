import type { BlockSource } from './small-blocks.js';

const chunkBytesDefault = 256 * 1024;

/** Remembers how far an arena was filled, so that it can be cut back to there. */
export interface ArenaMark {
  readonly chunkIndex: number;
  readonly next: number;
}

/**
 * Cuts memory for one owner from blocks of the heap and gives all of it back at once. Values that live as long as a batch
 * come from a scratch arena that is reset when the next batch starts; what an operator keeps comes from its own.
 */
export class Arena {
  readonly #memory: BlockSource;
  readonly #chunkBytes: number;
  readonly #chunks: { address: number; bytes: number }[] = [];
  #chunkIndex = -1;
  #next = 0;
  #end = 0;

  constructor(memory: BlockSource, chunkBytes = chunkBytesDefault) {
    this.#memory = memory;
    this.#chunkBytes = chunkBytes;
  }

  /** Takes `bytes` aligned to 16, undefined content. @throws EXCEEDED_LOCAL_MEMORY_LIMIT */
  alloc(bytes: number): number {
    const size = (bytes + 15) & ~15;
    if (this.#next + size <= this.#end) {
      const address = this.#next;
      this.#next += size;
      return address;
    }
    return this.#allocSlow(size);
  }

  /** Takes `bytes` of zeroes. */
  allocZeroed(bytes: number): number {
    const address = this.alloc(bytes);
    this.#memory.clear(address, bytes);
    return address;
  }

  mark(): ArenaMark {
    return { chunkIndex: this.#chunkIndex, next: this.#next };
  }

  /** Forgets what was taken since `mark`; the blocks are kept for reuse. */
  rewind(mark: ArenaMark): void {
    if (mark.chunkIndex < 0) return this.reset();
    const chunk = this.#chunks[mark.chunkIndex]!;
    this.#chunkIndex = mark.chunkIndex;
    this.#next = mark.next;
    this.#end = chunk.address + chunk.bytes;
  }

  /** Forgets everything that was taken; the blocks are kept for reuse. */
  reset(): void {
    this.#chunkIndex = -1;
    this.#next = 0;
    this.#end = 0;
  }

  /** Gives every block back to the heap. */
  release(): void {
    for (const { address, bytes } of this.#chunks) this.#memory.free(address, bytes);
    this.#chunks.length = 0;
    this.reset();
  }

  #allocSlow(size: number): number {
    while (this.#chunkIndex + 1 < this.#chunks.length) {
      const chunk = this.#chunks[++this.#chunkIndex]!;
      if (size > chunk.bytes) continue;
      this.#next = chunk.address + size;
      this.#end = chunk.address + chunk.bytes;
      return chunk.address;
    }
    const wanted = Math.max(size, this.#chunkBytes);
    const address = this.#memory.alloc(wanted);
    this.#chunks.push({ address, bytes: wanted });
    this.#chunkIndex = this.#chunks.length - 1;
    this.#next = address + size;
    this.#end = address + wanted;
    return address;
  }
}
