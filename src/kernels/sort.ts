// Sorting of stored rows by their normalized keys. Each key of a row became words that compare as unsigned numbers in the wanted
// order (see exec/rows/sort-key.ts), strings besides their first bytes a view that breaks ties.
//
// Key description: 12 bytes a part: u32 kind (0 word, 1 view), u32 offset in the row, u32 1 when descending (views only).
// The first two parts are always the first key's word for NULLs (1 for a value, 0 or 2 for NULL) and the first word of its value.
// Entries to sort: 16 bytes (u64 word in the order of these two as far as it tells, u32 row address, u32 zero).

import { is_stopped } from './stop';
import { string_compare } from './string-view';

const PART_BYTES: usize = 12;
// Entries between two looks at whether the query was stopped.
const LOOK_MASK: usize = 0xffff;

// Compares two rows by all parts of the key.
function compare_rows(a: usize, b: usize, parts: usize, partsEnd: usize): i32 {
  for (let part = parts; part < partsEnd; part += PART_BYTES) {
    const offset = <usize>load<u32>(part, 4);
    if (load<u32>(part) == 0) {
      const x = load<u64>(a + offset);
      const y = load<u64>(b + offset);
      if (x != y) return x < y ? -1 : 1;
    } else {
      const order = string_compare(a + offset, b + offset);
      if (order != 0) return load<u32>(part, 8) != 0 ? -order : order;
    }
  }
  return 0;
}

function less(a: usize, b: usize, parts: usize, partsEnd: usize): bool {
  const x = load<u64>(a);
  const y = load<u64>(b);
  if (x != y) return x < y;
  return compare_rows(<usize>load<u32>(a, 8), <usize>load<u32>(b, 8), parts, partsEnd) < 0;
}

/** Compares the rows at two addresses: negative, 0 or positive. */
export function sort_compare(a: usize, b: usize, parts: usize, partCount: i32): i32 {
  return compare_rows(a, b, parts, parts + <usize>partCount * PART_BYTES);
}

/**
 * Tells for each of `count` rows, whose addresses lie at `rows`, how it differs from the one listed before it (that there is one is the
 * caller's to know): 0 not at all, 2 in the first `firstCount` parts, 1 in the others.
 */
export function sort_changes(rows: usize, count: i32, parts: usize, firstCount: i32, partCount: i32, out: usize): void {
  const firstEnd = parts + <usize>firstCount * PART_BYTES;
  const partsEnd = parts + <usize>partCount * PART_BYTES;
  let before = <usize>load<u32>(rows - 4);
  for (let i = 0; i < count; i++) {
    const row = <usize>load<u32>(rows + (<usize>i << 2));
    let change: u8 = 0;
    if (compare_rows(before, row, parts, firstEnd) != 0) change = 2;
    else if (compare_rows(before, row, firstEnd, partsEnd) != 0) change = 1;
    store<u8>(out + <usize>i, change);
    before = row;
  }
}

/** Makes the entries of `count` rows whose addresses lie at `rows`. */
export function sort_entries(rows: usize, count: i32, parts: usize, entries: usize): void {
  const flagOffset = <usize>load<u32>(parts, 4);
  const wordOffset = <usize>load<u32>(parts + PART_BYTES, 4);
  for (let i = 0; i < count; i++) {
    const row = load<u32>(rows + (<usize>i << 2));
    const entry = entries + (<usize>i << 4);
    const flag = load<u64>(<usize>row + flagOffset);
    // A NULL shares its word with one value: ties are broken by all parts.
    store<u64>(entry, flag == 1 ? load<u64>(<usize>row + wordOffset) : 0 - (flag >> 1));
    store<u64>(entry, <u64>row, 8);
  }
}

/**
 * Sorts entries stably by merging: runs of 8 by insertion, then pairs of runs from `entries` to `spare` and back. Returns where the sorted
 * entries are, one of the two.
 */
export function sort_merge(entries: usize, spare: usize, count: i32, parts: usize, partCount: i32): usize {
  const partsEnd = parts + <usize>partCount * PART_BYTES;
  const run = 8;
  for (let start = 0; start < count; start += run) {
    if ((start & 0xffff) == 0 && is_stopped()) return entries;
    insertion(entries, start, min(start + run, count), parts, partsEnd);
  }
  let from = entries;
  let to = spare;
  for (let width = run; width < count && !is_stopped(); width <<= 1) {
    for (let start = 0; start < count; start += width << 1) {
      if ((start & 0xffff) == 0 && is_stopped()) break;
      merge(from, to, start, min(start + width, count), min(start + (width << 1), count), parts, partsEnd);
      if (start > 0x7fffffff - (width << 1)) break;
    }
    const t = from;
    from = to;
    to = t;
  }
  return from;
}

function insertion(entries: usize, start: i32, end: i32, parts: usize, partsEnd: usize): void {
  for (let i = start + 1; i < end; i++) {
    const at = entries + (<usize>i << 4);
    const moved = v128.load(at);
    let hole = at;
    const first = entries + (<usize>start << 4);
    const key = load<u64>(at);
    const row = <usize>load<u32>(at, 8);
    while (hole > first) {
      const before = hole - 16;
      const other = load<u64>(before);
      const smaller = key != other ? key < other : compare_rows(row, <usize>load<u32>(before, 8), parts, partsEnd) < 0;
      if (!smaller) break;
      v128.store(hole, v128.load(before));
      hole = before;
    }
    v128.store(hole, moved);
  }
}

function merge(from: usize, to: usize, start: i32, middle: i32, end: i32, parts: usize, partsEnd: usize): void {
  let a = from + (<usize>start << 4);
  let b = from + (<usize>middle << 4);
  const aEnd = b;
  const bEnd = from + (<usize>end << 4);
  let out = to + (<usize>start << 4);
  // Runs that follow each other already are copied whole.
  if (a < aEnd && b < bEnd && !less(b, aEnd - 16, parts, partsEnd)) {
    memory.copy(out, a, bEnd - a);
    return;
  }
  while (a < aEnd && b < bEnd) {
    if (less(b, a, parts, partsEnd)) {
      v128.store(out, v128.load(b));
      b += 16;
    } else {
      v128.store(out, v128.load(a));
      a += 16;
    }
    out += 16;
    if (((out >> 4) & LOOK_MASK) == 0 && is_stopped()) return;
  }
  if (a < aEnd) memory.copy(out, a, aEnd - a);
  else memory.copy(out, b, bEnd - b);
}

/** Writes the row addresses of sorted entries. */
export function sort_rows_out(entries: usize, count: i32, rows: usize): void {
  for (let i = 0; i < count; i++) store<u32>(rows + (<usize>i << 2), load<u32>(entries + (<usize>i << 4), 8));
}

/** The first 8 bytes of a string as a number that orders like them: big endian, zero filled. */
export function string_sort_word(view: usize): u64 {
  const length = load<u32>(view);
  if (length <= 12) return bswap<u64>(load<u64>(view, 4));
  return bswap<u64>(load<u64>(<usize>load<u32>(view, 8)));
}
