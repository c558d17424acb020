import { LakeError } from '../../base/lake-error.js';
import type { Arena } from '../../vector/arena.js';
import type { QueryMemory } from '../../vector/query-memory.js';
import type { CodecName } from '../column-chunk.js';

/** Bytes that a decompressor may write past its output and read past its input. */
export const slackBytes = 64;

/** Decompresses pages, one at a time, within the query's memory. */
export interface Decompressor {
  /**
   * Takes a page's compressed bytes and the place of its output, behind both of which `slackBytes` may be touched.
   * False when the bytes are damaged.
   */
  start(source: number, sourceBytes: number, output: number, outputBytes: number): boolean;
  /** Decompresses at least up to the address `wanted` and gives the address reached; 0 when the bytes are damaged. */
  decode(wanted: number): number;
}

/** The memory that a decompressor may use. */
export interface CodecMemory {
  readonly memory: QueryMemory;
  /** For what a decompressor keeps from call to call. */
  readonly arena: Arena;
  /** Gives the one buffer whose content nobody keeps between calls, so that it stays in the cache. */
  sharedBuffer(bytes: number): number;
}

/** Defines one compression codec. */
export interface Codec {
  readonly name: CodecName;
  open(given: CodecMemory): Decompressor;
}

/** Makes the decompressor of a codec that does a page at once: `decode` gives the bytes written, or −1. */
export function wholePage(
  decode: (source: number, sourceBytes: number, output: number, outputBytes: number) => number,
): Decompressor {
  let reached = 0;
  return {
    start(source, sourceBytes, output, outputBytes) {
      reached = output + outputBytes;
      return decode(source, sourceBytes, output, outputBytes) === outputBytes;
    },
    decode: () => reached,
  };
}

// A query that was ended waits for no more than this.
const pieceBytes = 4 * 2 ** 20;

/**
 * Decompresses large pages by pieces, between which it looks whether the query was ended.
 * @throws USER_CANCELED then
 */
export function inPieces(memory: QueryMemory, decompressor: Decompressor): Decompressor {
  let reached = 0;
  return {
    start(source, sourceBytes, output, outputBytes) {
      reached = output;
      return decompressor.start(source, sourceBytes, output, outputBytes);
    },
    decode(wanted) {
      while (reached < wanted) {
        if (memory.isStopped) throw new LakeError('USER_CANCELED', 'Query was canceled');
        const piece = Math.min(wanted, reached + pieceBytes);
        reached = decompressor.decode(piece);
        if (reached < piece) return 0;
      }
      return reached;
    },
  };
}
