// What the match finders of the Zstandard encoder give: sequences of literals and a match, and the literals themselves.

/** Bytes of one sequence: literals, offset + 3 (1: the most recent offset), match length. */
export const SEQUENCE_BYTES: usize = 12;

// Where a frame's state is kept: recent offsets, then what the last block gave.
export const RECENT0: usize = 0;
export const RECENT1: usize = 4;
export const LITERALS_END: usize = 8;

// How many bytes at `a` and `b` are the same, up to `end` of a.
// @ts-ignore: decorator
@inline
export function same_bytes(a: usize, b: usize, end: usize): usize {
  const start = a;
  while (end - a >= 8) {
    const difference = load<u64>(a) ^ load<u64>(b);
    if (difference != 0) return a - start + <usize>(ctz(difference) >> 3);
    a += 8;
    b += 8;
  }
  while (a < end && load<u8>(a) == load<u8>(b)) {
    a++;
    b++;
  }
  return a - start;
}

// Copies literals, up to 31 bytes too many.
// @ts-ignore: decorator
@inline
export function copy_literals(to: usize, from: usize, length: usize): void {
  let done: usize = 0;
  do {
    v128.store(to + done, v128.load(from + done));
    v128.store(to + done, v128.load(from + done, 16), 16);
    done += 32;
  } while (done < length);
}

/** Writes a sequence; `coded` is its offset + 3, or 1 for the most recent one. */
// @ts-ignore: decorator
@inline
export function put_sequence(sequence: usize, literalBytes: usize, coded: usize, length: usize): void {
  store<u32>(sequence, <u32>literalBytes);
  store<u32>(sequence, <u32>coded, 4);
  store<u32>(sequence, <u32>length, 8);
}

/** Copies the literals behind the last match, and keeps in `frame` what the next block goes on from. */
// @ts-ignore: decorator
@inline
export function end_block(
  frame: usize,
  literals: usize,
  anchor: usize,
  blockEnd: usize,
  recent0: usize,
  recent1: usize,
): void {
  memory.copy(literals, anchor, blockEnd - anchor);
  store<u32>(frame, <u32>recent0, RECENT0);
  store<u32>(frame, <u32>recent1, RECENT1);
  store<u32>(frame, <u32>(literals + (blockEnd - anchor)), LITERALS_END);
}
