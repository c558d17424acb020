// The regular expression functions over regexp-machine.ts. Kernels answer OVERRUN where a search was given up.
import { group_end, group_start, regexp_find, regexp_open, regexp_overrun } from './regexp-machine';
import { scratch_take } from './scratch';
import { bytes_copy, view_bytes, view_copy, view_length, view_store } from './string-view';
import { utf8_count, utf8_forward, utf8_width } from './utf8';

const TOO_LONG: i32 = 1;
const OVERRUN: i32 = 2;
const BAD_TEMPLATE: i32 = 3;
const BYTES_MAX: u64 = 0x3fffffff;

// Bytes under construction: room in the scratch region that moves when it must grow.
let outStart: usize = 0;
let outAt: usize = 0;
let outEnd: usize = 0;

function out_open(bytes: usize): void {
  outStart = scratch_take(bytes);
  outAt = outStart;
  outEnd = outStart + bytes;
}

// Makes room for `bytes` more; false when the result gets too long.
function out_reserve(bytes: usize): bool {
  if (bytes <= outEnd - outAt) return true;
  const used = outAt - outStart;
  if (<u64>used + <u64>bytes > BYTES_MAX) return false;
  const size = max(used + bytes, used << 1);
  const moved = scratch_take(size);
  bytes_copy(moved, outStart, used);
  outStart = moved;
  outAt = moved + used;
  outEnd = moved + size;
  return true;
}

function out_bytes(bytes: usize, length: usize): bool {
  if (!out_reserve(length)) return false;
  bytes_copy(outAt, bytes, length);
  outAt += length;
  return true;
}

// One element of an array of strings (vector/nested-encoding.ts); NULL when `bytes` is 0.
function out_element(bytes: usize, length: usize): bool {
  if (!out_reserve(length + 5)) return false;
  store<u8>(outAt, u8(bytes != 0));
  outAt++;
  if (bytes == 0) return true;
  store<u32>(outAt, <u32>length);
  outAt += 4;
  bytes_copy(outAt, bytes, length);
  outAt += length;
  return true;
}

// Where to search after the last match: behind it, or one code point on when it was empty; 0 behind the end.
function next_from(end: usize): usize {
  if (group_end(0) > group_start(0)) return group_end(0);
  if (group_end(0) >= end) return 0;
  return group_end(0) + utf8_width(group_end(0), end);
}

/** 1 when the pattern is found. */
export function regexp_like(view: usize, program: usize): i32 {
  regexp_open(view, program);
  const isFound = regexp_find(view_bytes(view));
  return regexp_overrun != 0 ? OVERRUN : i32(isFound);
}

/** Writes a group of the first match and answers 1, or 0 when there is none. */
export function regexp_extract(view: usize, program: usize, group: i32, slot: usize): i32 {
  regexp_open(view, program);
  if (!regexp_find(view_bytes(view))) return regexp_overrun != 0 ? OVERRUN : 0;
  const start = group_start(group);
  const end = group_end(group);
  if (start == 0 || end == 0) return 0;
  if (end - start == view_length(view)) view_copy(slot, view);
  else view_store(slot, start, <u32>(end - start));
  return 1;
}

/**
 * Writes where the groups 1 to `count` of the first match begin and end, as pairs of addresses at `output`, zeros for a group that took no part.
 * Answers 1, or 0 when there is no match.
 */
export function regexp_groups(view: usize, program: usize, count: i32, output: usize): i32 {
  regexp_open(view, program);
  if (!regexp_find(view_bytes(view))) return regexp_overrun != 0 ? OVERRUN : 0;
  for (let group = 1; group <= count; group++) {
    store<u32>(output, <u32>group_start(group));
    store<u32>(output, <u32>group_end(group), 4);
    output += 8;
  }
  return 1;
}

/** The number of matches, or -1 for an overrun. */
export function regexp_count(view: usize, program: usize): i64 {
  const end = view_bytes(view) + view_length(view);
  regexp_open(view, program);
  let count: i64 = 0;
  let from = view_bytes(view);
  while (from != 0 && regexp_find(from)) {
    count++;
    from = next_from(end);
  }
  return regexp_overrun != 0 ? -1 : count;
}

/** The place of match `occurrence` at or behind code point `start`, both from 1; -1 when none, -2 for an overrun. */
export function regexp_position(view: usize, program: usize, start: i64, occurrence: i64): i64 {
  const bytes = view_bytes(view);
  const end = bytes + view_length(view);
  if (start > <i64>utf8_count(bytes, view_length(view))) return -1;
  regexp_open(view, program);
  let from = utf8_forward(bytes, end, <u64>(start - 1));
  let left = occurrence;
  while (from != 0 && regexp_find(from)) {
    left--;
    if (left == 0) return <i64>utf8_count(bytes, <u32>(group_start(0) - bytes)) + 1;
    from = next_from(end);
  }
  return regexp_overrun != 0 ? -2 : -1;
}

