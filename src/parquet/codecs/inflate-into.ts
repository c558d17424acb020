import type { QueryMemory } from '../../vector/query-memory.js';

type Inflate = (bytes: Uint8Array, options: { maxOutputLength: number }) => Uint8Array;

/** Decompresses with a function of node:zlib, which works outside of shared memory; −1 when it refuses the bytes. */
export function inflateInto(
  memory: QueryMemory,
  inflate: Inflate,
  source: number,
  sourceBytes: number,
  output: number,
  outputBytes: number,
): number {
  if (outputBytes === 0) return 0;
  let bytes: Uint8Array;
  try {
    bytes = inflate(memory.u8.slice(source, source + sourceBytes), { maxOutputLength: outputBytes });
  } catch (error) {
    // zlib's errors carry a code: Z_DATA_ERROR, Z_BUF_ERROR, ERR_BUFFER_TOO_LARGE, …
    if (error instanceof Error && 'code' in error) return -1;
    throw error;
  }
  memory.u8.set(bytes, output);
  return bytes.length;
}
