import type { QueryMemory } from '../../vector/query-memory.js';

/** Defines how files of text with one ending are decompressed. */
export interface TextCodec {
  /** What the names of its files end with, behind the point. */
  readonly extension: string;
  /** Decompresses a whole file; undefined when the bytes are damaged. */
  inflate(packed: Uint8Array, memory: QueryMemory): Uint8Array | undefined;
}

/** No file is more than this when it is decompressed. */
export const inflatedBytesMax = 2 ** 31 - 1;
