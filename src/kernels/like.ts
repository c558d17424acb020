// LIKE. A pattern without `_` that is a prefix, a suffix, one piece or the whole string goes to string-search.ts; other
// known patterns come as a program, patterns that differ by row are read as they are.
//
// A program: u8 flags (1: the first piece stands at the start, 2: the last one at the end), 3 bytes 0, then pieces
// (u32 length, bytes, zero-padded to 4). A byte 0xff in a piece stands for any one code point.
import { bytes_find } from './string-search';
import { bytes_equal, view_bytes, view_length } from './string-view';
import { utf8_backward, utf8_width } from './utf8';

const ANY: u8 = 0xff;

// Whether a piece lies at `at`: the address behind it, or 0.
function piece_at(at: usize, end: usize, piece: usize, length: u32): usize {
  let from = at;
  for (let i: u32 = 0; i < length; i++) {
    if (from >= end) return 0;
    const byte = load<u8>(piece + i);
    if (byte == ANY) {
      from += utf8_width(from, end);
    } else {
      if (load<u8>(from) != byte) return 0;
      from++;
    }
  }
  return from;
}

// Where a piece that must end at `end` would begin: code points are counted back from there.
function piece_start(start: usize, end: usize, piece: usize, length: u32): usize {
  let at = end;
  for (let i = length; i > 0; i--) {
    if (at <= start) return 0;
    const byte = load<u8>(piece + i - 1);
    if (byte == ANY) {
      at = utf8_backward(start, at, 1);
    } else {
      at--;
      if (load<u8>(at) != byte) return 0;
    }
  }
  return at;
}

// The first place at or behind `from` at which a piece lies: the address behind it, or 0. `plain` bytes of it, at the
// front, hold no 0xff and are searched for.
function piece_find(from: usize, end: usize, piece: usize, length: u32, plain: u32): usize {
  if (plain == length) {
    const at = bytes_find(from, <u32>(end - from), piece, length);
    return at == 0 ? 0 : at + length;
  }
  for (let at = from; at <= end; ) {
    if (plain > 0) {
      at = bytes_find(at, <u32>(end - at), piece, plain);
      if (at == 0) return 0;
    }
    const behind = piece_at(at, end, piece, length);
    if (behind != 0) return behind;
    if (at == end) return 0;
    at += plain > 0 ? 1 : utf8_width(at, end);
  }
  return 0;
}

function plain_bytes(piece: usize, length: u32): u32 {
  let plain: u32 = 0;
  while (plain < length && load<u8>(piece + plain) != ANY) plain++;
  return plain;
}

/** 1 when a string matches a program. */
export function like_program(view: usize, program: usize): i32 {
  let at = view_bytes(view);
  const end = at + view_length(view);
  const start = at;
  let piece = view_bytes(program);
  const programEnd = piece + view_length(program);
  const flags = load<u8>(piece);
  piece += 4;
  let isFirst = true;
  while (piece < programEnd) {
    const length = load<u32>(piece);
    const bytes = piece + 4;
    piece = bytes + ((length + 3) & ~3);
    const isLast = piece >= programEnd && (flags & 2) != 0;
    if (isFirst && flags & 1) {
      at = piece_at(start, end, bytes, length);
      if (at == 0 || (isLast && at != end)) return 0;
    } else if (isLast) {
      const from = piece_start(start, end, bytes, length);
      return i32(from != 0 && from >= at);
    } else {
      at = piece_find(at, end, bytes, length, plain_bytes(bytes, length));
      if (at == 0) return 0;
    }
    isFirst = false;
  }
  return 1;
}

/**
 * 1 when a string matches a pattern that is read as it stands; 2 when what follows an escape character is none that may
 * be escaped, 3 when `escape` (an address of a view, or 0) is not one code point.
 */
export function like_pattern(view: usize, pattern: usize, escape: usize): i32 {
  let escapePoint: usize = 0;
  let escapeLength: u32 = 0;
  let p = view_bytes(pattern);
  const patternEnd = p + view_length(pattern);
  if (escape != 0) {
    escapePoint = view_bytes(escape);
    escapeLength = view_length(escape);
    if (escapeLength == 0 || utf8_width(escapePoint, escapePoint + escapeLength) != escapeLength) return 3;
    if (!escapes_valid(p, patternEnd, escapePoint, escapeLength)) return 2;
  }
  let at = view_bytes(view);
  const end = at + view_length(view);
  // Where to go on when the text behind the last `%` does not fit.
  let retryPattern: usize = 0;
  let retryAt: usize = 0;
  while (true) {
    let fits = false;
    if (p < patternEnd) {
      const isEscaped = is_escape(p, patternEnd, escapePoint, escapeLength);
      const symbol = isEscaped ? p + escapeLength : p;
      const byte = load<u8>(symbol);
      if (!isEscaped && byte == 0x25) {
        p++;
        retryPattern = p;
        retryAt = at;
        continue;
      }
      if (at < end) {
        if (!isEscaped && byte == 0x5f) {
          at += utf8_width(at, end);
          p++;
          fits = true;
        } else {
          const width = utf8_width(symbol, patternEnd);
          if (at + width <= end && bytes_equal(at, symbol, width)) {
            at += width;
            p = symbol + width;
            fits = true;
          }
        }
      }
    } else if (at == end) return 1;
    if (fits) continue;
    if (retryPattern == 0 || retryAt >= end) return 0;
    retryAt += utf8_width(retryAt, end);
    at = retryAt;
    p = retryPattern;
  }
}

// @ts-ignore: decorator
@inline
function is_escape(at: usize, end: usize, escape: usize, length: u32): bool {
  return length != 0 && at + length <= end && bytes_equal(at, escape, length);
}

function escapes_valid(pattern: usize, end: usize, escape: usize, length: u32): bool {
  let at = pattern;
  while (at < end) {
    if (is_escape(at, end, escape, length)) {
      at += length;
      if (at >= end) return false;
      const byte = load<u8>(at);
      if (byte != 0x25 && byte != 0x5f && !is_escape(at, end, escape, length)) return false;
      at += is_escape(at, end, escape, length) ? <usize>length : 1;
    } else {
      at += utf8_width(at, end);
    }
  }
  return true;
}
