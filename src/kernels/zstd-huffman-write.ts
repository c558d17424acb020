import {
  FSE_CODING_BYTES,
  fse_coding_build,
  fse_first_state,
  fse_log_for,
  fse_next_state,
  fse_normalize,
  fse_state_bits,
  fse_write_counts,
} from './zstd-fse-write';

// Huffman coding of a Zstandard block's literals (RFC 8878, sections 3.1.1.3.1 and 4.2): codes of at most 11 bits.

const CODE_BITS_MAX: u32 = 11;

// Scratch: u32 counts of bytes; u32 (code << 8 | length) of bytes; the tree's nodes: u32 weights, u16 parents, u8 depths, u16 sorted.
const COUNTS: usize = 0;
const CODES: usize = 1024;
const NODE_COUNTS: usize = 2048;
const PARENTS: usize = NODE_COUNTS + 2048;
const SORTED: usize = PARENTS + 1024;
const DEPTHS: usize = SORTED + 512;
const WEIGHTS: usize = DEPTHS + 512;
const NORMAL: usize = WEIGHTS + 256;
const WEIGHT_COUNTS: usize = NORMAL + 64;
const TABLE: usize = WEIGHT_COUNTS + 64;
const BUILD: usize = TABLE + FSE_CODING_BYTES;

/** Bytes of scratch memory that coding literals needs. */
export const HUFFMAN_WRITE_SCRATCH_BYTES: usize = BUILD + 1024;

/** Counts bytes in four tables at a time, so that runs of one byte do not wait for each other. */
function count_bytes(source: usize, bytes: usize, counts: usize, spare: usize): void {
  memory.fill(counts, 0, 1024);
  memory.fill(spare, 0, 3072);
  let at = source;
  const end = source + bytes;
  for (; end - at >= 4; at += 4) {
    const word = load<u32>(at);
    const a = counts + (<usize>(word & 255) << 2);
    const b = spare + (<usize>((word >> 8) & 255) << 2);
    const c = spare + 1024 + (<usize>((word >> 16) & 255) << 2);
    const d = spare + 2048 + (<usize>(word >> 24) << 2);
    store<u32>(a, load<u32>(a) + 1);
    store<u32>(b, load<u32>(b) + 1);
    store<u32>(c, load<u32>(c) + 1);
    store<u32>(d, load<u32>(d) + 1);
  }
  for (; at < end; at++) {
    const a = counts + (<usize>load<u8>(at) << 2);
    store<u32>(a, load<u32>(a) + 1);
  }
  for (let i: usize = 0; i < 1024; i += 4)
    store<u32>(counts + i, load<u32>(counts + i) + load<u32>(spare + i) + load<u32>(spare + i, 1024) + load<u32>(spare + i, 2048));
}

// Sorts the bytes that occur by their counts, rarest first (the array is short and its counts differ widely).
function sort_symbols(scratch: usize): u32 {
  let count: u32 = 0;
  const sorted = scratch + SORTED;
  for (let symbol: u32 = 0; symbol < 256; symbol++) {
    const weight = load<u32>(scratch + COUNTS + (<usize>symbol << 2));
    if (weight == 0) continue;
    let at = count++;
    while (at > 0) {
      const before = load<u16>(sorted + (<usize>(at - 1) << 1));
      if (load<u32>(scratch + COUNTS + (<usize>before << 2)) <= weight) break;
      store<u16>(sorted + (<usize>at << 1), before);
      at--;
    }
    store<u16>(sorted + (<usize>at << 1), <u16>symbol);
  }
  return count;
}

