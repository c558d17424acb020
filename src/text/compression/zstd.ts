import type { QueryMemory } from '../../vector/query-memory.js';
import { inflatedBytesMax, type TextCodec } from './text-codec.js';

const slackBytes = 64;
const outputBytesMin = 1024 * 1024;
const ratioGuess = 8;
const ratioMax = 40_000;

/** Decompresses frames of Zstandard. Streams do not say how much they hold: the output grows until it is enough. */
export const zstd: TextCodec = {
  extension: 'zst',
  inflate(packed, memory) {
    const sourceBytes = packed.length + slackBytes;
    const source = memory.alloc(sourceBytes);
    try {
      memory.u8.set(packed, source);
      const most = Math.min(inflatedBytesMax(memory), packed.length * ratioMax + outputBytesMin);
      for (let bytes = Math.max(outputBytesMin, packed.length * ratioGuess); ; bytes *= 4) {
        const found = inflateInto(memory, source, packed.length, Math.min(bytes, most));
        if (found || bytes >= most) return found;
      }
    } finally {
      memory.free(source, sourceBytes);
    }
  },
};

function inflateInto(
  memory: QueryMemory,
  source: number,
  sourceBytes: number,
  outputBytes: number,
): Uint8Array | undefined {
  const { kernels } = memory;
  const stateBytes = kernels.zstd_state_bytes!();
  const literalBytes = kernels.zstd_literals_bytes!();
  const blocks = [stateBytes, literalBytes, outputBytes + slackBytes].map((bytes) => ({
    bytes,
    address: memory.alloc(bytes),
  }));
  const [state, literals, output] = blocks.map(({ address }) => address) as [number, number, number];
  try {
    if (kernels.zstd_start!(state, source, sourceBytes, output, outputBytes) === 0) return undefined;
    kernels.zstd_decode!(state, literals, output + outputBytes);
    const end = kernels.zstd_end!(state) >>> 0;
    return end === 0 ? undefined : memory.u8.slice(output, end);
  } finally {
    for (const { address, bytes } of blocks) memory.free(address, bytes);
  }
}
