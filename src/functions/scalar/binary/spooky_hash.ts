/** SpookyHash V2 of Bob Jenkins with seeds 0: a short form below 192 bytes, a long one of twelve 64-bit words above. */
import type { ScalarFunction } from '../../definition.js';

const mask = 0xffff_ffff_ffff_ffffn;
const filler = 0xdead_beef_dead_beefn;
const shortBytesMax = 192;
const blockBytes = 96;
const wordCount = 12;
const shortRotations = [50, 52, 30, 41, 54, 48, 38, 37, 62, 34, 5, 36];
const shortEndRotations = [15, 52, 26, 51, 28, 9, 47, 54, 32, 25, 63];
const longRotations = [11, 32, 43, 31, 17, 28, 39, 57, 55, 54, 22, 46];
const longEndRotations = [44, 15, 34, 21, 38, 33, 10, 13, 38, 53, 42, 54];

const rotate = (word: bigint, bits: number): bigint => ((word << BigInt(bits)) | (word >> BigInt(64 - bits))) & mask;

/** Reads up to 8 bytes as a little-endian number; bytes beyond `end` are 0. */
function wordAt(bytes: Uint8Array, at: number, end: number): bigint {
  let word = 0n;
  for (let i = Math.min(at + 8, end) - 1; i >= at; i--) word = (word << 8n) | BigInt(bytes[i]!);
  return word;
}

function shortMix(h: bigint[]): void {
  shortRotations.forEach((bits, step) => {
    const [a, b, c] = [(step + 2) % 4, (step + 3) % 4, step % 4];
    h[a] = (rotate(h[a]!, bits) + h[b]!) & mask;
    h[c]! ^= h[a]!;
  });
}

function shortEnd(h: bigint[]): void {
  shortEndRotations.forEach((bits, step) => {
    const [a, b] = [(step + 3) % 4, (step + 2) % 4];
    h[a]! ^= h[b]!;
    h[b] = rotate(h[b]!, bits);
    h[a] = (h[a]! + h[b]!) & mask;
  });
}

function add(h: bigint[], index: number, word: bigint): void {
  h[index] = (h[index]! + word) & mask;
}

function shortHash(bytes: Uint8Array): bigint {
  const { length } = bytes;
  const h = [0n, 0n, filler, filler];
  let at = 0;
  for (; at + 32 <= length; at += 32) {
    add(h, 2, wordAt(bytes, at, length));
    add(h, 3, wordAt(bytes, at + 8, length));
    shortMix(h);
    add(h, 0, wordAt(bytes, at + 16, length));
    add(h, 1, wordAt(bytes, at + 24, length));
  }
  if (length - at >= 16) {
    add(h, 2, wordAt(bytes, at, length));
    add(h, 3, wordAt(bytes, at + 8, length));
    shortMix(h);
    at += 16;
  }
  add(h, 3, BigInt(length) << 56n);
  if (at === length) {
    add(h, 2, filler);
    add(h, 3, filler);
  } else {
    add(h, 2, wordAt(bytes, at, length));
    add(h, 3, wordAt(bytes, at + 8, length));
  }
  shortEnd(h);
  return h[0]!;
}

function longMix(h: bigint[], words: readonly bigint[]): void {
  for (let i = 0; i < wordCount; i++) {
    add(h, i, words[i]!);
    h[(i + 2) % wordCount]! ^= h[(i + 10) % wordCount]!;
    h[(i + 11) % wordCount]! ^= h[i]!;
    h[i] = rotate(h[i]!, longRotations[i]!);
    add(h, (i + 11) % wordCount, h[(i + 1) % wordCount]!);
  }
}

function longEnd(h: bigint[]): void {
  for (let i = 0; i < wordCount; i++) {
    const [a, b, c] = [(i + 11) % wordCount, (i + 1) % wordCount, (i + 2) % wordCount];
    add(h, a, h[b]!);
    h[c]! ^= h[a]!;
    h[b] = rotate(h[b]!, longEndRotations[i]!);
  }
}

const blockWords = (bytes: Uint8Array, at: number): bigint[] =>
  Array.from({ length: wordCount }, (_, i) => wordAt(bytes, at + 8 * i, bytes.length));

function longHash(bytes: Uint8Array): bigint {
  const h = Array.from({ length: wordCount }, (_, i) => (i % 3 === 2 ? filler : 0n));
  let at = 0;
  for (; at + blockBytes <= bytes.length; at += blockBytes) longMix(h, blockWords(bytes, at));
  const rest = blockWords(bytes, at);
  rest[wordCount - 1]! |= BigInt(bytes.length - at) << 56n;
  rest.forEach((word, i) => {
    add(h, i, word);
  });
  for (let i = 0; i < 3; i++) longEnd(h);
  return h[0]!;
}

const spookyHash = (bytes: Uint8Array): bigint => (bytes.length < shortBytesMax ? shortHash(bytes) : longHash(bytes));

const define = (bits: 32 | 64, example: string): ScalarFunction => ({
  kind: 'scalar',
  name: `spooky_hash_v2_${bits}`,
  summary: `Computes the ${bits}-bit SpookyHash V2 of a binary.`,
  examples: [[`to_hex(spooky_hash_v2_${bits}(X''))`, example]],
  overloads: [
    {
      args: ['varbinary'],
      returns: 'varbinary',
      host([bytes]) {
        const result = new Uint8Array(8);
        new DataView(result.buffer).setBigUint64(0, spookyHash(bytes as Uint8Array));
        return bits === 64 ? result : result.slice(4);
      },
    },
  ],
});

/** Defines the SpookyHash functions. */
export const spookyHashes: readonly ScalarFunction[] = [define(32, '6BF50919'), define(64, '232706FC6BF50919')];
