import { fse_decode_weights } from './zstd-fse';

// Huffman-coded literals of Zstandard (RFC 8878, section 4.2). The decoding table always has 2^11 entries of 2 bytes:
// code length in the low byte (its low 6 bits serve as a shift count as they are), symbol in the high byte.
//
// The bits of a stream are kept left-aligned in 64 bits with a 1 below them: the number of trailing zeros is the
// number of bits consumed, so a stream's state is only its bits and its address.
// A damaged stream may make the readers load up to 57 KiB before its start, never write outside the literals: memory
// below a heap address always exists, and at the end each stream must have been consumed exactly.

const LOG: u32 = 11;

/** Bytes of the decoding table. */
export const HUFFMAN_TABLE_BYTES: usize = 4096;

/** Reads a tree description and builds its table; gives the bytes read or -1. Scratch: 256 weights, then FSE's. */
export function huffman_read_table(source: usize, end: usize, table: usize, scratch: usize): i32 {
  if (source >= end) return -1;
  const header = <usize>load<u8>(source);
  const weights = scratch;
  let count: i32;
  let bytes: usize;
  if (header >= 128) {
    count = <i32>header - 127;
    bytes = ((<usize>count + 1) >> 1) + 1;
    if (source + bytes > end) return -1;
    for (let i = 0; i < count; i += 2) {
      const pair = load<u8>(source + 1 + (i >> 1));
      store<u8>(weights + i, pair >> 4);
      store<u8>(weights + i + 1, pair & 15);
    }
  } else {
    bytes = header + 1;
    if (source + bytes > end) return -1;
    count = fse_decode_weights(source + 1, source + bytes, weights, table, scratch + 512);
    if (count < 0) return -1;
  }
  return huffman_build(weights, count, table, scratch + 512) ? <i32>bytes : -1;
}

// The last symbol's weight is what completes the sum of 2^(weight-1) to a power of two.
function huffman_build(weights: usize, count: i32, table: usize, ranks: usize): bool {
  memory.fill(ranks, 0, 64);
  let sum: u32 = 0;
  for (let i = 0; i < count; i++) {
    const weight = <u32>load<u8>(weights + i);
    if (weight > LOG) return false;
    sum += (1 << weight) >> 1;
    store<u32>(ranks + (weight << 2), load<u32>(ranks + (weight << 2)) + 1);
  }
  if (sum == 0) return false;
  const log: u32 = 32 - clz<u32>(sum);
  if (log > LOG) return false;
  const rest: u32 = (<u32>1 << log) - sum;
  if ((rest & (rest - 1)) != 0) return false;
  const last: u32 = ctz<u32>(rest) + 1;
  store<u8>(weights + count, <u8>last);
  store<u32>(ranks + (last << 2), load<u32>(ranks + (last << 2)) + 1);
  // Where the entries of each weight start, in bytes.
  const widen = LOG - log;
  let start: u32 = 0;
  for (let weight: u32 = 1; weight <= log; weight++) {
    const entries = load<u32>(ranks + (weight << 2)) << (weight - 1) << widen;
    store<u32>(ranks + (weight << 2), start);
    start += entries << 1;
  }
  if (start != 4096) return false;
  for (let symbol = 0; symbol <= count; symbol++) {
    const weight = <u32>load<u8>(weights + symbol);
    if (weight == 0) continue;
    const entry = <u16>((symbol << 8) | (log + 1 - weight));
    const from = table + load<u32>(ranks + (weight << 2));
    const bytes = <u32>2 << (weight - 1) << widen;
    store<u32>(ranks + (weight << 2), load<u32>(ranks + (weight << 2)) + bytes);
    if (bytes >= 16) {
      const wide = i16x8.splat(<i16>entry);
      for (let i: u32 = 0; i < bytes; i += 16) v128.store(from + i, wide);
    } else for (let i: u32 = 0; i < bytes; i += 2) store<u16>(from + i, entry);
  }
  return true;
}

// Bits at the end of a stream, without the marker bit that ends it.
// @ts-ignore: decorator
@inline
function stream_bits(address: usize): u64 {
  const bits = load<u64>(address);
  return (bits | 1) << (clz<u64>(bits) + 1);
}

// @ts-ignore: decorator
@inline
function entry_of(table: usize, bits: u64): u64 {
  return load<u16>(table + (<usize>(bits >> 53) << 1));
}

// Decodes up to `outputEnd` one symbol at a time and tells whether the stream ends there exactly.
function huffman_finish(table: usize, start: usize, from: usize, given: u64, to: usize, outputEnd: usize): bool {
  let address = from;
  let bits = given;
  let output = to;
  while (output < outputEnd) {
    const consumed = ctz<u64>(bits);
    address -= <usize>(consumed >> 3);
    bits = (load<u64>(address) | 1) << (consumed & 7);
    const entry = entry_of(table, bits);
    store<u8>(output, <u8>(entry >> 8));
    bits <<= entry;
    output++;
  }
  return <i32>(address - start) * 8 + 64 == <i32>ctz<u64>(bits);
}

/** Decodes one stream into exactly `outputBytes`. */
export function huffman_decode_one(table: usize, source: usize, end: usize, output: usize, outputBytes: usize): bool {
  if (source >= end || load<u8>(end - 1) == 0) return false;
  return huffman_finish(table, source, end - 8, stream_bits(end - 8), output, output + outputBytes);
}

