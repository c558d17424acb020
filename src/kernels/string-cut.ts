// Strings cut from strings: the result points into its argument's bytes.
import { view_bytes, view_copy, view_length, view_store } from './string-view';
import { utf8_backward, utf8_count, utf8_decode, utf8_forward, utf8_width } from './utf8';
import { bytes_find } from './string-search';

/** The number of code points. */
export function string_length(view: usize): i64 {
  return <i64>utf8_count(view_bytes(view), view_length(view));
}

/** The number of bytes. */
export function binary_length(view: usize): i64 {
  return <i64>view_length(view);
}

// First and one past the last byte of the piece that the functions below cut.
let head: usize = 0;
let tail: usize = 0;

/** SUBSTR: `start` counts from 1, negative from the end; nothing for 0 or a start outside the string. */
export function string_substr(view: usize, start: i64, length: i64, slot: usize): i32 {
  const bytes = view_bytes(view);
  const end = bytes + view_length(view);
  let from: usize = 0;
  if (length > 0) {
    if (start > 0) from = utf8_forward(bytes, end, <u64>(start - 1));
    else if (start < 0) from = utf8_backward(bytes, end, start == i64.MIN_VALUE ? <u64>i64.MAX_VALUE : <u64>-start);
  }
  if (from == 0 || from == end) view_store(slot, bytes, 0);
  else view_store(slot, from, <u32>(utf8_forward(from, end, <u64>length) - from));
  return 0;
}

/** SUBSTR over bytes. */
export function binary_substr(view: usize, start: i64, length: i64, slot: usize): i32 {
  const size = <i64>view_length(view);
  const from = start > 0 ? start - 1 : size + start;
  if (length <= 0 || start == 0 || from < 0 || from >= size) {
    view_store(slot, view_bytes(view), 0);
  } else {
    view_store(slot, view_bytes(view) + <usize>from, <u32>min(length, size - from));
  }
  return 0;
}

// What Java's Character.isWhitespace says: separators except no-break ones, and some control characters.
function is_whitespace(point: u32): bool {
  if (point <= 0x20) return point == 0x20 || (point >= 0x09 && point <= 0x0d) || (point >= 0x1c && point <= 0x1f);
  if (point < 0x1680) return false;
  if (point >= 0x2000 && point <= 0x200a) return point != 0x2007;
  return point == 0x1680 || point == 0x2028 || point == 0x2029 || point == 0x205f || point == 0x3000;
}

function trim_head(bytes: usize, end: usize): usize {
  let at = bytes;
  while (at < end) {
    const width = utf8_width(at, end);
    if (!is_whitespace(utf8_decode(at, width))) break;
    at += width;
  }
  return at;
}

function trim_tail(bytes: usize, end: usize): usize {
  let at = end;
  while (at > bytes) {
    const from = utf8_backward(bytes, at, 1);
    if (!is_whitespace(utf8_decode(from, utf8_width(from, at)))) break;
    at = from;
  }
  return at;
}

function store_piece(view: usize, slot: usize): i32 {
  if (tail - head == view_length(view)) view_copy(slot, view);
  else view_store(slot, head, <u32>(tail - head));
  return 0;
}

export function string_trim(view: usize, slot: usize): i32 {
  const end = view_bytes(view) + view_length(view);
  head = trim_head(view_bytes(view), end);
  tail = trim_tail(head, end);
  return store_piece(view, slot);
}

export function string_ltrim(view: usize, slot: usize): i32 {
  tail = view_bytes(view) + view_length(view);
  head = trim_head(view_bytes(view), tail);
  return store_piece(view, slot);
}

export function string_rtrim(view: usize, slot: usize): i32 {
  head = view_bytes(view);
  tail = trim_tail(head, head + view_length(view));
  return store_piece(view, slot);
}

// Whether the `width` bytes at `at` are one of the set's code points.
function in_set(at: usize, width: u32, set: usize, setEnd: usize): bool {
  const point = utf8_decode(at, width);
  for (let from = set; from < setEnd; ) {
    const step = utf8_width(from, setEnd);
    if (step == width && utf8_decode(from, step) == point) return true;
    from += step;
  }
  return false;
}

/** Trims the code points of `set` from the sides that `sides` names: 1 head, 2 tail, 3 both. */
export function string_trim_set(view: usize, set: usize, sides: i32, slot: usize): i32 {
  const setStart = view_bytes(set);
  const setEnd = setStart + view_length(set);
  head = view_bytes(view);
  tail = head + view_length(view);
  while (sides & 1 && head < tail) {
    const width = utf8_width(head, tail);
    if (!in_set(head, width, setStart, setEnd)) break;
    head += width;
  }
  while (sides & 2 && tail > head) {
    const from = utf8_backward(head, tail, 1);
    if (!in_set(from, <u32>(tail - from), setStart, setEnd)) break;
    tail = from;
  }
  return store_piece(view, slot);
}

/** SPLIT_PART: writes piece `index` (from 1) and answers 1, or answers 0 when there are fewer pieces. */
export function string_split_part(view: usize, delimiter: usize, index: i64, slot: usize): i32 {
  const bytes = view_bytes(view);
  const end = bytes + view_length(view);
  const width = view_length(delimiter);
  if (width == 0) {
    // An empty delimiter splits into code points.
    head = utf8_forward(bytes, end, <u64>(index - 1));
    if (head == end) return 0;
    view_store(slot, head, <u32>(utf8_forward(head, end, 1) - head));
    return 1;
  }
  const sought = view_bytes(delimiter);
  head = bytes;
  for (let left = index - 1; left > 0; left--) {
    const at = bytes_find(head, <u32>(end - head), sought, width);
    if (at == 0) return 0;
    head = at + width;
  }
  tail = bytes_find(head, <u32>(end - head), sought, width);
  if (tail == 0) tail = end;
  store_piece(view, slot);
  return 1;
}
