import { brotliDecompressSync } from 'node:zlib';
import { type Codec, wholePage } from './codec.js';
import { inflateInto } from './inflate-into.js';

/** Decompresses Brotli with Node's zlib. */
export const brotli: Codec = {
  name: 'BROTLI',
  open: ({ memory }) => wholePage((...page) => inflateInto(memory, brotliDecompressSync, ...page)),
};
