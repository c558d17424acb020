import type { QueryMemory } from '../../vector/query-memory.js';
import { type Codec, wholePage } from './codec.js';

/**
 * Decompresses the deprecated codec LZ4, which was never specified: Hadoop's writers put (uncompressed bytes, compressed
 * bytes), both big endian, before each of several blocks; others wrote a bare block.
 */
export const lz4: Codec = {
  name: 'LZ4',
  open: ({ memory }) =>
    wholePage((source, sourceBytes, output, outputBytes) => {
      const framed = decodeFramed(memory, source, sourceBytes, output, outputBytes);
      if (framed === outputBytes) return framed;
      return memory.kernels.lz4_decode!(source, sourceBytes, output, outputBytes);
    }),
};

function decodeFramed(
  memory: QueryMemory,
  source: number,
  sourceBytes: number,
  output: number,
  outputBytes: number,
): number {
  let done = 0;
  for (let at = 0; at < sourceBytes; ) {
    if (sourceBytes - at < 8) return -1;
    const plainBytes = memory.view.getUint32(source + at);
    const blockBytes = memory.view.getUint32(source + at + 4);
    at += 8;
    if (blockBytes > sourceBytes - at || plainBytes > outputBytes - done) return -1;
    if (memory.kernels.lz4_decode!(source + at, blockBytes, output + done, plainBytes) !== plainBytes) return -1;
    at += blockBytes;
    done += plainBytes;
  }
  return done;
}
