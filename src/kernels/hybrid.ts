// The hybrid of run lengths and bit packing that Parquet uses for levels and dictionary codes
// (https://parquet.apache.org/docs/file-format/data-pages/encodings/, RLE = 3), decoded in steps. A state is 112 bytes:
//   0 next run's address   4 end of the input   8 bits per value   12 values left in the run
//   16 1 for a packed run  20 value of a repeated run   24 address of a packed run   28 values of it already taken
// Memory up to 16 bytes past the input is read, never used.

const NEXT: usize = 0;
const END: usize = 4;
const WIDTH: usize = 8;
const LEFT: usize = 12;
const PACKED: usize = 16;
const VALUE: usize = 20;
const RUN: usize = 24;
const TAKEN: usize = 28;
// How the SIMD code spreads packed bytes over lanes.
const LANES: usize = 48;
const FACTORS: usize = 80;

const NARROW_BITS_MAX: u32 = 9;
const WIDE_BITS_MAX: u32 = 25;

/** Starts decoding [input, end) with values of `width` bits (0 to 32). */
export function hybrid_start(state: usize, input: usize, end: usize, width: u32): void {
  store<u32>(state, <u32>input, NEXT);
  store<u32>(state, <u32>end, END);
  store<u32>(state, width, WIDTH);
  store<u32>(state, 0, LEFT);
  if (width <= WIDE_BITS_MAX) prepare_lanes(state, width);
}

// Reads a run's header; false when the input ends or is damaged.
function next_run(state: usize): bool {
  const width = load<u32>(state, WIDTH);
  let at = <usize>load<u32>(state, NEXT);
  const end = <usize>load<u32>(state, END);
  let left: u32 = 0;
  while (left == 0) {
    let header: u64 = 0;
    let shift: u64 = 0;
    let byte: u32;
    do {
      if (at >= end || shift > 28) return false;
      byte = load<u8>(at++);
      header |= <u64>(byte & 127) << shift;
      shift += 7;
    } while (byte >= 128);
    const count = header >> 1;
    if ((header & 1) != 0) {
      // The last run may be cut short of the groups that it claims.
      let bytes = count * width;
      let values = count << 3;
      if (bytes > <u64>(end - at)) {
        bytes = end - at;
        values = (bytes << 3) / width;
      }
      if (values > 0x7fffffff) return false;
      left = <u32>values;
      if (left == 0 && count != 0) return false;
      store<u32>(state, 1, PACKED);
      store<u32>(state, <u32>at, RUN);
      store<u32>(state, 0, TAKEN);
      at += <usize>bytes;
    } else {
      const bytes: usize = (width + 7) >> 3;
      if (bytes > end - at || count > 0x7fffffff) return false;
      left = <u32>count;
      const mask: u32 = bytes == 0 ? 0 : u32.MAX_VALUE >> (32 - (<u32>bytes << 3));
      store<u32>(state, load<u32>(at) & mask, VALUE);
      store<u32>(state, 0, PACKED);
      at += bytes;
    }
  }
  store<u32>(state, left, LEFT);
  store<u32>(state, <u32>at, NEXT);
  return true;
}

/** The value of all the next `count` values when one run holds them, else -1. */
export function hybrid_single_run(state: usize, count: u32): i32 {
  if (load<u32>(state, LEFT) == 0 && !next_run(state)) return -1;
  return load<u32>(state, PACKED) == 0 && load<u32>(state, LEFT) >= count ? load<u32>(state, VALUE) : -1;
}

// @ts-ignore: decorator
@inline
function packed_value(run: usize, index: u32, width: u32, mask: u32): u32 {
  const bit = <u64>index * width;
  return <u32>(load<u64>(run + <usize>(bit >> 3)) >> (bit & 7)) & mask;
}

/** Decodes `count` values to u32; gives the largest of them, or -1 (as u32: the largest number) when the input ends. */
export function hybrid_read(state: usize, count: u32, output: usize): u32 {
  const width = load<u32>(state, WIDTH);
  let left = count;
  let at = output;
  let largest: u32 = 0;
  while (left != 0) {
    if (load<u32>(state, LEFT) == 0 && !next_run(state)) return u32.MAX_VALUE;
    const take = min<u32>(left, load<u32>(state, LEFT));
    if (load<u32>(state, PACKED) == 0) {
      const value = load<u32>(state, VALUE);
      largest = max<u32>(largest, value);
      fill_u32(at, value, take);
    } else {
      const taken = load<u32>(state, TAKEN);
      largest = max<u32>(largest, unpack(state, load<u32>(state, RUN), taken, width, take, at));
      store<u32>(state, taken + take, TAKEN);
    }
    store<u32>(state, load<u32>(state, LEFT) - take, LEFT);
    left -= take;
    at += <usize>take << 2;
  }
  return largest;
}

