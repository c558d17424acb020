// Walks JSON text (RFC 8259) without making a tree: what is not asked for is skipped, and only what is passed is checked.
//
// A path: steps of u32 key length, i32 index of an array's element (-1: the step is none), the key's bytes, zero-padded to 4.
import { scratch_take } from './scratch';
import { bytes_copy, bytes_equal, view_bytes, view_length, view_store } from './string-view';
import { utf8_encode } from './utf8';

// Kinds of values; 0 stands for what is no JSON or is not there.
const OBJECT: i32 = 1;
const ARRAY: i32 = 2;
const STRING: i32 = 3;
const NUMBER: i32 = 4;
const TRUE: i32 = 5;
const FALSE: i32 = 6;
const NULL: i32 = 7;

const DEPTH_MAX: i32 = 1000;

let end: usize = 0;
// Whether the string that was skipped last holds an escape.
let hasEscape: bool = false;

function skip_space(from: usize): usize {
  let at = from;
  while (at < end) {
    const byte = load<u8>(at);
    if (byte != 0x20 && byte != 0x0a && byte != 0x0d && byte != 0x09) break;
    at++;
  }
  return at;
}

function kind_at(at: usize): i32 {
  if (at >= end) return 0;
  const byte = load<u8>(at);
  if (byte == 0x22) return STRING;
  if (byte == 0x7b) return OBJECT;
  if (byte == 0x5b) return ARRAY;
  if (byte == 0x74) return TRUE;
  if (byte == 0x66) return FALSE;
  if (byte == 0x6e) return NULL;
  return byte == 0x2d || (byte >= 0x30 && byte <= 0x39) ? NUMBER : 0;
}

// The skips answer the address behind a value, or 0 where it is none.

function skip_string(from: usize): usize {
  let at = from + 1;
  hasEscape = false;
  const quote = i8x16.splat(0x22);
  const backslash = i8x16.splat(0x5c);
  const space = i8x16.splat(0x20);
  while (at < end) {
    for (; at + 16 <= end; at += 16) {
      const block = v128.load(at);
      const special = v128.or(
        v128.or(i8x16.eq(block, quote), i8x16.eq(block, backslash)),
        i8x16.lt_u(block, space),
      );
      const mask = <u32>i8x16.bitmask(special);
      if (mask != 0) {
        at += ctz(mask);
        break;
      }
    }
    if (at >= end) return 0;
    const byte = load<u8>(at);
    if (byte == 0x22) return at + 1;
    if (byte < 0x20) return 0;
    if (byte != 0x5c) {
      at++;
      continue;
    }
    hasEscape = true;
    const escaped = at + 1 < end ? load<u8>(at + 1) : 0;
    if (escaped == 0x75) {
      if (at + 6 > end) return 0;
      for (let i: usize = 2; i < 6; i++) {
        if (hex(load<u8>(at + i)) > 15) return 0;
      }
      at += 6;
    } else if (escape_byte(escaped) != 0) {
      at += 2;
    } else return 0;
  }
  return 0;
}

function hex(byte: u8): u32 {
  if (byte >= 0x30 && byte <= 0x39) return byte - 0x30;
  const lower = byte | 0x20;
  return lower >= 0x61 && lower <= 0x66 ? lower - 0x57 : 16;
}

// What a letter behind a backslash stands for; 0 when nothing.
function escape_byte(byte: u8): u8 {
  if (byte == 0x22 || byte == 0x5c || byte == 0x2f) return byte;
  if (byte == 0x6e) return 0x0a;
  if (byte == 0x74) return 0x09;
  if (byte == 0x72) return 0x0d;
  if (byte == 0x62) return 0x08;
  return byte == 0x66 ? 0x0c : 0;
}

function skip_digits(from: usize): usize {
  let at = from;
  while (at < end && load<u8>(at) - 0x30 < 10) at++;
  return at;
}

function skip_number(from: usize): usize {
  let at = from;
  if (load<u8>(at) == 0x2d) at++;
  const whole = at;
  at = skip_digits(at);
  if (at == whole || (at - whole > 1 && load<u8>(whole) == 0x30)) return 0;
  if (at < end && load<u8>(at) == 0x2e) {
    const fraction = at + 1;
    at = skip_digits(fraction);
    if (at == fraction) return 0;
  }
  if (at < end && (load<u8>(at) | 0x20) == 0x65) {
    at++;
    if (at < end && (load<u8>(at) == 0x2b || load<u8>(at) == 0x2d)) at++;
    const exponent = at;
    at = skip_digits(exponent);
    if (at == exponent) return 0;
  }
  return at;
}

