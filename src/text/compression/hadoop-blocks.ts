import type { QueryMemory } from '../../vector/query-memory.js';
import { inflatedBytesMax, type TextCodec } from './text-codec.js';

/**
 * Hadoop's frame around Snappy and LZ4 (BlockCompressorStream): blocks of a big-endian u32 of plain bytes, then pieces until those are there,
 * each a big-endian u32 of packed bytes and these.
 */
type DecodePiece = (
  memory: QueryMemory,
  source: number,
  sourceBytes: number,
  output: number,
  outputBytes: number,
) => number;

// Kernels may touch as much behind their input and output.
const slackBytes = 64;
const stateBytes = 32;
const pieceBytesMax = 64 * 1024 * 1024;

const hadoopCodec = (extension: string, decode: DecodePiece): TextCodec => ({
  extension,
  inflate(packed, memory) {
    const view = new DataView(packed.buffer, packed.byteOffset, packed.length);
    const pieces: Uint8Array[] = [];
    let total = 0;
    for (let at = 0; at < packed.length; ) {
      if (packed.length - at < 4) return undefined;
      const blockBytes = view.getUint32(at);
      at += 4;
      for (let left = blockBytes; left > 0; ) {
        if (packed.length - at < 4) return undefined;
        const packedBytes = view.getUint32(at);
        at += 4;
        if (packedBytes > packed.length - at) return undefined;
        const piece = inflatePiece(memory, packed.subarray(at, at + packedBytes), left, decode);
        if (!piece || piece.length === 0) return undefined;
        at += packedBytes;
        left -= piece.length;
        total += piece.length;
        if (total > inflatedBytesMax(memory)) throw memory.limitError(total);
        pieces.push(piece);
      }
    }
    return Buffer.concat(pieces, total);
  },
});

function inflatePiece(
  memory: QueryMemory,
  packed: Uint8Array,
  bytesMax: number,
  decode: DecodePiece,
): Uint8Array | undefined {
  if (bytesMax > pieceBytesMax) return undefined;
  const [sourceBytes, outputBytes] = [packed.length + slackBytes, bytesMax + slackBytes];
  const source = memory.alloc(sourceBytes);
  const output = memory.alloc(outputBytes);
  try {
    memory.u8.set(packed, source);
    const decoded = decode(memory, source, packed.length, output, bytesMax);
    return decoded < 0 ? undefined : memory.u8.slice(output, output + decoded);
  } finally {
    memory.free(output, outputBytes);
    memory.free(source, sourceBytes);
  }
}

/** A piece of Snappy begins with its plain bytes. */
function decodeSnappy(
  memory: QueryMemory,
  source: number,
  sourceBytes: number,
  output: number,
  bytesMax: number,
): number {
  let [plainBytes, shift] = [0, 0];
  for (let at = source; ; at++) {
    if (at >= source + sourceBytes || shift > 28) return -1;
    const byte = memory.u8[at]!;
    plainBytes += (byte & 127) * 2 ** shift;
    shift += 7;
    if (byte < 128) break;
  }
  if (plainBytes > bytesMax) return -1;
  const state = memory.alloc(stateBytes);
  try {
    const hasStarted = memory.kernels.snappy_start!(state, source, sourceBytes, output, plainBytes) !== 0;
    const reached = hasStarted ? memory.kernels.snappy_decode!(state, output + plainBytes) >>> 0 : 0;
    return reached === output + plainBytes ? plainBytes : -1;
  } finally {
    memory.free(state, stateBytes);
  }
}

/** Decompresses Snappy in Hadoop's frame. */
export const snappy = hadoopCodec('snappy', decodeSnappy);

/** Decompresses LZ4 in Hadoop's frame. */
export const lz4 = hadoopCodec('lz4', (memory, source, sourceBytes, output, outputBytes) => {
  const decoded = memory.kernels.lz4_decode!(source, sourceBytes, output, outputBytes);
  return decoded === outputBytes ? decoded : -1;
});