function fill_u32(to: usize, value: u32, count: u32): void {
  const wide = i32x4.splat(value);
  let i: u32 = 0;
  for (; i + 4 <= count; i += 4) v128.store(to + (i << 2), wide);
  for (; i < count; i++) store<u32>(to + (i << 2), value);
}

// Unpacks `count` values from the one at `index` of a packed run and gives the largest.
function unpack(state: usize, run: usize, index: u32, width: u32, count: u32, output: usize): u32 {
  const mask: u32 = width == 0 ? 0 : u32.MAX_VALUE >> (32 - width);
  let largest: u32 = 0;
  let i: u32 = 0;
  const head = min<u32>((8 - (index & 7)) & 7, count);
  for (; i < head; i++) {
    const value = packed_value(run, index + i, width, mask);
    largest = max<u32>(largest, value);
    store<u32>(output + (i << 2), value);
  }
  if (width <= WIDE_BITS_MAX && i + 8 <= count) {
    const from = run + <usize>((<u64>(index + i) >> 3) * width);
    const groups = (count - i) >> 3;
    const to = output + (i << 2);
    const wide =
      width <= NARROW_BITS_MAX ? unpack_narrow(state, from, width, groups, to) : unpack_wide(state, from, width, groups, to);
    largest = max<u32>(largest, wide);
    i += groups << 3;
  }
  for (; i < count; i++) {
    const value = packed_value(run, index + i, width, mask);
    largest = max<u32>(largest, value);
    store<u32>(output + (i << 2), value);
  }
  return largest;
}

// Eight values take `width` bytes. Each lane gets the bytes that its value starts in; a factor moves the value up to bit 7
// (WebAssembly has no shift by a different count per lane); a shift by 7 and a mask leave it alone in its lane.
// Values of up to 9 bits fit lanes of 16 bits with the 7 bits before them, those of up to 25 bits lanes of 32.
function prepare_lanes(state: usize, width: u32): void {
  if (width <= NARROW_BITS_MAX) {
    for (let i: u32 = 0; i < 8; i++) {
      const bit = i * width;
      store<u16>(state + LANES + (i << 1), <u16>((bit >> 3) * 0x0101 + 0x0100));
      store<u16>(state + FACTORS + (i << 1), <u16>(<u32>1 << (7 - (bit & 7))));
    }
  } else {
    for (let i: u32 = 0; i < 8; i++) {
      // The upper four values are read from the byte that the first of them starts in.
      const bit = i < 4 ? i * width : ((width * 4) & 7) + (i - 4) * width;
      store<u32>(state + LANES + (i << 2), (bit >> 3) * 0x01010101 + 0x03020100);
      store<u32>(state + FACTORS + (i << 2), 1 << (7 - (bit & 7)));
    }
  }
}

function unpack_narrow(state: usize, source: usize, width: u32, groups: u32, output: usize): u32 {
  const lanes = v128.load(state, LANES);
  const factors = v128.load(state, FACTORS);
  const mask = i16x8.splat(<i16>(0xffff >> (16 - width)));
  let largest = i16x8.splat(0);
  let from = source;
  let to = output;
  const end = output + (<usize>groups << 5);
  while (to < end) {
    const spread = i8x16.swizzle(v128.load(from), lanes);
    const values = v128.and(i16x8.shr_u(i16x8.mul(spread, factors), 7), mask);
    v128.store(to, i32x4.extend_low_i16x8_u(values));
    v128.store(to, i32x4.extend_high_i16x8_u(values), 16);
    largest = i16x8.max_u(largest, values);
    from += width;
    to += 32;
  }
  const low = i32x4.extend_low_i16x8_u(largest);
  return largest_lane(i32x4.max_u(low, i32x4.extend_high_i16x8_u(largest)));
}

function unpack_wide(state: usize, source: usize, width: u32, groups: u32, output: usize): u32 {
  const half = (width * 4) >> 3;
  const lanes0 = v128.load(state, LANES);
  const lanes1 = v128.load(state, LANES + 16);
  const factors0 = v128.load(state, FACTORS);
  const factors1 = v128.load(state, FACTORS + 16);
  const mask = i32x4.splat(u32.MAX_VALUE >> (32 - width));
  let largest = i32x4.splat(0);
  let from = source;
  let to = output;
  const end = output + (<usize>groups << 5);
  while (to < end) {
    const low = i8x16.swizzle(v128.load(from), lanes0);
    const high = i8x16.swizzle(v128.load(from + half), lanes1);
    const values0 = v128.and(i32x4.shr_u(i32x4.mul(low, factors0), 7), mask);
    const values1 = v128.and(i32x4.shr_u(i32x4.mul(high, factors1), 7), mask);
    v128.store(to, values0);
    v128.store(to, values1, 16);
    largest = i32x4.max_u(largest, i32x4.max_u(values0, values1));
    from += width;
    to += 32;
  }
  return largest_lane(largest);
}

