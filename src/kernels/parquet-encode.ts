import { bytes_copy, view_bytes, view_length } from './string-view';

// Encodes pages of Parquet (https://parquet.apache.org/docs/file-format/data-pages/encodings/). Up to 16 bytes are written beyond
// what a kernel says it wrote.

// @ts-ignore: decorator
@inline
function put_varint(to: usize, value: u64): usize {
  let at = to;
  let rest = value;
  while (rest >= 128) {
    store<u8>(at++, <u8>(rest | 128));
    rest >>= 7;
  }
  store<u8>(at, <u8>rest);
  return at + 1;
}

// @ts-ignore: decorator
@inline
function zigzag(value: i64): u64 {
  return <u64>((value << 1) ^ (value >> 63));
}

// Packs values of `width` bits, in groups of eight, the last filled up with zeroes.
// @ts-ignore: decorator
@inline
function pack_groups<T>(values: usize, count: u32, width: u32, output: usize): usize {
  let at = put_varint(output, <u64>((((count + 7) >> 3) << 1) | 1));
  const end = at + <usize>(((count + 7) >> 3) * width);
  let bits: u64 = 0;
  let bitCount: u32 = 0;
  for (let i: u32 = 0; i < count; i++) {
    bits |= <u64>load<T>(values + <usize>i * sizeof<T>()) << bitCount;
    bitCount += width;
    if (bitCount >= 32) {
      store<u32>(at, <u32>bits);
      at += 4;
      bits >>= 32;
      bitCount -= 32;
    }
  }
  while (at < end) {
    store<u8>(at++, <u8>bits);
    bits >>= 8;
  }
  return end;
}

// Runs of eight and more go as runs, what lies between is packed.
// @ts-ignore: decorator
@inline
function hybrid<T>(values: usize, count: u32, width: u32, output: usize): usize {
  let out = output;
  let start: u32 = 0;
  let i: u32 = 0;
  while (i < count) {
    const value = load<T>(values + <usize>i * sizeof<T>());
    let run: u32 = 1;
    while (i + run < count && load<T>(values + <usize>(i + run) * sizeof<T>()) == value) run++;
    const extra = (8 - ((i - start) & 7)) & 7;
    if (run < 8 + extra) {
      i += run;
      continue;
    }
    i += extra;
    run -= extra;
    if (i > start) out = pack_groups<T>(values + <usize>start * sizeof<T>(), i - start, width, out);
    out = put_varint(out, <u64>run << 1);
    store<u32>(out, <u32>value);
    out += <usize>((width + 7) >> 3);
    i += run;
    start = i;
  }
  if (start < count) out = pack_groups<T>(values + <usize>start * sizeof<T>(), count - start, width, out);
  return out;
}

/** Encodes u32 codes of `width` bits as the RLE / bit-packing hybrid; gives the bytes. */
export function hybrid_write_codes(codes: usize, count: u32, width: u32, output: usize): usize {
  return hybrid<u32>(codes, count, width, output) - output;
}

/** Encodes u8 levels as the hybrid behind its length in four bytes; gives the bytes. Without levels all are `level`. */
export function hybrid_write_levels(levels: usize, level: u32, count: u32, width: u32, output: usize): usize {
  let out = output + 4;
  if (levels != 0) out = hybrid<u8>(levels, count, width, out);
  else {
    out = put_varint(out, <u64>count << 1);
    store<u8>(out++, <u8>level);
  }
  store<u32>(output, <u32>(out - output - 4));
  return out - output;
}

/** Packs booleans of a byte each to bits; gives the bytes. */
export function booleans_write(values: usize, count: u32, output: usize): usize {
  const bytes = <usize>((count + 7) >> 3);
  for (let i: usize = 0; i < bytes; i++) {
    let bits: u32 = 0;
    const left = min<u32>(8, count - <u32>(i << 3));
    for (let bit: u32 = 0; bit < left; bit++) bits |= <u32>load<u8>(values + (i << 3) + bit) << bit;
    store<u8>(output + i, <u8>bits);
  }
  return bytes;
}

/** Writes texts behind their lengths; gives the bytes. */
export function texts_write(views: usize, count: u32, output: usize): usize {
  let out = output;
  for (let i: u32 = 0; i < count; i++) {
    const view = views + (<usize>i << 4);
    const length = view_length(view);
    store<u32>(out, length);
    bytes_copy(out + 4, view_bytes(view), length);
    out += 4 + length;
  }
  return out - output;
}

