import type { QueryMemory } from '../vector/query-memory.js';

const firstBytes = 256 * 1024;

/** Writes the bytes of nested values (vector/nested-encoding.ts) one behind the other into one growing block of memory. */
export class NestedWriter {
  readonly #memory: QueryMemory;
  #block = 0;
  #blockBytes = 0;
  /** Bytes written. */
  length = 0;

  constructor(memory: QueryMemory) {
    this.#memory = memory;
  }

  /** Address of the first byte; it moves when the block grows. */
  get start(): number {
    return this.#block;
  }

  /** Address behind the block's last byte. */
  get end(): number {
    return this.#block + this.#blockBytes;
  }

  /** Forgets what was written, and has a block. */
  clear(): void {
    this.length = 0;
    if (this.#block === 0) this.grow();
  }

  u8(value: number): void {
    const at = this.#room(1);
    this.#memory.u8[at] = value;
  }

  u32(value: number): void {
    const at = this.#room(4);
    this.#memory.view.setUint32(at, value, true);
  }

  /** Overwrites the number at an offset. */
  patchU32(offset: number, value: number): void {
    this.#memory.view.setUint32(this.#block + offset, value, true);
  }

  copy(address: number, bytes: number): void {
    const at = this.#room(bytes);
    const { u8, kernels } = this.#memory;
    if (bytes > 32) kernels.bytes_copy!(at, address, bytes);
    else for (let i = 0; i < bytes; i++) u8[at + i] = u8[address + i]!;
  }

  release(): void {
    if (this.#block !== 0) this.#memory.free(this.#block, this.#blockBytes);
    this.#block = 0;
    this.#blockBytes = 0;
  }

  #room(bytes: number): number {
    const at = this.length;
    this.length += bytes;
    if (this.length > this.#blockBytes) this.grow();
    return this.#block + at;
  }

  /** Makes the block larger, twice what is needed. */
  grow(): void {
    const bytes = Math.max(firstBytes, this.length * 2, this.#blockBytes * 2);
    const block = this.#memory.alloc(bytes);
    if (this.#block !== 0) {
      this.#memory.kernels.bytes_copy!(block, this.#block, this.#blockBytes);
      this.#memory.free(this.#block, this.#blockBytes);
    }
    this.#block = block;
    this.#blockBytes = bytes;
  }
}
