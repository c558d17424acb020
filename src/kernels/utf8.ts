// UTF-8 in place: counting, stepping, decoding and encoding code points. Bytes that are not UTF-8 never make a kernel
// read beyond the string: a stray byte counts as one code point of its own.

/** The number of code points in `length` bytes: bytes that do not continue one. */
export function utf8_count(bytes: usize, length: u32): u32 {
  let count: u32 = 0;
  let i: u32 = 0;
  const limit = i8x16.splat(-65);
  for (; i + 16 <= length; i += 16) {
    count += popcnt(<u32>i8x16.bitmask(i8x16.gt_s(v128.load(bytes + i), limit)));
  }
  for (; i + 8 <= length; i += 8) count += 8 - continuations(load<u64>(bytes + i));
  for (; i < length; i++) count += <u32>i32(load<i8>(bytes + i) > -65);
  return count;
}

// How many of 8 bytes are 10xxxxxx.
// @ts-ignore: decorator
@inline
function continuations(word: u64): u32 {
  return <u32>popcnt((word >> 7) & (~word >> 6) & 0x0101010101010101);
}

/** The address that lies `count` code points behind `from`, at most `end`. */
export function utf8_forward(from: usize, end: usize, count: u64): usize {
  if (count == 0) return from;
  if (count >= <u64>(end - from)) return end;
  let at = from;
  let left = <u32>count;
  const limit = i8x16.splat(-65);
  while (at + 16 <= end) {
    const block = v128.load(at);
    const highs = <u32>i8x16.bitmask(block);
    if (left <= 16) {
      // ASCII as far as asked.
      if ((highs & ((1 << left) - 1)) == 0) return at + left;
      break;
    }
    left -= highs == 0 ? 16 : popcnt(<u32>i8x16.bitmask(i8x16.gt_s(block, limit)));
    at += 16;
  }
  // `at` may stand inside a code point whose first byte was counted.
  while (at < end && load<i8>(at) <= -65) at++;
  while (left > 0 && at < end) {
    at++;
    while (at < end && load<i8>(at) <= -65) at++;
    left--;
  }
  return at;
}

/** The address that lies `count` code points before `end`, or 0 when there are fewer between `start` and `end`. */
export function utf8_backward(start: usize, end: usize, count: u64): usize {
  let at = end;
  let left = count;
  while (left > 0) {
    if (at <= start) return 0;
    at--;
    while (at > start && load<i8>(at) <= -65) at--;
    left--;
  }
  return at;
}

/** Tells whether all bytes are below 128. */
export function is_ascii(bytes: usize, length: u32): bool {
  let i: u32 = 0;
  for (; i + 16 <= length; i += 16) {
    if (i8x16.bitmask(v128.load(bytes + i)) != 0) return false;
  }
  for (; i + 8 <= length; i += 8) {
    if (load<u64>(bytes + i) & 0x8080808080808080) return false;
  }
  for (; i < length; i++) {
    if (load<i8>(bytes + i) < 0) return false;
  }
  return true;
}

/** The bytes that the code point at `at` takes, as far as its first byte and `end` tell; at least 1. */
export function utf8_width(at: usize, end: usize): u32 {
  const first = load<u8>(at);
  if (first < 0xc2) return 1;
  const width: u32 = first < 0xe0 ? 2 : first < 0xf0 ? 3 : first < 0xf5 ? 4 : 1;
  if (at + width > end) return 1;
  for (let i: u32 = 1; i < width; i++) {
    if (load<i8>(at + i) > -65) return 1;
  }
  return width;
}

/** The code point of `width` bytes at `at`; of 1 byte that is not ASCII the byte plus 0x110000. */
export function utf8_decode(at: usize, width: u32): u32 {
  const first = <u32>load<u8>(at);
  if (width == 1) return first < 0x80 ? first : first + 0x110000;
  const second = <u32>load<u8>(at, 1) & 0x3f;
  if (width == 2) return ((first & 0x1f) << 6) | second;
  const third = <u32>load<u8>(at, 2) & 0x3f;
  if (width == 3) return ((first & 0x0f) << 12) | (second << 6) | third;
  return ((first & 0x07) << 18) | (second << 12) | (third << 6) | (<u32>load<u8>(at, 3) & 0x3f);
}

/** Writes a code point and answers how many bytes it took. */
export function utf8_encode(to: usize, point: u32): u32 {
  if (point < 0x80 || point >= 0x110000) {
    store<u8>(to, point < 0x80 ? point : point - 0x110000);
    return 1;
  }
  if (point < 0x800) {
    store<u8>(to, 0xc0 | (point >> 6));
    store<u8>(to, 0x80 | (point & 0x3f), 1);
    return 2;
  }
  if (point < 0x10000) {
    store<u8>(to, 0xe0 | (point >> 12));
    store<u8>(to, 0x80 | ((point >> 6) & 0x3f), 1);
    store<u8>(to, 0x80 | (point & 0x3f), 2);
    return 3;
  }
  store<u8>(to, 0xf0 | (point >> 18));
  store<u8>(to, 0x80 | ((point >> 12) & 0x3f), 1);
  store<u8>(to, 0x80 | ((point >> 6) & 0x3f), 2);
  store<u8>(to, 0x80 | (point & 0x3f), 3);
  return 4;
}

/** Copies bytes with each piece that is not UTF-8 replaced by U+FFFD; `to` has room for three times as many. */
export function utf8_repair(from: usize, length: u32, to: usize): u32 {
  const end = from + length;
  let at = from;
  let out = to;
  while (at < end) {
    const first = <u32>load<u8>(at);
    const width = utf8_width(at, end);
    if (first < 0x80) {
      store<u8>(out, first);
      at++;
      out++;
      continue;
    }
    const second = at + 1 < end ? <u32>load<u8>(at, 1) : 0;
    const isWrong =
      (first == 0xe0 && second < 0xa0) ||
      (first == 0xed && second > 0x9f) ||
      (first == 0xf0 && second < 0x90) ||
      (first == 0xf4 && second > 0x8f);
    if (width > 1 && !isWrong) {
      for (let i: u32 = 0; i < width; i++) store<u8>(out + i, load<u8>(at + i));
      at += width;
      out += width;
      continue;
    }
    store<u16>(out, 0xbfef);
    store<u8>(out, 0xbd, 2);
    out += 3;
    at++;
    // A valid beginning that is cut short is one piece.
    if (first >= 0xc2 && first < 0xf5 && !isWrong) {
      const whole: u32 = first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
      for (let i: u32 = 1; i < whole && at < end && load<i8>(at) <= -65; i++) at++;
    }
  }
  return <u32>(out - to);
}
