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

/**
 * Decodes `count` values to u32; gives the largest of them, or -1 (as u32: the largest number) when the input ends. Up to 12
 * bytes behind the output are written too.
 */
export function hybrid_read(state: usize, count: u32, output: usize): u32 {
  const width = load<u32>(state, WIDTH);
  if (width <= NARROW_BITS_MAX) return read_narrow(state, count, output);
  return width <= WIDE_BITS_MAX ? read_wide(state, count, output) : read_scalar(state, count, output);
}

function read_narrow(state: usize, count: u32, output: usize): u32 {
  return read_runs(0, state, count, output);
}

function read_wide(state: usize, count: u32, output: usize): u32 {
  return read_runs(1, state, count, output);
}

function read_scalar(state: usize, count: u32, output: usize): u32 {
  return read_runs(2, state, count, output);
}

// One loop over runs for each way to unpack (0 narrow, 1 wide, 2 one by one), its state in locals: runs can be as short as
// eight values.
// @ts-ignore: decorator
@inline
function read_runs(way: i32, state: usize, count: u32, output: usize): u32 {
  const width = load<u32>(state, WIDTH);
  const end = <usize>load<u32>(state, END);
  const valueBytes: usize = (width + 7) >> 3;
  const valueMask: u32 = width == 0 ? 0 : u32.MAX_VALUE >> (32 - width);
  const lanes0 = v128.load(state, LANES);
  const lanes1 = v128.load(state, LANES + 16);
  const factors0 = v128.load(state, FACTORS);
  const factors1 = v128.load(state, FACTORS + 16);
  const half = (width * 4) >> 3;
  const mask = way == 0 ? i16x8.splat(<i16>(0xffff >> (16 - width))) : i32x4.splat(valueMask);
  let wideLargest = i32x4.splat(0);
  let largest: u32 = 0;
  let runLeft = load<u32>(state, LEFT);
  let isPacked = load<u32>(state, PACKED) != 0;
  let value = load<u32>(state, VALUE);
  let run = <usize>load<u32>(state, RUN);
  let taken = load<u32>(state, TAKEN);
  let at = output;
  const outputEnd = output + (<usize>count << 2);
  while (at < outputEnd) {
    if (runLeft == 0) {
      const next = <usize>load<u32>(state, NEXT);
      const header = next < end ? <u32>load<u8>(next) : 128;
      const bytes: usize = (header & 1) != 0 ? <usize>((header >> 1) * width) : valueBytes;
      if (header < 128 && bytes < end - next) {
        store<u32>(state, <u32>(next + 1 + bytes), NEXT);
        isPacked = (header & 1) != 0;
        run = next + 1;
        taken = 0;
        runLeft = isPacked ? header >> 1 << 3 : header >> 1;
        if (!isPacked) value = load<u32>(run) & valueMask;
      } else {
        // Long headers, runs cut short and damage.
        if (!next_run(state)) return u32.MAX_VALUE;
        isPacked = load<u32>(state, PACKED) != 0;
        run = <usize>load<u32>(state, RUN);
        taken = load<u32>(state, TAKEN);
        runLeft = load<u32>(state, LEFT);
        value = load<u32>(state, VALUE);
      }
      if (runLeft == 0) continue;
    }
    const take = min<u32>(<u32>((outputEnd - at) >> 2), runLeft);
    const takeEnd = at + (<usize>take << 2);
    runLeft -= take;
    if (!isPacked) {
      largest = max<u32>(largest, value);
      const wide = i32x4.splat(value);
      for (; at < takeEnd; at += 16) v128.store(at, wide);
      at = takeEnd;
      continue;
    }
    if (way < 2 && (taken & 7) == 0) {
      let from = run + <usize>((<u64>taken >> 3) * width);
      const groupsEnd = at + ((<usize>take >> 3) << 5);
      for (; at < groupsEnd; at += 32) {
        if (way == 0) {
          const values = v128.and(i16x8.shr_u(i16x8.mul(i8x16.swizzle(v128.load(from), lanes0), factors0), 7), mask);
          v128.store(at, i32x4.extend_low_i16x8_u(values));
          v128.store(at, i32x4.extend_high_i16x8_u(values), 16);
          wideLargest = i16x8.max_u(wideLargest, values);
        } else {
          const low = i8x16.swizzle(v128.load(from), lanes0);
          const high = i8x16.swizzle(v128.load(from + half), lanes1);
          const values0 = v128.and(i32x4.shr_u(i32x4.mul(low, factors0), 7), mask);
          const values1 = v128.and(i32x4.shr_u(i32x4.mul(high, factors1), 7), mask);
          v128.store(at, values0);
          v128.store(at, values1, 16);
          wideLargest = i32x4.max_u(wideLargest, i32x4.max_u(values0, values1));
        }
        from += width;
      }
      taken += take & ~7;
    }
    // Values before the first whole group and behind the last.
    for (; at < takeEnd; at += 4) {
      const one = packed_value(run, taken, width, valueMask);
      largest = max<u32>(largest, one);
      store<u32>(at, one);
      taken++;
      if (way < 2 && (taken & 7) == 0 && takeEnd - at > 32) {
        // Whole groups follow: go on with them as with a run of its own.
        runLeft += <u32>((takeEnd - at - 4) >> 2);
        at += 4;
        break;
      }
    }
  }
  store<u32>(state, runLeft, LEFT);
  store<u32>(state, isPacked ? 1 : 0, PACKED);
  store<u32>(state, value, VALUE);
  store<u32>(state, <u32>run, RUN);
  store<u32>(state, taken, TAKEN);
  return max<u32>(largest, way == 0 ? largest_of_8(wideLargest) : largest_of_4(wideLargest));
}

function largest_of_4(lanes: v128): u32 {
  const pairs = i32x4.max_u(lanes, v128.shuffle<u32>(lanes, lanes, 2, 3, 0, 1));
  return max<u32>(<u32>i32x4.extract_lane(pairs, 0), <u32>i32x4.extract_lane(pairs, 1));
}

function largest_of_8(lanes: v128): u32 {
  return largest_of_4(i32x4.max_u(i32x4.extend_low_i16x8_u(lanes), i32x4.extend_high_i16x8_u(lanes)));
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

/**
 * Decodes `count` 1-bit levels to bytes of 0 and 1; gives the number of ones, or -1 when the input ends. Up to 15 bytes behind
 * the output are written too.
 */
export function hybrid_read_validity(state: usize, count: u32, output: usize): i32 {
  let left = count;
  let at = output;
  let ones: i32 = 0;
  while (left != 0) {
    if (load<u32>(state, LEFT) == 0 && !next_run(state)) return -1;
    const take = min<u32>(left, load<u32>(state, LEFT));
    if (load<u32>(state, PACKED) == 0) {
      const value = load<u32>(state, VALUE) & 1;
      const bytes = i8x16.splat(<i8>value);
      for (let i: u32 = 0; i < take; i += 16) v128.store(at + i, bytes);
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
