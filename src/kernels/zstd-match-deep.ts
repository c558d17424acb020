import { RECENT0, RECENT1, SEQUENCE_BYTES, copy_literals, end_block, put_sequence, same_bytes } from './zstd-found';

// Finds the matches of one Zstandard block for levels above the fast ones: chains of the earlier positions that begin with the same four
// bytes, of which the longest match is taken unless a better one begins right behind, as the reference encoder's lazy strategy does.

const HEAD_BITS: u32 = 16;
const CHAIN_ENTRIES: usize = 1 << 20;
const CHAIN: usize = (<usize>1 << HEAD_BITS) * 4;

/** Bytes of the chains; zeroed before their first use. */
export const DEEP_TABLES_BYTES: usize = CHAIN + CHAIN_ENTRIES * 4;

// @ts-ignore: decorator
@inline
function head_slot(at: usize): usize {
  return <usize>((load<u32>(at) * 2654435761) >> (32 - HEAD_BITS)) << 2;
}

// Enters the positions from `at` up to `end`.
function enter(tables: usize, at: usize, end: usize, shift: usize): void {
  for (; at < end; at++) {
    const head = tables + head_slot(at);
    const position = at + shift;
    store<u32>(tables + CHAIN + ((position & (CHAIN_ENTRIES - 1)) << 2), load<u32>(head));
    store<u32>(head, <u32>position);
  }
}

// About what a literal takes, and a sequence beside the bits of its offset.
const LITERAL_BITS: u32 = 5;
const SEQUENCE_BITS: u32 = 8;

// Finds the longest match at `at`, of at least four bytes, that is worth it: its length above its offset, or 0.
function longest(tables: usize, at: usize, end: usize, shift: usize, first: usize, depth: u32): u64 {
  let length: usize = 3;
  let offset: usize = 1 << 31;
  const position = at + shift;
  const oldest = position > first + CHAIN_ENTRIES ? position - CHAIN_ENTRIES + 1 : first;
  let candidate = <usize>load<u32>(tables + head_slot(at));
  for (let tries = depth; tries > 0 && candidate >= oldest && candidate < position; tries--) {
    const from = candidate - shift;
    // Only what goes on where the best one ended can be longer.
    if (load<u32>(from + length - 3) == load<u32>(at + length - 3) && load<u32>(from) == load<u32>(at)) {
      const found = same_bytes(at + 4, from + 4, end) + 4;
      if (found > length) {
        length = found;
        offset = at - from;
        if (at + length >= end) break;
      }
    }
    candidate = <usize>load<u32>(tables + CHAIN + ((candidate & (CHAIN_ENTRIES - 1)) << 2));
  }
  // A short match from afar takes more bits than its bytes do as literals.
  return <u32>length * LITERAL_BITS > 32 - clz<u32>(<u32>offset) + SEQUENCE_BITS ? (<u64>length << 32) | <u64>offset : 0;
}

// What a match is worth in quarters of a byte: further ones take more bits.
// @ts-ignore: decorator
@inline
function worth(length: usize, offset: usize): i32 {
  return <i32>(length << 2) - (31 - <i32>clz<u32>(<u32>offset + 1));
}

// The length of the match with the most recent offset, or 0.
// @ts-ignore: decorator
@inline
function repeated(at: usize, recent: usize, source: usize, end: usize): usize {
  if (recent > at - source || load<u32>(at) != load<u32>(at - recent)) return 0;
  return same_bytes(at + 4, at + 4 - recent, end) + 4;
}

/** Does what `find_matches` does, trying up to `depth` earlier positions for each match. */
export function find_matches_deep(
  tables: usize,
  depth: u32,
  frame: usize,
  source: usize,
  shift: usize,
  block: usize,
  blockEnd: usize,
  sequences: usize,
  literalsAt: usize,
): u32 {
  let recent0 = <usize>load<u32>(frame, RECENT0);
  let recent1 = <usize>load<u32>(frame, RECENT1);
  let literals = literalsAt;
  let sequence = sequences;
  let anchor = block;
  let at = block == source ? block + 1 : block;
  let entered = block;
  const first = source + shift;
  const limit = blockEnd - block >= 16 ? blockEnd - 12 : block;
  while (at < limit) {
    enter(tables, entered, at, shift);
    entered = max(entered, at);
    // An offset of 0 stands for the most recent one.
    let offset: usize = 0;
    let start = at + 1;
    let length = repeated(at + 1, recent0, source, blockEnd);
    let found = longest(tables, at, blockEnd, shift, first, depth);
    if (<usize>(found >> 32) > length) {
      length = <usize>(found >> 32);
      offset = <usize>(<u32>found);
      start = at;
    }
    if (length < 4) {
      at += ((at - anchor) >> 8) + 1;
      continue;
    }
    while (++at < limit) {
      enter(tables, entered, at, shift);
      entered = max(entered, at);
      const again = repeated(at, recent0, source, blockEnd);
      if (offset != 0 && again >= 4 && <i32>(again * 3) > <i32>(length * 3) - (31 - <i32>clz<u32>(<u32>offset + 1)) + 1) {
        length = again;
        offset = 0;
        start = at;
      }
      found = longest(tables, at, blockEnd, shift, first, depth);
      const foundLength = <usize>(found >> 32);
      const foundOffset = <usize>(<u32>found);
      if (foundLength < 4 || worth(foundLength, foundOffset) <= worth(length, offset) + 4) break;
      length = foundLength;
      offset = foundOffset;
      start = at;
    }
    let coded: usize = 1;
    if (offset != 0) {
      while (start > anchor && start - offset > source && load<u8>(start - 1) == load<u8>(start - 1 - offset)) {
        start--;
        length++;
      }
      coded = offset + 3;
      recent1 = recent0;
      recent0 = offset;
    }
    const literalBytes = start - anchor;
    copy_literals(literals, anchor, literalBytes);
    literals += literalBytes;
    put_sequence(sequence, literalBytes, coded, length);
    sequence += SEQUENCE_BYTES;
    at = start + length;
    anchor = at;
    // Without literals between, code 1 means the second recent offset.
    while (at < limit && recent1 <= at - source && load<u32>(at) == load<u32>(at - recent1)) {
      length = same_bytes(at + 4, at + 4 - recent1, blockEnd) + 4;
      const swap = recent1;
      recent1 = recent0;
      recent0 = swap;
      put_sequence(sequence, 0, 1, length);
      sequence += SEQUENCE_BYTES;
      at += length;
      anchor = at;
    }
  }
  enter(tables, entered, min(max(entered, at), blockEnd - min<usize>(blockEnd - block, 8)), shift);
  end_block(frame, literals, anchor, blockEnd, recent0, recent1);
  return <u32>((sequence - sequences) / SEQUENCE_BYTES);
}
