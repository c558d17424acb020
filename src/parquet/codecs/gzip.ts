import { gunzipSync } from 'node:zlib';
import { type Codec, wholePage } from './codec.js';
import { inflateInto } from './inflate-into.js';

/** Decompresses gzip members with Node's zlib. */
export const gzip: Codec = {
  name: 'GZIP',
  open: ({ memory }) => wholePage((...page) => inflateInto(memory, gunzipSync, ...page)),
};
