// Copies that may write up to 15 bytes more than asked, for decompressors whose buffers have that much slack.

// Row `offset` (1 to 15): 16 indices that repeat the first `offset` bytes of a vector.
const REPEAT = memory.data<u8>([
  0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
  0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
  0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1,
  0, 1, 2, 0, 1, 2, 0, 1, 2, 0, 1, 2, 0, 1, 2, 0,
  0, 1, 2, 3, 0, 1, 2, 3, 0, 1, 2, 3, 0, 1, 2, 3,
  0, 1, 2, 3, 4, 0, 1, 2, 3, 4, 0, 1, 2, 3, 4, 0,
  0, 1, 2, 3, 4, 5, 0, 1, 2, 3, 4, 5, 0, 1, 2, 3,
  0, 1, 2, 3, 4, 5, 6, 0, 1, 2, 3, 4, 5, 6, 0, 1,
  0, 1, 2, 3, 4, 5, 6, 7, 0, 1, 2, 3, 4, 5, 6, 7,
  0, 1, 2, 3, 4, 5, 6, 7, 8, 0, 1, 2, 3, 4, 5, 6,
  0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 0, 1, 2, 3, 4, 5,
  0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 0, 1, 2, 3, 4,
  0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 0, 1, 2, 3,
  0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 0, 1, 2,
  0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 0, 1,
  0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 0,
]);

// The largest multiple of each offset that a vector holds.
const STRIDE = memory.data<u8>([16, 16, 16, 15, 16, 15, 12, 14, 16, 9, 10, 11, 12, 13, 14, 15]);

/** Copies `length` bytes between places that lie at least 16 bytes apart. */
// @ts-ignore: decorator
@inline
export function copy_wide(to: usize, from: usize, length: usize): void {
  v128.store(to, v128.load(from));
  if (length > 16) {
    let at: usize = 16;
    do {
      v128.store(to + at, v128.load(from + at));
      v128.store(to + at, v128.load(from + at, 16), 16);
      at += 32;
    } while (at < length);
  }
}

/** Repeats the `offset` bytes (1 to 15) before `to` for `length` bytes. */
export function copy_repeating(to: usize, offset: usize, length: usize): void {
  const pattern = i8x16.swizzle(v128.load(to - offset), v128.load(REPEAT + (offset << 4)));
  v128.store(to, pattern);
  if (length <= 16) return;
  const stride = <usize>load<u8>(STRIDE + offset);
  const end = to + length;
  for (let at = to + stride; at < end; at += stride) v128.store(at, pattern);
}
