import { bzip2 } from './bzip2.js';
import { lz4, snappy } from './hadoop-blocks.js';
import type { TextCodec } from './text-codec.js';
import { deflate, gzip } from './zlib-codecs.js';
import { zstd } from './zstd.js';

const codecs: readonly TextCodec[] = [gzip, bzip2, zstd, snappy, lz4, deflate];

const byExtension = new Map(codecs.map((codec) => [codec.extension, codec]));

/** Finds the codec of files by what their names end with; undefined: they are not compressed. */
export const findTextCodec = (extension: string): TextCodec | undefined => byExtension.get(extension);