// @ts-ignore: decorator
@inline
function largest_lane(lanes: v128): u32 {
  const pairs = i32x4.max_u(lanes, v128.shuffle<u32>(lanes, lanes, 2, 3, 0, 1));
  return max<u32>(<u32>i32x4.extract_lane(pairs, 0), <u32>i32x4.extract_lane(pairs, 1));
}

/** Passes over `count` values; false when the input ends before. */
export function hybrid_skip(state: usize, count: u32): bool {
  let left = count;
  while (left != 0) {
    if (load<u32>(state, LEFT) == 0 && !next_run(state)) return false;
    const take = min<u32>(left, load<u32>(state, LEFT));
    store<u32>(state, load<u32>(state, TAKEN) + take, TAKEN);
    store<u32>(state, load<u32>(state, LEFT) - take, LEFT);
    left -= take;
  }
  return true;
}

/** Decodes `count` 1-bit levels to bytes of 0 and 1; gives the number of ones, or -1 when the input ends. */
export function hybrid_read_validity(state: usize, count: u32, output: usize): i32 {
  let left = count;
  let at = output;
  let ones: i32 = 0;
  while (left != 0) {
    if (load<u32>(state, LEFT) == 0 && !next_run(state)) return -1;
    const take = min<u32>(left, load<u32>(state, LEFT));
    if (load<u32>(state, PACKED) == 0) {
      const value = load<u32>(state, VALUE) & 1;
      memory.fill(at, <u8>value, take);
      ones += <i32>(value * take);
    } else {
      const taken = load<u32>(state, TAKEN);
      ones += bits_to_bytes(load<u32>(state, RUN), taken, take, at);
      store<u32>(state, taken + take, TAKEN);
    }
    store<u32>(state, load<u32>(state, LEFT) - take, LEFT);
    left -= take;
    at += take;
  }
  return ones;
}

/** Passes over `count` 1-bit levels and gives the number of ones, or -1 when the input ends. */
export function hybrid_skip_ones(state: usize, count: u32): i32 {
  let left = count;
  let ones: i32 = 0;
  while (left != 0) {
    if (load<u32>(state, LEFT) == 0 && !next_run(state)) return -1;
    const take = min<u32>(left, load<u32>(state, LEFT));
    const taken = load<u32>(state, TAKEN);
    if (load<u32>(state, PACKED) == 0) ones += <i32>((load<u32>(state, VALUE) & 1) * take);
    else ones += count_ones(load<u32>(state, RUN), taken, take);
    store<u32>(state, taken + take, TAKEN);
    store<u32>(state, load<u32>(state, LEFT) - take, LEFT);
    left -= take;
  }
  return ones;
}

function count_ones(source: usize, index: u32, count: u32): i32 {
  let ones: i32 = 0;
  let i: u32 = 0;
  for (; i < count && ((index + i) & 7) != 0; i++)
    ones += (<i32>load<u8>(source + ((index + i) >> 3)) >> ((index + i) & 7)) & 1;
  for (; i + 64 <= count; i += 64) ones += <i32>popcnt<u64>(load<u64>(source + ((index + i) >> 3)));
  for (; i < count; i++) ones += (<i32>load<u8>(source + ((index + i) >> 3)) >> ((index + i) & 7)) & 1;
  return ones;
}

/** Turns `count` bits from bit `index` on into bytes of 0 and 1; gives the number of ones. */
export function bits_to_bytes(source: usize, index: u32, count: u32, output: usize): i32 {
  let ones: i32 = 0;
  let i: u32 = 0;
  for (; i < count && ((index + i) & 7) != 0; i++) {
    const bit = (<u32>load<u8>(source + ((index + i) >> 3)) >> ((index + i) & 7)) & 1;
    store<u8>(output + i, <u8>bit);
    ones += <i32>bit;
  }
  const spread = i8x16(0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 1, 1);
  const select = i8x16(1, 2, 4, 8, 16, 32, 64, -128, 1, 2, 4, 8, 16, 32, 64, -128);
  const one = i8x16.splat(1);
  for (; i + 16 <= count; i += 16) {
    const bits = <u32>load<u16>(source + ((index + i) >> 3));
    const bytes = i8x16.swizzle(i16x8.splat(<i16>bits), spread);
    v128.store(output + i, v128.and(i8x16.eq(v128.and(bytes, select), select), one));
    ones += popcnt<u32>(bits);
  }
  for (; i < count; i++) {
    const bit = (<u32>load<u8>(source + ((index + i) >> 3)) >> ((index + i) & 7)) & 1;
    store<u8>(output + i, <u8>bit);
    ones += <i32>bit;
  }
  return ones;
}