// Finds code lengths by the two-queue construction, then shortens the tree to 11 bits. DEPTHS[i] is that of the i-th rarest byte.
function build_lengths(scratch: usize, count: u32): void {
  const nodes = scratch + NODE_COUNTS;
  const parents = scratch + PARENTS;
  const depths = scratch + DEPTHS;
  for (let i: u32 = 0; i < count; i++) {
    const symbol = <usize>load<u16>(scratch + SORTED + (<usize>i << 1));
    store<u32>(nodes + (<usize>i << 2), load<u32>(scratch + COUNTS + (symbol << 2)));
  }
  let leaf: u32 = 0;
  let inner = count;
  const root: u32 = 2 * count - 2;
  for (let next = count; next <= root; next++) {
    let sum: u32 = 0;
    for (let child = 0; child < 2; child++) {
      let taken: u32;
      if (leaf < count && (inner == next || load<u32>(nodes + (<usize>leaf << 2)) <= load<u32>(nodes + (<usize>inner << 2))))
        taken = leaf++;
      else taken = inner++;
      sum += load<u32>(nodes + (<usize>taken << 2));
      store<u16>(parents + (<usize>taken << 1), <u16>next);
    }
    store<u32>(nodes + (<usize>next << 2), sum);
  }
  store<u8>(depths + <usize>root, 0);
  for (let node = <i32>root - 1; node >= 0; node--) {
    const parent = <usize>load<u16>(parents + (<usize>node << 1));
    store<u8>(depths + <usize>node, load<u8>(depths + parent) + 1);
  }
  limit_lengths(depths, count);
}

// Keeps the sum of 2^-length at 1 while no code is longer than 11 bits.
function limit_lengths(depths: usize, count: u32): void {
  const whole: u32 = 1 << CODE_BITS_MAX;
  let sum: u32 = 0;
  for (let i: u32 = 0; i < count; i++) {
    const depth = min(<u32>load<u8>(depths + i), CODE_BITS_MAX);
    store<u8>(depths + i, <u8>depth);
    sum += whole >> depth;
  }
  while (sum > whole) {
    for (let i: u32 = 0; i < count && sum > whole; i++) {
      const depth = <u32>load<u8>(depths + i);
      if (depth >= CODE_BITS_MAX) continue;
      store<u8>(depths + i, <u8>(depth + 1));
      sum -= whole >> (depth + 1);
    }
  }
  while (sum < whole) {
    for (let i = <i32>count - 1; i >= 0 && sum < whole; i--) {
      const depth = <u32>load<u8>(depths + i);
      if (depth <= 1 || sum + (whole >> depth) > whole) continue;
      store<u8>(depths + i, <u8>(depth - 1));
      sum += whole >> depth;
    }
  }
}

// Gives each byte its code; returns the longest length.
function assign_codes(scratch: usize, count: u32): u32 {
  let longest: u32 = 0;
  const codes = scratch + CODES;
  memory.fill(codes, 0, 1024);
  const ranks = scratch + NODE_COUNTS;
  memory.fill(ranks, 0, 128);
  for (let i: u32 = 0; i < count; i++) {
    const depth = <u32>load<u8>(scratch + DEPTHS + i);
    store<u32>(codes + (<usize>load<u16>(scratch + SORTED + (<usize>i << 1)) << 2), depth);
    const rank = ranks + (<usize>depth << 2);
    store<u32>(rank, load<u32>(rank) + 1);
    longest = max(longest, depth);
  }
  let code: u32 = 0;
  for (let depth = longest; depth > 0; depth--) {
    const rank = ranks + (<usize>depth << 2);
    const members = load<u32>(rank);
    store<u32>(rank, code);
    code = (code + members) >> 1;
  }
  for (let symbol: usize = 0; symbol < 256; symbol++) {
    const depth = load<u32>(codes + (symbol << 2));
    if (depth == 0) continue;
    const rank = ranks + (<usize>depth << 2);
    const own = load<u32>(rank);
    store<u32>(rank, own + 1);
    store<u32>(codes + (symbol << 2), (own << 8) | depth);
  }
  return longest;
}

