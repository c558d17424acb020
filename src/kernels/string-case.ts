// LOWER and UPPER: 16 bytes at a time while the text is ASCII, code point by code point where it is not.
import { lower_point, upper_point } from './case-mapping';
import { scratch_take } from './scratch';
import { view_bytes, view_length, view_store } from './string-view';
import { is_ascii, utf8_decode, utf8_encode, utf8_width } from './utf8';

const INLINE_MAX: u32 = 12;

// Flips bit 5 of every letter of one case: the 26 bytes from `first`.
// @ts-ignore: decorator
@inline
function flip(block: v128, first: v128): v128 {
  const isLetter = i8x16.lt_u(i8x16.sub(block, first), i8x16.splat(26));
  return v128.xor(block, v128.and(isLetter, i8x16.splat(0x20)));
}

function change_case(view: usize, firstLetter: i8, slot: usize): i32 {
  const length = view_length(view);
  const first = i8x16.splat(firstLetter);
  if (length <= INLINE_MAX) {
    // The length's own bytes are 0 to 12: no letters.
    const block = v128.load(view);
    if (i8x16.bitmask(block) == 0) {
      v128.store(slot, flip(block, first));
      return 0;
    }
    return change_points(view, firstLetter, slot);
  }
  const bytes = view_bytes(view);
  if (!is_ascii(bytes, length)) return change_points(view, firstLetter, slot);
  const start = scratch_take(length);
  if (length < 16) {
    const last = length - 8;
    const low = flip(v128.load64_zero(bytes), first);
    const high = flip(v128.load64_zero(bytes + last), first);
    store<u64>(start, i64x2.extract_lane(low, 0));
    store<u64>(start + last, i64x2.extract_lane(high, 0));
  } else {
    const last = length - 16;
    for (let i: u32 = 0; i < last; i += 16) v128.store(start + i, flip(v128.load(bytes + i), first));
    v128.store(start + last, flip(v128.load(bytes + last), first));
  }
  view_store(slot, start, length);
  return 0;
}

function change_points(view: usize, firstLetter: i8, slot: usize): i32 {
  const length = view_length(view);
  let from = view_bytes(view);
  const end = from + length;
  const first = i8x16.splat(firstLetter);
  const toLower = firstLetter == 0x41;
  // A mapping takes at most one byte more, and only where it had two; blocks write up to 16 bytes.
  const start = scratch_take(length + (length >> 1) + 16);
  let to = start;
  while (from < end) {
    const byte = <u32>load<u8>(from);
    if (byte < 0x80) {
      if (from + 16 <= end) {
        const block = v128.load(from);
        v128.store(to, flip(block, first));
        const highs = <u32>i8x16.bitmask(block);
        const step = highs == 0 ? 16 : ctz(highs);
        from += step;
        to += step;
      } else {
        store<u8>(to, byte - <u32>firstLetter < 26 ? byte ^ 0x20 : byte);
        from++;
        to++;
      }
      continue;
    }
    let width: u32 = 2;
    let point: u32 = 0;
    if (byte >= 0xc2 && byte < 0xe0 && from + 1 < end && load<i8>(from, 1) <= -65) {
      point = ((byte & 0x1f) << 6) | (<u32>load<u8>(from, 1) & 0x3f);
    } else {
      width = utf8_width(from, end);
      point = utf8_decode(from, width);
    }
    if (point < 0x110000) point = toLower ? lower_point(point) : upper_point(point);
    if (point - 0x80 < 0x780) {
      store<u16>(to, (0xc0 | (point >> 6)) | ((0x80 | (point & 0x3f)) << 8));
      to += 2;
    } else {
      to += utf8_encode(to, point);
    }
    from += width;
  }
  view_store(slot, start, <u32>(to - start));
  return 0;
}

/** LOWER. */
export function string_lower(view: usize, slot: usize): i32 {
  return change_case(view, 0x41, slot);
}

/** UPPER. */
export function string_upper(view: usize, slot: usize): i32 {
  return change_case(view, 0x61, slot);
}
