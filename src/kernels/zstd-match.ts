import { RECENT0, RECENT1, SEQUENCE_BYTES, copy_literals, end_block, put_sequence, same_bytes } from './zstd-found';

// Finds the matches of one Zstandard block: two hash tables of earlier positions, one by the next eight bytes and one by the next
// five, as the reference encoder's double-fast strategy looks for them. Positions count on from page to page, so that
// the tables need not be emptied: what lies before `first` belongs to an earlier page.

const LONG_BITS: u64 = 17;
const SHORT_BITS: u64 = 16;
const LONG: usize = 0;
const SHORT: usize = (<usize>1 << 17) * 4;

/** Bytes of the tables of positions; zeroed before their first use. */
export const MATCH_TABLES_BYTES: usize = SHORT + (<usize>1 << 16) * 4;

// @ts-ignore: decorator
@inline
function long_slot(at: usize): usize {
  return LONG + (<usize>((load<u64>(at) * 0xcf1bbcdcb7a56463) >> (64 - LONG_BITS)) << 2);
}

// @ts-ignore: decorator
@inline
function short_slot(at: usize): usize {
  return SHORT + (<usize>(((load<u64>(at) << 24) * 889523592379) >> (64 - SHORT_BITS)) << 2);
}

/**
 * Finds the matches in [block, blockEnd); positions are addresses plus `shift`. Appends sequences and copies the literals; gives the number
 * of sequences, and behind the recent offsets of `frame` where the literals end. Reads up to 31 bytes past the block.
 */
export function find_matches(
  tables: usize,
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
  const first = source + shift;
  const limit = blockEnd - block >= 16 ? blockEnd - 12 : block;
  while (at < limit) {
    const position = at + shift;
    const longSlot = tables + long_slot(at);
    const shortSlot = tables + short_slot(at);
    const longMatch = <usize>load<u32>(longSlot);
    const shortMatch = <usize>load<u32>(shortSlot);
    store<u32>(longSlot, <u32>position);
    store<u32>(shortSlot, <u32>position);
    let length: usize;
    let offset: usize = 0;
    let coded: usize;
    if (recent0 <= at + 1 - source && load<u32>(at, 1) == load<u32>(at + 1 - recent0)) {
      at++;
      length = same_bytes(at + 4, at + 4 - recent0, blockEnd) + 4;
      coded = 1;
    } else {
      let from: usize;
      if (longMatch >= first && load<u64>(longMatch - shift) == load<u64>(at)) {
        from = longMatch - shift;
        length = same_bytes(at + 8, from + 8, blockEnd) + 8;
      } else if (shortMatch >= first && load<u32>(shortMatch - shift) == load<u32>(at)) {
        const nextSlot = tables + long_slot(at + 1);
        const nextMatch = <usize>load<u32>(nextSlot);
        store<u32>(nextSlot, <u32>(position + 1));
        if (nextMatch >= first && load<u64>(nextMatch - shift) == load<u64>(at, 1)) {
          at++;
          from = nextMatch - shift;
          length = same_bytes(at + 8, from + 8, blockEnd) + 8;
        } else {
          from = shortMatch - shift;
          length = same_bytes(at + 4, from + 4, blockEnd) + 4;
        }
      } else {
        at += ((at - anchor) >> 8) + 1;
        continue;
      }
      offset = at - from;
      while (at > anchor && from > source && load<u8>(at - 1) == load<u8>(from - 1)) {
        at--;
        from--;
        length++;
      }
      coded = offset + 3;
      recent1 = recent0;
      recent0 = offset;
    }
    const literalBytes = at - anchor;
    copy_literals(literals, anchor, literalBytes);
    literals += literalBytes;
    put_sequence(sequence, literalBytes, coded, length);
    sequence += SEQUENCE_BYTES;
    at += length;
    anchor = at;
    if (at >= limit) break;
    const inside = position + 2 - shift;
    store<u32>(tables + long_slot(inside), <u32>(position + 2));
    store<u32>(tables + short_slot(inside), <u32>(position + 2));
    store<u32>(tables + long_slot(at - 2), <u32>(at - 2 + shift));
    store<u32>(tables + short_slot(at - 1), <u32>(at - 1 + shift));
    // Without literals between, code 1 means the second recent offset.
    while (at < limit && recent1 <= at - source && load<u32>(at) == load<u32>(at - recent1)) {
      length = same_bytes(at + 4, at + 4 - recent1, blockEnd) + 4;
      const swap = recent1;
      recent1 = recent0;
      recent0 = swap;
      store<u32>(tables + long_slot(at), <u32>(at + shift));
      store<u32>(tables + short_slot(at), <u32>(at + shift));
      put_sequence(sequence, 0, 1, length);
      sequence += SEQUENCE_BYTES;
      at += length;
      anchor = at;
    }
  }
  end_block(frame, literals, anchor, blockEnd, recent0, recent1);
  return <u32>((sequence - sequences) / SEQUENCE_BYTES);
}