// `rest` holds the letters behind the first one.
function skip_word(from: usize, rest: u32, length: usize): usize {
  if (from + 1 + length > end) return 0;
  for (let i: usize = 0; i < length; i++) {
    if (<u32>load<u8>(from + 1 + i) != ((rest >> (<u32>i << 3)) & 0xff)) return 0;
  }
  const behind = from + 1 + length;
  if (behind < end) {
    const byte = load<u8>(behind);
    if ((byte | 0x20) - 0x61 < 26 || byte - 0x30 < 10 || byte == 0x5f || byte == 0x24 || byte >= 0x80) return 0;
  }
  return behind;
}

// The number of members of the object or array that was skipped last at the top.
let members: i64 = 0;

function skip_value(at: usize, depth: i32): usize {
  const kind = kind_at(at);
  if (kind == STRING) return skip_string(at);
  if (kind == NUMBER) return skip_number(at);
  if (kind == TRUE) return skip_word(at, 0x657572, 3);
  if (kind == FALSE) return skip_word(at, 0x65736c61, 4);
  if (kind == NULL) return skip_word(at, 0x6c6c75, 3);
  if (kind == 0 || depth > DEPTH_MAX) return 0;
  let count: i64 = 0;
  let from = skip_space(at + 1);
  const close: u8 = kind == OBJECT ? 0x7d : 0x5d;
  if (from < end && load<u8>(from) == close) {
    members = 0;
    return from + 1;
  }
  while (true) {
    if (kind == OBJECT) {
      from = skip_key(from);
      if (from == 0) return 0;
    }
    from = skip_value(from, depth + 1);
    if (from == 0) return 0;
    count++;
    from = skip_space(from);
    if (from >= end) return 0;
    if (load<u8>(from) == close) {
      members = count;
      return from + 1;
    }
    if (load<u8>(from) != 0x2c) return 0;
    from = skip_space(from + 1);
  }
}

// Steps over a key and its colon to the value.
function skip_key(at: usize): usize {
  if (kind_at(at) != STRING) return 0;
  let from = skip_string(at);
  if (from == 0) return 0;
  from = skip_space(from);
  if (from >= end || load<u8>(from) != 0x3a) return 0;
  return skip_space(from + 1);
}

// Writes the text of the string literal from `start` to before `stop`, quotes included, and answers its length.
function decode_string(start: usize, stop: usize, to: usize): u32 {
  let at = start + 1;
  let out = to;
  while (at < stop - 1) {
    const byte = load<u8>(at);
    if (byte != 0x5c) {
      store<u8>(out++, byte);
      at++;
      continue;
    }
    if (load<u8>(at + 1) != 0x75) {
      store<u8>(out++, escape_byte(load<u8>(at + 1)));
      at += 2;
      continue;
    }
    let unit = unit_at(at);
    at += 6;
    if (unit - 0xd800 < 0x400 && at + 6 <= stop - 1 && load<u16>(at) == 0x755c) {
      const low = unit_at(at);
      if (low - 0xdc00 < 0x400) {
        unit = 0x10000 + ((unit - 0xd800) << 10) + (low - 0xdc00);
        at += 6;
      }
    }
    // Half a character is what Java makes of it.
    out += utf8_encode(out, unit - 0xd800 < 0x800 ? 0x3f : unit);
  }
  return <u32>(out - to);
}

function unit_at(at: usize): u32 {
  return (hex(load<u8>(at + 2)) << 12) | (hex(load<u8>(at + 3)) << 8) | (hex(load<u8>(at + 4)) << 4) | hex(load<u8>(at + 5));
}

// Whether the string literal at `at`, which ends before `stop`, is the key of a step.
function is_key(at: usize, stop: usize, key: usize, length: u32): bool {
  if (!hasEscape) return stop - at - 2 == <usize>length && bytes_equal(at + 1, key, length);
  const decoded = scratch_take(stop - at);
  return decode_string(at, stop, decoded) == length && bytes_equal(decoded, key, length);
}

// The address of what a path leads to, or 0.
function find(view: usize, path: usize): usize {
  const start = view_bytes(view);
  end = start + view_length(view);
  let at = skip_space(start);
  let step = view_bytes(path);
  const pathEnd = step + view_length(path);
  while (step < pathEnd) {
    const length = load<u32>(step);
    const index = load<i32>(step, 4);
    at = child(at, step + 8, length, index);
    if (at == 0) return 0;
    step += 8 + ((length + 3) & ~3);
  }
  return at;
}

