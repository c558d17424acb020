// Finding a string in a string: blocks of 16 places are tested at once by the needle's first and last byte, what
// remains is compared (the "generic SIMD" search of W. Muła).
import { bytes_equal, view_bytes, view_length } from './string-view';
import { utf8_count } from './utf8';

/** Where `needle` first begins in `length` bytes at `bytes`, as an address; 0 when nowhere. */
export function bytes_find(bytes: usize, length: u32, needle: usize, needleLength: u32): usize {
  if (needleLength > length) return 0;
  if (needleLength == 0) return bytes;
  const places = length - needleLength + 1;
  const first = i8x16.splat(load<i8>(needle));
  const behind = needleLength - 1;
  const last = i8x16.splat(load<i8>(needle + behind));
  let i: u32 = 0;
  for (; i + 16 <= places; i += 16) {
    const block = bytes + i;
    let mask = candidates(block, behind, first, last);
    while (mask != 0) {
      const at = block + ctz(mask);
      if (needleLength <= 2 || bytes_equal(at + 1, needle + 1, needleLength - 2)) return at;
      mask &= mask - 1;
    }
  }
  if (i == places) return 0;
  const block = bytes + i;
  let mask: u32 = 0;
  // The block may reach beyond the string, never beyond the memory.
  if ((block + behind + 16) >> 16 < <usize>memory.size()) {
    mask = candidates(block, behind, first, last) & ((1 << (places - i)) - 1);
  } else {
    for (let k: u32 = 0; k < places - i; k++) mask |= u32(load<u8>(block + k) == load<u8>(needle)) << k;
  }
  while (mask != 0) {
    const at = block + ctz(mask);
    if (bytes_equal(at, needle, needleLength)) return at;
    mask &= mask - 1;
  }
  return 0;
}

// @ts-ignore: decorator
@inline
function candidates(block: usize, behind: u32, first: v128, last: v128): u32 {
  return <u32>(
    i8x16.bitmask(v128.and(i8x16.eq(v128.load(block), first), i8x16.eq(v128.load(block + behind), last)))
  );
}

/** Where `needle` last begins, as an address; 0 when nowhere. */
export function bytes_find_last(bytes: usize, length: u32, needle: usize, needleLength: u32): usize {
  if (needleLength > length) return 0;
  for (let at = bytes + (length - needleLength); at >= bytes; at--) {
    if (bytes_equal(at, needle, needleLength)) return at;
  }
  return 0;
}

/** 1 when `view` contains `needle`. */
export function string_contains(view: usize, needle: usize): i32 {
  return i32(bytes_find(view_bytes(view), view_length(view), view_bytes(needle), view_length(needle)) != 0);
}

/** 1 when `view` begins with `prefix`. */
export function string_starts_with(view: usize, prefix: usize): i32 {
  const length = view_length(prefix);
  if (length > view_length(view)) return 0;
  return i32(bytes_equal(view_bytes(view), view_bytes(prefix), length));
}

/** 1 when `view` ends with `suffix`. */
export function string_ends_with(view: usize, suffix: usize): i32 {
  const length = view_length(suffix);
  if (length > view_length(view)) return 0;
  return i32(bytes_equal(view_bytes(view) + (view_length(view) - length), view_bytes(suffix), length));
}

/**
 * The place, in code points from 1, of occurrence `instance` of `needle`; negative instances count from the end.
 * 0 when there is none. The next occurrence may begin inside the one before. `instance` is not 0.
 */
export function string_position(view: usize, needle: usize, instance: i64): i64 {
  const needleLength = view_length(needle);
  if (needleLength == 0) return 1;
  const bytes = view_bytes(view);
  const length = view_length(view);
  const sought = view_bytes(needle);
  let left = instance > 0 ? instance : -instance;
  let at: usize = 0;
  if (instance > 0) {
    let from = bytes;
    for (; left > 0; left--) {
      at = bytes_find(from, length - <u32>(from - bytes), sought, needleLength);
      if (at == 0) return 0;
      from = at + 1;
    }
  } else {
    let end = length;
    for (; left > 0; left--) {
      at = bytes_find_last(bytes, end, sought, needleLength);
      if (at == 0) return 0;
      end = <u32>(at - bytes) + needleLength - 1;
    }
  }
  return <i64>utf8_count(bytes, <u32>(at - bytes)) + 1;
}
