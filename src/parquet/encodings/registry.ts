import { byteStreamSplit } from './byte-stream-split.js';
import { deltaBinaryPacked } from './delta-binary-packed.js';
import { deltaByteArray } from './delta-byte-array.js';
import { deltaLengthByteArray } from './delta-length-byte-array.js';
import type { Encoding } from './encoding.js';
import { plain } from './plain.js';
import { rleBoolean } from './rle-boolean.js';

// Dictionary encoding is not among them: its codes reach the engine as they are (dictionary-codes.ts).
const encodings: readonly Encoding[] = [
  plain,
  rleBoolean,
  deltaBinaryPacked,
  deltaLengthByteArray,
  deltaByteArray,
  byteStreamSplit,
];

const byNumber: ReadonlyMap<number, Encoding> = new Map(encodings.map((encoding) => [encoding.number, encoding]));

/** Finds a value encoding by its number in the file. */
export const findEncoding = (number: number): Encoding | undefined => byNumber.get(number);