/** Decodes four streams behind their jump table into exactly `outputBytes`. */
export function huffman_decode_four(table: usize, source: usize, end: usize, output: usize, outputBytes: usize): bool {
  if (end - source < 10 || outputBytes < 6) return false;
  const start0 = source + 6;
  const start1 = start0 + load<u16>(source);
  const start2 = start1 + load<u16>(source, 2);
  const start3 = start2 + load<u16>(source, 4);
  if (start3 >= end || start1 == start0 || start2 == start1 || start3 == start2) return false;
  if (load<u8>(start1 - 1) == 0 || load<u8>(start2 - 1) == 0) return false;
  if (load<u8>(start3 - 1) == 0 || load<u8>(end - 1) == 0) return false;
  const segment = (outputBytes + 3) >> 2;
  if (segment * 3 > outputBytes) return false;
  const output1 = output + segment;
  const output2 = output1 + segment;
  const output3 = output2 + segment;
  const outputEnd = output + outputBytes;
  let address0 = start1 - 8;
  let address1 = start2 - 8;
  let address2 = start3 - 8;
  let address3 = end - 8;
  let bits0 = stream_bits(address0);
  let bits1 = stream_bits(address1);
  let bits2 = stream_bits(address2);
  let bits3 = stream_bits(address3);
  let at: usize = output;
  const rounds = (outputEnd - output3) / 5;
  const stop = output + rounds * 5;
  while (at < stop) {
    let e0 = entry_of(table, bits0);
    let e1 = entry_of(table, bits1);
    let e2 = entry_of(table, bits2);
    let e3 = entry_of(table, bits3);
    bits0 <<= e0;
    bits1 <<= e1;
    bits2 <<= e2;
    bits3 <<= e3;
    store<u8>(at, <u8>(e0 >> 8));
    store<u8>(at + segment, <u8>(e1 >> 8));
    store<u8>(at + segment * 2, <u8>(e2 >> 8));
    store<u8>(at + segment * 3, <u8>(e3 >> 8));
    e0 = entry_of(table, bits0);
    e1 = entry_of(table, bits1);
    e2 = entry_of(table, bits2);
    e3 = entry_of(table, bits3);
    bits0 <<= e0;
    bits1 <<= e1;
    bits2 <<= e2;
    bits3 <<= e3;
    store<u8>(at, <u8>(e0 >> 8), 1);
    store<u8>(at + segment, <u8>(e1 >> 8), 1);
    store<u8>(at + segment * 2, <u8>(e2 >> 8), 1);
    store<u8>(at + segment * 3, <u8>(e3 >> 8), 1);
    e0 = entry_of(table, bits0);
    e1 = entry_of(table, bits1);
    e2 = entry_of(table, bits2);
    e3 = entry_of(table, bits3);
    bits0 <<= e0;
    bits1 <<= e1;
    bits2 <<= e2;
    bits3 <<= e3;
    store<u8>(at, <u8>(e0 >> 8), 2);
    store<u8>(at + segment, <u8>(e1 >> 8), 2);
    store<u8>(at + segment * 2, <u8>(e2 >> 8), 2);
    store<u8>(at + segment * 3, <u8>(e3 >> 8), 2);
    e0 = entry_of(table, bits0);
    e1 = entry_of(table, bits1);
    e2 = entry_of(table, bits2);
    e3 = entry_of(table, bits3);
    bits0 <<= e0;
    bits1 <<= e1;
    bits2 <<= e2;
    bits3 <<= e3;
    store<u8>(at, <u8>(e0 >> 8), 3);
    store<u8>(at + segment, <u8>(e1 >> 8), 3);
    store<u8>(at + segment * 2, <u8>(e2 >> 8), 3);
    store<u8>(at + segment * 3, <u8>(e3 >> 8), 3);
    e0 = entry_of(table, bits0);
    e1 = entry_of(table, bits1);
    e2 = entry_of(table, bits2);
    e3 = entry_of(table, bits3);
    bits0 <<= e0;
    bits1 <<= e1;
    bits2 <<= e2;
    bits3 <<= e3;
    store<u8>(at, <u8>(e0 >> 8), 4);
    store<u8>(at + segment, <u8>(e1 >> 8), 4);
    store<u8>(at + segment * 2, <u8>(e2 >> 8), 4);
    store<u8>(at + segment * 3, <u8>(e3 >> 8), 4);
    const n0 = ctz<u64>(bits0);
    const n1 = ctz<u64>(bits1);
    const n2 = ctz<u64>(bits2);
    const n3 = ctz<u64>(bits3);
    address0 -= <usize>(n0 >> 3);
    address1 -= <usize>(n1 >> 3);
    address2 -= <usize>(n2 >> 3);
    address3 -= <usize>(n3 >> 3);
    bits0 = (load<u64>(address0) | 1) << (n0 & 7);
    bits1 = (load<u64>(address1) | 1) << (n1 & 7);
    bits2 = (load<u64>(address2) | 1) << (n2 & 7);
    bits3 = (load<u64>(address3) | 1) << (n3 & 7);
    at += 5;
  }
  const done = rounds * 5;
  return (
    huffman_finish(table, start0, address0, bits0, output + done, output1) &&
    huffman_finish(table, start1, address1, bits1, output1 + done, output2) &&
    huffman_finish(table, start2, address2, bits2, output2 + done, output3) &&
    huffman_finish(table, start3, address3, bits3, output3 + done, outputEnd)
  );
}