// Writes the tree's description at `output`; gives the address behind it, 0 when it cannot be described.
function write_tree(scratch: usize, longest: u32, output: usize): usize {
  let last: i32 = 255;
  while (load<u32>(scratch + COUNTS + (<usize>last << 2)) == 0) last--;
  const weights = scratch + WEIGHTS;
  for (let symbol: i32 = 0; symbol < last; symbol++) {
    const depth = load<u32>(scratch + CODES + (<usize>symbol << 2)) & 255;
    store<u8>(weights + <usize>symbol, depth == 0 ? 0 : <u8>(longest + 1 - depth));
  }
  const coded = write_coded_weights(scratch, last, output + 1);
  const codedBytes: usize = coded == 0 ? 0xffff : coded - output - 1;
  if (codedBytes < 128 && codedBytes < <usize>((last + 1) >> 1)) {
    store<u8>(output, <u8>codedBytes);
    return coded;
  }
  if (last > 128) return 0;
  store<u8>(output, <u8>(127 + last));
  store<u8>(weights + <usize>last, 0);
  for (let i: i32 = 0; i < last; i += 2)
    store<u8>(output + 1 + <usize>(i >> 1), (load<u8>(weights + i) << 4) | load<u8>(weights + i, 1));
  return output + 1 + <usize>((last + 1) >> 1);
}

// Codes weights with two states in turn; 0 where they are all the same or too few.
function write_coded_weights(scratch: usize, count: i32, output: usize): usize {
  if (count < 4) return 0;
  const counts = scratch + WEIGHT_COUNTS;
  memory.fill(counts, 0, 64);
  let symbolMax: u32 = 0;
  for (let i: i32 = 0; i < count; i++) {
    const weight = <u32>load<u8>(scratch + WEIGHTS + <usize>i);
    symbolMax = max(symbolMax, weight);
    const at = counts + (<usize>weight << 2);
    const seen = load<u32>(at) + 1;
    if (seen == <u32>count) return 0;
    store<u32>(at, seen);
  }
  const log = fse_log_for(<u32>count, symbolMax, 6);
  fse_normalize(counts, <i32>symbolMax, <u32>count, log, scratch + NORMAL);
  let out = fse_write_counts(scratch + NORMAL, <i32>symbolMax, log, output);
  const table = scratch + TABLE;
  fse_coding_build(scratch + NORMAL, <i32>symbolMax, log, table, scratch + BUILD);
  let even: u32 = 0;
  let odd: u32 = 0;
  let bits: u64 = 0;
  let bitCount: u32 = 0;
  for (let i = count - 1; i >= 0; i--) {
    const weight = <u32>load<u8>(scratch + WEIGHTS + <usize>i);
    if (i >= count - 2) {
      const first = fse_first_state(table, weight);
      if ((i & 1) == 0) even = first;
      else odd = first;
      continue;
    }
    const state = (i & 1) == 0 ? even : odd;
    const width = fse_state_bits(table, weight, state);
    bits |= <u64>(state & ((1 << width) - 1)) << bitCount;
    bitCount += width;
    const next = fse_next_state(table, weight, state, width);
    if ((i & 1) == 0) even = next;
    else odd = next;
    if (bitCount >= 32) {
      store<u32>(out, <u32>bits);
      out += 4;
      bits >>= 32;
      bitCount -= 32;
    }
  }
  const mask: u32 = (1 << log) - 1;
  bits |= <u64>(odd & mask) << bitCount;
  bitCount += <u32>log;
  bits |= <u64>(even & mask) << bitCount;
  bitCount += <u32>log;
  bits |= <u64>1 << bitCount;
  bitCount++;
  store<u64>(out, bits);
  return out + <usize>((bitCount + 7) >> 3);
}

