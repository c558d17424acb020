// Strings made of new bytes: the bytes go to the scratch region of the batch.
import { scratch_take } from './scratch';
import { bytes_copy, view_bytes, view_copy, view_length, view_store } from './string-view';
import { is_ascii, utf8_count, utf8_forward, utf8_width } from './utf8';
import { bytes_find } from './string-search';

/** The longest string or binary; a kernel that would pass it answers 1. */
const BYTES_MAX: u64 = 0x3fffffff;

/** `a` followed by `b`. */
export function string_concat(a: usize, b: usize, slot: usize): i32 {
  const lengthA = view_length(a);
  const lengthB = view_length(b);
  if (lengthB == 0 || lengthA == 0) {
    view_copy(slot, lengthB == 0 ? a : b);
    return 0;
  }
  if (<u64>lengthA + <u64>lengthB > BYTES_MAX) return 1;
  const to = scratch_take(lengthA + lengthB);
  bytes_copy(to, view_bytes(a), lengthA);
  bytes_copy(to + lengthA, view_bytes(b), lengthB);
  view_store(slot, to, lengthA + lengthB);
  return 0;
}

/** Takes room for `bytes`; 0 when that is more than a string may have. */
export function string_room(bytes: i64): usize {
  // No address that is given out is 0, also for nothing.
  return <u64>bytes > BYTES_MAX ? 0 : scratch_take(<usize>bytes + 1);
}

/** Copies a view's bytes to `to` and answers the address behind them. */
export function string_append(to: usize, view: usize): usize {
  const length = view_length(view);
  bytes_copy(to, view_bytes(view), length);
  return to + length;
}

/** REPLACE: every `search`, left to right, becomes `replacement`; an empty one stands before each code point and at the end. */
export function string_replace(view: usize, search: usize, replacement: usize, slot: usize): i32 {
  const searchLength = view_length(search);
  if (searchLength == 0) return replace_empty(view, replacement, slot);
  const bytes = view_bytes(view);
  const length = view_length(view);
  const end = bytes + length;
  const sought = view_bytes(search);
  let at = bytes_find(bytes, length, sought, searchLength);
  if (at == 0) {
    view_copy(slot, view);
    return 0;
  }
  const newLength = view_length(replacement);
  const newBytes = view_bytes(replacement);
  let size: u64 = <u64>length;
  if (newLength > searchLength) {
    let count: u64 = 0;
    if (searchLength == 1) count = <u64>byte_count(at, <u32>(end - at), load<u8>(sought));
    else {
      for (let next = at; next != 0; count++) {
        const from = next + searchLength;
        next = bytes_find(from, <u32>(end - from), sought, searchLength);
      }
    }
    size += count * <u64>(newLength - searchLength);
    if (size > BYTES_MAX) return 1;
  }
  const start = scratch_take(<usize>size);
  let to = start;
  let from = bytes;
  while (at != 0) {
    bytes_copy(to, from, at - from);
    to += at - from;
    bytes_copy(to, newBytes, newLength);
    to += newLength;
    from = at + searchLength;
    at = bytes_find(from, <u32>(end - from), sought, searchLength);
  }
  bytes_copy(to, from, end - from);
  view_store(slot, start, <u32>(to + (end - from) - start));
  return 0;
}

// How often a byte occurs.
function byte_count(bytes: usize, length: u32, byte: u8): u32 {
  const sought = i8x16.splat(byte);
  let count: u32 = 0;
  let i: u32 = 0;
  for (; i + 16 <= length; i += 16) count += popcnt(<u32>i8x16.bitmask(i8x16.eq(v128.load(bytes + i), sought)));
  for (; i < length; i++) count += <u32>i32(load<u8>(bytes + i) == byte);
  return count;
}

function replace_empty(view: usize, replacement: usize, slot: usize): i32 {
  const bytes = view_bytes(view);
  const length = view_length(view);
  const newLength = view_length(replacement);
  const newBytes = view_bytes(replacement);
  const size = <u64>length + <u64>newLength * (<u64>utf8_count(bytes, length) + 1);
  if (size > BYTES_MAX) return 1;
  const start = scratch_take(<usize>size + 3 * newLength);
  let to = start;
  const end = bytes + length;
  for (let from = bytes; from < end; ) {
    bytes_copy(to, newBytes, newLength);
    to += newLength;
    const next = utf8_forward(from, end, 1);
    bytes_copy(to, from, next - from);
    to += next - from;
    from = next;
  }
  bytes_copy(to, newBytes, newLength);
  view_store(slot, start, <u32>(to + newLength - start));
  return 0;
}