/** Writes the lengths of texts as DELTA_BINARY_PACKED, then their bytes; gives the bytes. `lengths` has room for a u32 each and 1 KiB. */
export function texts_write_delta(views: usize, count: u32, output: usize, lengths: usize): usize {
  for (let i: u32 = 0; i < count; i++) store<u32>(lengths + (<usize>i << 2), view_length(views + (<usize>i << 4)));
  let out = output + delta_write(lengths, 4, count, output, (lengths + (<usize>count << 2) + 15) & ~15);
  for (let i: u32 = 0; i < count; i++) {
    const view = views + (<usize>i << 4);
    const length = view_length(view);
    bytes_copy(out, view_bytes(view), length);
    out += length;
  }
  return out - output;
}

/** Adds up the bytes of texts. */
export function texts_bytes(views: usize, count: u32): f64 {
  let sum: u64 = 0;
  for (let i: u32 = 0; i < count; i++) sum += view_length(views + (<usize>i << 4));
  return <f64>sum;
}

/** Counts how many texts, from the first on, have at most `bytesMax` bytes together, with 4 more each; at least one. */
export function texts_fitting(views: usize, count: u32, bytesMax: f64): u32 {
  let left = <i64>bytesMax;
  for (let i: u32 = 0; i < count; i++) {
    left -= 4 + <i64>view_length(views + (<usize>i << 4));
    if (left < 0) return max<u32>(i, 1);
  }
  return count;
}

/** Encodes integers of `width` (4 or 8) bytes as DELTA_BINARY_PACKED in blocks of 128; gives the bytes. `deltas` is 1 KiB of scratch. */
export function delta_write(values: usize, width: u32, count: u32, output: usize, deltas: usize): usize {
  let out = put_varint(output, 128);
  out = put_varint(out, 4);
  out = put_varint(out, <u64>count);
  let last: i64 = count == 0 ? 0 : width == 4 ? <i64>load<i32>(values) : load<i64>(values);
  out = put_varint(out, zigzag(last));
  for (let first: u32 = 1; first < count; first += 128) {
    const blockCount = min<u32>(128, count - first);
    let smallest: i64 = i64.MAX_VALUE;
    for (let i: u32 = 0; i < blockCount; i++) {
      let delta: i64;
      if (width == 4) {
        const value = load<i32>(values + (<usize>(first + i) << 2));
        delta = <i64>(value - <i32>last);
        last = <i64>value;
      } else {
        const value = load<i64>(values + (<usize>(first + i) << 3));
        delta = value - last;
        last = value;
      }
      store<i64>(deltas + (<usize>i << 3), delta);
      if (delta < smallest) smallest = delta;
    }
    out = put_varint(out, zigzag(smallest));
    const widths = out;
    store<u32>(widths, 0);
    out += 4;
    // What fills up the last group must not widen it.
    for (let i = blockCount; i < 128; i++) store<i64>(deltas + (<usize>i << 3), smallest);
    const mask: u64 = width == 4 ? 0xffffffff : u64.MAX_VALUE;
    for (let mini: u32 = 0; mini < 4 && mini << 5 < blockCount; mini++) {
      const at = deltas + (<usize>mini << 8);
      let all: u64 = 0;
      for (let i: usize = 0; i < 256; i += 8) all |= (<u64>load<i64>(at + i) - <u64>smallest) & mask;
      const bits = <u32>(64 - clz(all));
      store<u8>(widths + mini, <u8>bits);
      out = pack_deltas(at, <u64>smallest, mask, bits, out);
    }
  }
  return out - output;
}

function pack_deltas(deltas: usize, smallest: u64, mask: u64, width: u32, output: usize): usize {
  let at = output;
  let bits: u64 = 0;
  let bitCount: u32 = 0;
  for (let i: usize = 0; i < 256; i += 8) {
    const value = (load<u64>(deltas + i) - smallest) & mask;
    bits |= value << bitCount;
    bitCount += width;
    if (bitCount >= 64) {
      store<u64>(at, bits);
      at += 8;
      bitCount -= 64;
      // How much of the value did not fit: a shift by 64 would be one by 0.
      bits = bitCount == 0 ? 0 : value >> (width - bitCount);
    }
  }
  store<u64>(at, bits);
  return output + (<usize>width << 2);
}

/** Tells how many bytes DELTA_BINARY_PACKED takes at most for `count` values of `width` bytes. */
export function delta_write_bound(width: u32, count: u32): usize {
  const blocks = <usize>((count + 127) >> 7);
  return 64 + blocks * (16 + 128 * <usize>width);
}