// Writes the replacement of the last match.
function out_template(template: usize, end: usize): i32 {
  let at = template + 4;
  while (at < end) {
    const word = load<u32>(at);
    at += 4;
    if (word >> 31) {
      const group = word & 0x7fffffff;
      const start = group_start(group);
      if (start != 0 && group_end(group) != 0) {
        if (!out_bytes(start, group_end(group) - start)) return TOO_LONG;
      }
    } else {
      if (!out_bytes(at, word)) return TOO_LONG;
      at += (word + 3) & ~3;
    }
  }
  return 0;
}

/**
 * REGEXP_REPLACE. A template: one word that is not 0 where it is none (it fails when it is first used), then literals (length,
 * bytes padded to 4) and groups (number with the top bit set).
 */
export function regexp_replace(view: usize, program: usize, templateView: usize, slot: usize): i32 {
  const bytes = view_bytes(view);
  const length = view_length(view);
  const end = bytes + length;
  const template = view_bytes(templateView);
  const templateEnd = template + view_length(templateView);
  regexp_open(view, program);
  let isFound = regexp_find(bytes);
  if (!isFound) {
    if (regexp_overrun != 0) return OVERRUN;
    view_copy(slot, view);
    return 0;
  }
  if (load<u32>(template) != 0) return BAD_TEMPLATE;
  out_open(length + 16);
  let copied = bytes;
  while (isFound) {
    if (!out_bytes(copied, group_start(0) - copied)) return TOO_LONG;
    const failure = out_template(template, templateEnd);
    if (failure != 0) return failure;
    copied = group_end(0);
    const from = next_from(end);
    isFound = from != 0 && regexp_find(from);
  }
  if (regexp_overrun != 0) return OVERRUN;
  if (!out_bytes(copied, end - copied)) return TOO_LONG;
  view_store(slot, outStart, <u32>(outAt - outStart));
  return 0;
}

/** Writes an array of one group of every match. */
export function regexp_extract_all(view: usize, program: usize, group: i32, slot: usize): i32 {
  const end = view_bytes(view) + view_length(view);
  regexp_open(view, program);
  let count: u32 = 0;
  let from = view_bytes(view);
  out_open(64);
  outAt += 4;
  while (from != 0 && regexp_find(from)) {
    count++;
    const start = group_start(group);
    const isKnown = start != 0 && group_end(group) != 0;
    if (!out_element(isKnown ? start : 0, isKnown ? group_end(group) - start : 0)) return TOO_LONG;
    from = next_from(end);
  }
  if (regexp_overrun != 0) return OVERRUN;
  store<u32>(outStart, count);
  view_store(slot, outStart, <u32>(outAt - outStart));
  return 0;
}

/** Writes an array of what stands between the matches. */
export function regexp_split(view: usize, program: usize, slot: usize): i32 {
  const end = view_bytes(view) + view_length(view);
  regexp_open(view, program);
  let count: u32 = 1;
  let from = view_bytes(view);
  let copied = from;
  out_open(64 + view_length(view));
  outAt += 4;
  while (from != 0 && regexp_find(from)) {
    count++;
    if (!out_element(copied, group_start(0) - copied)) return TOO_LONG;
    copied = group_end(0);
    from = next_from(end);
  }
  if (regexp_overrun != 0) return OVERRUN;
  if (!out_element(copied, end - copied)) return TOO_LONG;
  store<u32>(outStart, count);
  view_store(slot, outStart, <u32>(outAt - outStart));
  return 0;
}

/** Writes start and end of groups 0 to `groups` of every match as words counted from the text's start; -1 where a group has none. */
export function regexp_matches(view: usize, program: usize, groups: i32, slot: usize): i32 {
  const bytes = view_bytes(view);
  const end = bytes + view_length(view);
  regexp_open(view, program);
  let from = bytes;
  out_open(256);
  while (from != 0 && regexp_find(from)) {
    if (!out_reserve(<usize>(groups + 1) << 3)) return TOO_LONG;
    for (let group = 0; group <= groups; group++) {
      const isKnown = group_start(group) != 0 && group_end(group) != 0;
      store<i32>(outAt, isKnown ? <i32>(group_start(group) - bytes) : -1);
      store<i32>(outAt, isKnown ? <i32>(group_end(group) - bytes) : -1, 4);
      outAt += 8;
    }
    from = next_from(end);
  }
  if (regexp_overrun != 0) return OVERRUN;
  view_store(slot, outStart, <u32>(outAt - outStart));
  return 0;
}