// Writes the codes of [source, end) from the last to the first; gives the address behind them.
function write_stream(source: usize, end: usize, codes: usize, output: usize): usize {
  let bits: u64 = 0;
  let bitCount: u64 = 0;
  let out = output;
  let at = end;
  for (; at - source >= 4; at -= 4) {
    const word = load<u32>(at - 4);
    const a = <u64>load<u32>(codes + (<usize>(word >> 24) << 2));
    const b = <u64>load<u32>(codes + (<usize>((word >> 16) & 255) << 2));
    const c = <u64>load<u32>(codes + (<usize>((word >> 8) & 255) << 2));
    const d = <u64>load<u32>(codes + (<usize>(word & 255) << 2));
    bits |= (a >> 8) << bitCount;
    bitCount += a & 255;
    bits |= (b >> 8) << bitCount;
    bitCount += b & 255;
    bits |= (c >> 8) << bitCount;
    bitCount += c & 255;
    bits |= (d >> 8) << bitCount;
    bitCount += d & 255;
    store<u64>(out, bits);
    const whole = bitCount >> 3;
    out += <usize>whole;
    bits >>= whole << 3;
    bitCount &= 7;
  }
  while (at > source) {
    at--;
    const a = <u64>load<u32>(codes + (<usize>load<u8>(at) << 2));
    bits |= (a >> 8) << bitCount;
    bitCount += a & 255;
  }
  bits |= <u64>1 << bitCount;
  bitCount++;
  store<u64>(out, bits);
  return out + <usize>((bitCount + 7) >> 3);
}

function write_plain(source: usize, bytes: usize, output: usize, isRun: bool): usize {
  const kind: u32 = isRun ? 1 : 0;
  let out = output;
  if (bytes < 32) {
    store<u8>(out, <u8>(kind | (<u32>bytes << 3)));
    out += 1;
  } else if (bytes < 4096) {
    store<u16>(out, <u16>(kind | 4 | (<u32>bytes << 4)));
    out += 2;
  } else {
    store<u32>(out, kind | 12 | (<u32>bytes << 4));
    out += 3;
  }
  if (isRun) {
    store<u8>(out, load<u8>(source));
    return out + 1;
  }
  memory.copy(out, source, bytes);
  return out + bytes;
}

/** Writes the literals section of a block; gives the address behind it. Writes up to 16 bytes beyond that. */
export function huffman_write_literals(source: usize, bytes: usize, output: usize, scratch: usize): usize {
  if (bytes < 64) return write_plain(source, bytes, output, false);
  count_bytes(source, bytes, scratch + COUNTS, scratch + CODES);
  const distinct = sort_symbols(scratch);
  if (distinct == 1) return write_plain(source, bytes, output, true);
  build_lengths(scratch, distinct);
  const longest = assign_codes(scratch, distinct);
  let total: u64 = 0;
  for (let symbol: usize = 0; symbol < 1024; symbol += 4)
    total += <u64>load<u32>(scratch + COUNTS + symbol) * (load<u32>(scratch + CODES + symbol) & 255);
  if ((total >> 3) + 12 >= <u64>bytes - (bytes >> 6)) return write_plain(source, bytes, output, false);
  const headerBytes: usize = bytes < 1024 ? 3 : bytes < 16384 ? 4 : 5;
  let out = write_tree(scratch, longest, output + headerBytes);
  if (out == 0) return write_plain(source, bytes, output, false);
  const start = output + headerBytes;
  const isSingle = bytes < 256;
  const codes = scratch + CODES;
  if (isSingle) out = write_stream(source, source + bytes, codes, out);
  else {
    const jump = out;
    out += 6;
    const part = (bytes + 3) >> 2;
    for (let i: usize = 0; i < 4; i++) {
      const from = source + i * part;
      const begin = out;
      out = write_stream(from, i == 3 ? source + bytes : from + part, codes, out);
      if (i < 3) store<u16>(jump + (i << 1), <u16>(out - begin));
    }
  }
  const coded = <u64>(out - start);
  if (coded + headerBytes >= bytes) return write_plain(source, bytes, output, false);
  if (headerBytes == 3) {
    const header = <u32>(2 | (isSingle ? 0 : 4) | (<u64>bytes << 4) | (coded << 14));
    store<u16>(output, <u16>header);
    store<u8>(output, <u8>(header >> 16), 2);
  } else if (headerBytes == 4) store<u32>(output, <u32>(2 | 8 | (<u64>bytes << 4) | (coded << 18)));
  else {
    const header = 2 | 12 | (<u64>bytes << 4) | (coded << 22);
    store<u32>(output, <u32>header);
    store<u8>(output, <u8>(header >> 32), 4);
  }
  return out;
}
