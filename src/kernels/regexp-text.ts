// The text that regexp-machine.ts searches, and what stands at a place of it.
//
// A set: 4 words of bitmap for ASCII, the number of ranges, and (first, last) of each range of code points from 128.
import { utf8_decode, utf8_width } from './utf8';

/** No byte, no bound. */
export const NONE: u32 = 0xffffffff;

// Kinds of what is taken: what a set has, any code point, any but one ASCII byte.
const OF_SET: u32 = 0;
const OF_ANY: u32 = 1;

/** Where the program begins, the text begins and ends. */
export let program: usize = 0;
export let textStart: usize = 0;
export let textEnd: usize = 0;

/** Sets the program and the text. */
export function text_open(programStart: usize, start: usize, length: u32): void {
  program = programStart;
  textStart = start;
  textEnd = start + length;
}

/** Tells whether a bitmap has a bit. */
// @ts-ignore: decorator
@inline
export function bit(bitmap: usize, index: u32): bool {
  return ((load<u32>(bitmap + (<usize>(index >> 5) << 2)) >> (index & 31)) & 1) != 0;
}

/** The address of a word of the program. */
// @ts-ignore: decorator
@inline
export function at_offset(offset: u32): usize {
  return program + (<usize>offset << 2);
}

// The width of the code point at `at` when the set has it, else 0.
function set_takes(set: usize, at: usize): u32 {
  const byte = <u32>load<u8>(at);
  if (byte < 0x80) return u32(bit(set, byte));
  const width = utf8_width(at, textEnd);
  return set_has(set, utf8_decode(at, width)) ? width : 0;
}

function set_has(set: usize, point: u32): bool {
  if (point < 0x80) return bit(set, point);
  let low: i32 = 0;
  let high = <i32>load<u32>(set, 16) - 1;
  const ranges = set + 20;
  while (low <= high) {
    const middle = (low + high) >> 1;
    const range = ranges + (<usize>middle << 3);
    if (point < load<u32>(range)) high = middle - 1;
    else if (point > load<u32>(range, 4)) low = middle + 1;
    else return true;
  }
  return false;
}

/** The width of the code point at `at` if it is one to take, else 0. */
// @ts-ignore: decorator
@inline
export function takes(kind: u32, argument: u32, at: usize): u32 {
  if (kind == OF_SET) return set_takes(at_offset(argument), at);
  if (kind == OF_ANY) return utf8_width(at, textEnd);
  const byte = <u32>load<u8>(at);
  return byte == argument ? 0 : byte < 0x80 ? 1 : utf8_width(at, textEnd);
}

/** The end of the longest run from `at`. */
export function run_end(kind: u32, argument: u32, at: usize): usize {
  let end = at;
  if (kind == OF_ANY) return textEnd;
  if (kind == OF_SET) {
    const set = at_offset(argument);
    while (end < textEnd) {
      const byte = <u32>load<u8>(end);
      if (byte < 0x80) {
        if (!bit(set, byte)) return end;
        end++;
      } else {
        const width = set_takes(set, end);
        if (width == 0) return end;
        end += width;
      }
    }
    return end;
  }
  const sought = i8x16.splat(<i8>argument);
  for (; end + 16 <= textEnd; end += 16) {
    const found = <u32>i8x16.bitmask(i8x16.eq(v128.load(end), sought));
    if (found != 0) return end + ctz(found);
  }
  while (end < textEnd && <u32>load<u8>(end) != argument) end++;
  return end;
}

/** The last place from `from` down to `least` at which a code point begins and `next` stands; 0 when none. */
export function last_place(from: usize, least: usize, next: u32): usize {
  if (next == NONE) {
    let at = from;
    while (at > least && at < textEnd && load<i8>(at) <= -65) at--;
    return at >= least ? at : 0;
  }
  for (let at = from; at >= least; at--) {
    if (at < textEnd && <u32>load<u8>(at) == next) return at;
  }
  return 0;
}

function is_word(set: usize, at: usize): bool {
  return set_takes(set, at) != 0;
}

/** Tells whether a word begins or ends at `at`. */
export function is_word_edge(set: usize, at: usize): bool {
  let before = false;
  if (at > textStart) {
    let from = at - 1;
    while (from > textStart && load<i8>(from) <= -65) from--;
    before = is_word(set, from);
  }
  return before != (at < textEnd && is_word(set, at));
}
