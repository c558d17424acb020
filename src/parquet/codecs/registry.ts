import type { CodecName } from '../column-chunk.js';
import { brotli } from './brotli.js';
import type { Codec } from './codec.js';
import { gzip } from './gzip.js';
import { lz4 } from './lz4.js';
import { lz4Raw } from './lz4-raw.js';
import { snappy } from './snappy.js';
import { zstd } from './zstd.js';

const codecs: readonly Codec[] = [zstd, snappy, gzip, brotli, lz4, lz4Raw];

const byName: ReadonlyMap<CodecName, Codec> = new Map(codecs.map((codec) => [codec.name, codec]));

/** Finds a codec; undefined for one that this program does not read, and for UNCOMPRESSED, which needs none. */
export const findCodec = (name: CodecName): Codec | undefined => byName.get(name);