function child(at: usize, key: usize, length: u32, index: i32): usize {
  const kind = kind_at(at);
  if ((kind != ARRAY || index < 0) && kind != OBJECT) return 0;
  const close: u8 = kind == OBJECT ? 0x7d : 0x5d;
  let from = skip_space(at + 1);
  if (from < end && load<u8>(from) == close) return 0;
  let left = index;
  while (true) {
    if (kind == OBJECT) {
      const name = from;
      if (kind_at(from) != STRING) return 0;
      const stop = skip_string(from);
      if (stop == 0) return 0;
      const isSought = is_key(name, stop, key, length);
      from = skip_space(stop);
      if (from >= end || load<u8>(from) != 0x3a) return 0;
      from = skip_space(from + 1);
      if (isSought) return from;
    } else if (left == 0) {
      return from;
    }
    left--;
    from = skip_value(from, 1);
    if (from == 0) return 0;
    from = skip_space(from);
    if (from >= end || load<u8>(from) != 0x2c) return 0;
    from = skip_space(from + 1);
  }
}

// The address behind the scalar or structure at `at`; a number that is all of the text must end with it or at a space.
function value_end(view: usize, at: usize): usize {
  const stop = skip_value(at, 1);
  if (stop == 0 || stop == end || kind_at(at) != NUMBER || at != skip_space(view_bytes(view))) return stop;
  return skip_space(stop) > stop ? stop : 0;
}

/** Writes the text of the value that a path leads to and answers its kind; 0 when there is none. */
export function json_find(view: usize, path: usize, slot: usize): i32 {
  const at = find(view, path);
  if (at == 0) return 0;
  const stop = value_end(view, at);
  if (stop == 0) return 0;
  view_store(slot, at, <u32>(stop - at));
  return kind_at(at);
}

/** JSON_EXTRACT_SCALAR: writes a string, decoded, number or boolean and answers 1; else 0. */
export function json_extract_scalar(view: usize, path: usize, slot: usize): i32 {
  const at = find(view, path);
  if (at == 0) return 0;
  const kind = kind_at(at);
  if (kind < STRING || kind == NULL) return 0;
  const stop = value_end(view, at);
  if (stop == 0) return 0;
  store_scalar(at, stop, slot);
  return 1;
}

function store_scalar(at: usize, stop: usize, slot: usize): void {
  if (kind_at(at) != STRING) {
    view_store(slot, at, <u32>(stop - at));
  } else if (!hasEscape) {
    view_store(slot, at + 1, <u32>(stop - at - 2));
  } else {
    const decoded = scratch_take(stop - at);
    view_store(slot, decoded, decode_string(at, stop, decoded));
  }
}

/** JSON_SIZE: the number of members of what a path leads to, 0 for a scalar; -1 when there is nothing. */
export function json_size(view: usize, path: usize): i64 {
  const at = find(view, path);
  if (at == 0) return -1;
  const kind = kind_at(at);
  // A string is not read to its end.
  if (kind == STRING) return 0;
  if (value_end(view, at) == 0) return -1;
  return kind == OBJECT || kind == ARRAY ? members : 0;
}

/** JSON_ARRAY_LENGTH: -1 for what is no array. */
export function json_array_length(view: usize): i64 {
  const start = view_bytes(view);
  end = start + view_length(view);
  const at = skip_space(start);
  if (kind_at(at) != ARRAY) return -1;
  return skip_value(at, 1) == 0 ? -1 : members;
}

/**
 * Writes kind, start and end of an array's elements as words, places counted from the text's start, as far as the text is JSON.
 * Answers 1, or 2 where it stops being JSON, or 0 for what is no array.
 */
export function json_elements(view: usize, slot: usize): i32 {
  const start = view_bytes(view);
  end = start + view_length(view);
  let at = skip_space(start);
  if (kind_at(at) != ARRAY) return 0;
  let size: usize = 240;
  let out = scratch_take(size);
  let used: usize = 0;
  let answer = 2;
  at = skip_space(at + 1);
  const isEmpty = at < end && load<u8>(at) == 0x5d;
  if (isEmpty) answer = 1;
  while (!isEmpty) {
    const stop = skip_value(at, 2);
    if (stop == 0) break;
    if (used + 12 > size) {
      const moved = scratch_take(size << 1);
      bytes_copy(moved, out, used);
      out = moved;
      size <<= 1;
    }
    store<i32>(out + used, kind_at(at));
    store<u32>(out + used, <u32>(at - start), 4);
    store<u32>(out + used, <u32>(stop - start), 8);
    used += 12;
    at = skip_space(stop);
    if (at >= end) break;
    if (load<u8>(at) == 0x5d) {
      answer = 1;
      break;
    }
    if (load<u8>(at) != 0x2c) break;
    at = skip_space(at + 1);
  }
  view_store(slot, out, <u32>used);
  return answer;
}
