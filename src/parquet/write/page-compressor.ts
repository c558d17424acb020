import { gzipSync } from 'node:zlib';
import type { Arena } from '../../vector/arena.js';
import type { QueryMemory } from '../../vector/query-memory.js';
import type { WriteCodec } from './write-options.js';

/** Compresses pages within the query's memory. */
export interface PageCompressor {
  /** Most bytes that a page of `bytes` bytes becomes, with what may be written beyond them. */
  bound(bytes: number): number;
  /** Compresses [source, source + bytes) to `target`; gives the compressed bytes. Up to 64 bytes beyond the source are read. */
  compress(source: number, bytes: number, target: number): number;
}

const tableBytes = 64 * 1024;
// The fastest levels of zlib cost little size on encoded pages.
const gzipLevel = 4;

const fastLevelMax = 4;
const matchDepthMax = 128;

/** Tells how many earlier positions are tried for a match: none but the last ones up to level 4, then twice as many a level. */
const matchDepth = (level: number): number => (level <= fastLevelMax ? 0 : Math.min(2 ** (level - 3), matchDepthMax));

/** Makes the compressor of a codec; undefined for UNCOMPRESSED. `arena` keeps what it needs from page to page. Only ZSTD has levels. */
export function pageCompressor(
  codec: WriteCodec,
  memory: QueryMemory,
  arena: Arena,
  level: number,
): PageCompressor | undefined {
  const { kernels } = memory;
  switch (codec) {
    case 'UNCOMPRESSED':
      return undefined;
    case 'ZSTD': {
      const depth = matchDepth(level);
      const state = arena.allocZeroed(kernels.zstd_write_state_bytes!(depth) >>> 0);
      return {
        bound: (bytes) => kernels.zstd_write_bound!(bytes) >>> 0,
        compress: (source, bytes, target) => kernels.zstd_write!(state, depth, source, bytes, target) >>> 0,
      };
    }
    case 'SNAPPY': {
      const table = arena.alloc(tableBytes);
      return {
        bound: (bytes) => kernels.snappy_write_bound!(bytes) >>> 0,
        compress: (source, bytes, target) => kernels.snappy_write!(table, source, bytes, target) >>> 0,
      };
    }
    case 'LZ4_RAW': {
      const table = arena.alloc(tableBytes);
      return {
        bound: (bytes) => kernels.lz4_write_bound!(bytes) >>> 0,
        compress: (source, bytes, target) => kernels.lz4_write!(table, source, bytes, target) >>> 0,
      };
    }
    case 'GZIP':
      return {
        // Stored blocks of deflate and gzip's head and tail.
        bound: (bytes) => bytes + 5 * Math.ceil(bytes / 16_384) + 64,
        compress: (source, bytes, target) => {
          const packed = gzipSync(memory.u8.slice(source, source + bytes), { level: gzipLevel });
          memory.u8.set(packed, target);
          return packed.length;
        },
      };
  }
}
