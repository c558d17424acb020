import { store_view } from './parquet-values';

// Parquet's delta encodings: DELTA_BINARY_PACKED (5) and what DELTA_BYTE_ARRAY (7) needs beyond it. Memory up to 16 bytes
// past the input is read, never used.

let cursor: usize = 0;

// Reads a varint at `cursor`; sets `cursor` to 0 when it does not end before `end`.
function varint(end: usize): u64 {
  let value: u64 = 0;
  let shift: u64 = 0;
  let byte: u64;
  if (cursor == 0) return 0;
  do {
    if (cursor >= end || shift > 63) {
      cursor = 0;
      return 0;
    }
    byte = load<u8>(cursor++);
    value |= (byte & 127) << shift;
    shift += 7;
  } while (byte >= 128);
  return value;
}

// The `width` (1 to 64) bits that start `bit` bits after `source`.
// @ts-ignore: decorator
@inline
function packed(source: usize, bit: u64, width: u64, mask: u64): u64 {
  const at = source + <usize>(bit >> 3);
  const shift = bit & 7;
  let value = load<u64>(at) >> shift;
  if (shift + width > 64) value |= <u64>load<u8>(at, 8) << (64 - shift);
  return value & mask;
}

/**
 * Decodes DELTA_BINARY_PACKED integers to `width` bytes each, at most `capacity` of them, and stores the address behind
 * the input at `reached`. Gives their count, or -1 for damaged input.
 */
export function delta_decode(
  source: usize,
  end: usize,
  width: u32,
  output: usize,
  capacity: u32,
  reached: usize,
): i32 {
  cursor = source;
  const blockValues = varint(end);
  const miniCount = varint(end);
  const total = varint(end);
  let value = unzigzag(varint(end));
  if (cursor == 0 || total > capacity || miniCount == 0 || blockValues > 0x7fffffff) return -1;
  const miniValues = blockValues / miniCount;
  if (miniValues * miniCount != blockValues || (miniValues & 7) != 0) return -1;
  store<u32>(reached, <u32>cursor);
  if (total == 0) return 0;
  if (miniValues == 0 && total > 1) return -1;
  let to = output;
  store_wide(to, value, width);
  to += width;
  let left = total - 1;
  while (left != 0) {
    const smallest = unzigzag(varint(end));
    const widths = cursor;
    if (cursor == 0 || miniCount > <u64>(end - cursor)) return -1;
    cursor += <usize>miniCount;
    for (let mini: usize = 0; mini < <usize>miniCount && left != 0; mini++) {
      const bits = <u64>load<u8>(widths + mini);
      const count = min<u64>(left, miniValues);
      if (bits > 64 || (count * bits + 7) >> 3 > <u64>(end - cursor)) return -1;
      const mask: u64 = bits == 0 ? 0 : u64.MAX_VALUE >> (64 - bits);
      let bit: u64 = 0;
      for (let i: u64 = 0; i < count; i++) {
        value += smallest + (bits == 0 ? 0 : packed(cursor, bit, bits, mask));
        bit += bits;
        store_wide(to, value, width);
        to += width;
      }
      cursor += <usize>min<u64>((miniValues * bits) >> 3, <u64>(end - cursor));
      left -= count;
    }
  }
  store<u32>(reached, <u32>cursor);
  return <i32>total;
}

// @ts-ignore: decorator
@inline
function unzigzag(value: u64): u64 {
  return (value >> 1) ^ (0 - (value & 1));
}

// @ts-ignore: decorator
@inline
function store_wide(to: usize, value: u64, width: u32): void {
  if (width == 4) store<u32>(to, <u32>value);
  else store<u64>(to, value);
}

/** The sum of `count` u32 lengths; as a float, for it may pass 2^32. */
export function lengths_sum(lengths: usize, count: u32): f64 {
  let sum: u64 = 0;
  for (let i: u32 = 0; i < count; i++) sum += load<u32>(lengths + (<usize>i << 2));
  return <f64>sum;
}

/** The bytes of all texts of DELTA_BYTE_ARRAY, or -1 when a prefix is longer than the text before it. */
export function prefixed_sum(prefixes: usize, suffixes: usize, count: u32): f64 {
  let sum: u64 = 0;
  let previous: u64 = 0;
  for (let i: u32 = 0; i < count; i++) {
    const prefix = <u64>load<u32>(prefixes + (<usize>i << 2));
    if (prefix > previous) return -1;
    previous = prefix + load<u32>(suffixes + (<usize>i << 2));
    if (previous > 0x7fffffff) return -1;
    sum += previous;
  }
  return <f64>sum;
}

/** Puts prefixes and suffixes together, texts one behind the other at `output`, and makes their views. */
export function prefixed_build(
  prefixes: usize,
  suffixes: usize,
  count: u32,
  suffixBytes: usize,
  output: usize,
  views: usize,
): void {
  let from = suffixBytes;
  let to = output;
  let previous = output;
  for (let i: u32 = 0; i < count; i++) {
    const prefix = <usize>load<u32>(prefixes + (<usize>i << 2));
    const suffix = <usize>load<u32>(suffixes + (<usize>i << 2));
    memory.copy(to, previous, prefix);
    memory.copy(to + prefix, from, suffix);
    store_view(views + (<usize>i << 4), to, <u32>(prefix + suffix));
    previous = to;
    to += prefix + suffix;
    from += suffix;
  }
}

/** Tells whether all `count` views have `length` bytes. */
export function views_have_length(views: usize, count: u32, length: u32): bool {
  for (let i: u32 = 0; i < count; i++) if (load<u32>(views + (<usize>i << 4)) != length) return false;
  return true;
}
