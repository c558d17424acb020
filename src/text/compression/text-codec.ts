import type { QueryMemory } from '../../vector/query-memory.js';

/** Defines how files of text with one ending are decompressed. */
export interface TextCodec {
  /** What the names of its files end with, behind the point. */
  readonly extension: string;
  /** Decompresses a whole file; undefined when the bytes are damaged. @throws EXCEEDED_LOCAL_MEMORY_LIMIT */
  inflate(packed: Uint8Array, memory: QueryMemory): Uint8Array | undefined;
}

/** Tells how much a file may be when it is decompressed: it is kept whole, in memory of the thread's own. */
export const inflatedBytesMax = (memory: QueryMemory): number => Math.min(2 ** 31 - 1, memory.limitBytes);