/** REVERSE: the code points in opposite order. */
export function string_reverse(view: usize, slot: usize): i32 {
  const bytes = view_bytes(view);
  const length = view_length(view);
  if (is_ascii(bytes, length)) return binary_reverse(view, slot);
  const end = bytes + length;
  const start = scratch_take(length);
  let to = start + length;
  for (let from = bytes; from < end; ) {
    if (load<i8>(from) >= 0) {
      to--;
      store<u8>(to, load<u8>(from));
      from++;
      continue;
    }
    const width = utf8_width(from, end);
    to -= width;
    for (let i: u32 = 0; i < width; i++) store<u8>(to + i, load<u8>(from + i));
    from += width;
  }
  view_store(slot, start, length);
  return 0;
}

/** REVERSE over bytes. */
export function binary_reverse(view: usize, slot: usize): i32 {
  const bytes = view_bytes(view);
  const length = view_length(view);
  const start = scratch_take(length);
  let left = length;
  let to = start;
  for (; left >= 16; left -= 16, to += 16) {
    const block = v128.load(bytes + left - 16);
    v128.store(to, i8x16.shuffle(block, block, 15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0));
  }
  for (; left > 0; left--, to++) store<u8>(to, load<u8>(bytes + left - 1));
  view_store(slot, start, length);
  return 0;
}

// Fills `size` bytes at `to` with copies of the `width` bytes at `from`, the last one cut off.
function fill(to: usize, size: usize, from: usize, width: usize): void {
  if (size <= width) {
    bytes_copy(to, from, size);
    return;
  }
  bytes_copy(to, from, width);
  let done = width;
  while (done < size) {
    const step = min(done, size - done);
    bytes_copy(to + done, to, step);
    done += step;
  }
}

/** LPAD and RPAD (`right` 1) to `size` code points, 0 to 2^31-1; `padding` is not empty. Answers 1 when too long. */
export function string_pad(view: usize, size: i64, padding: usize, right: i32, slot: usize): i32 {
  const bytes = view_bytes(view);
  const length = view_length(view);
  const end = bytes + length;
  const points = <i64>utf8_count(bytes, length);
  if (points >= size) {
    view_store(slot, bytes, <u32>(utf8_forward(bytes, end, <u64>size) - bytes));
    return 0;
  }
  const padBytes = view_bytes(padding);
  const padLength = view_length(padding);
  const padPoints = <i64>utf8_count(padBytes, padLength);
  const missing = size - points;
  const rest = <u32>(utf8_forward(padBytes, padBytes + padLength, <u64>(missing % padPoints)) - padBytes);
  return write_padded(view, <u64>(missing / padPoints) * <u64>padLength + <u64>rest, padding, right, slot);
}

/** LPAD and RPAD over bytes. */
export function binary_pad(view: usize, size: i64, padding: usize, right: i32, slot: usize): i32 {
  const length = <i64>view_length(view);
  if (length >= size) {
    view_store(slot, view_bytes(view), <u32>size);
    return 0;
  }
  return write_padded(view, <u64>(size - length), padding, right, slot);
}

function write_padded(view: usize, padSize: u64, padding: usize, right: i32, slot: usize): i32 {
  const length = view_length(view);
  if (padSize + <u64>length > BYTES_MAX) return 1;
  const start = scratch_take(<usize>padSize + length);
  const own = right ? start : start + <usize>padSize;
  bytes_copy(own, view_bytes(view), length);
  fill(right ? start + length : start, <usize>padSize, view_bytes(padding), view_length(padding));
  view_store(slot, start, <u32>(<usize>padSize + length));
  return 0;
}

/** A char(n) value with its padding. */
export function string_pad_spaces(view: usize, size: i32, slot: usize): i32 {
  const points = utf8_count(view_bytes(view), view_length(view));
  if (points >= <u32>size) {
    view_copy(slot, view);
    return 0;
  }
  const length = view_length(view);
  const missing = <u32>size - points;
  const start = scratch_take(length + missing);
  bytes_copy(start, view_bytes(view), length);
  memory.fill(start + length, 32, missing);
  view_store(slot, start, length + missing);
  return 0;
}

/** A string without the spaces at its end: how a char(n) value is kept. */
export function string_strip_spaces(view: usize, slot: usize): i32 {
  const bytes = view_bytes(view);
  let length = view_length(view);
  while (length > 0 && load<u8>(bytes + (length - 1)) == 32) length--;
  view_store(slot, bytes, length);
  return 0;
}
