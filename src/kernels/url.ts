// URLs as java.net.URI parses them: RFC 2396 with IPv6 addresses, visible characters beyond ASCII allowed wherever escapes are,
// and an authority that is no server (a name with `_`, say) allowed, without host and port.
import { scratch_take } from './scratch';
import { bytes_equal, view_bytes, view_length, view_store } from './string-view';
import { utf8_decode, utf8_repair, utf8_width } from './utf8';

// Character classes as bits of a table of 128 bytes.
const ALPHA: u8 = 1;
const DIGIT: u8 = 2;
const SCHEME: u8 = 4; // Behind the first letter.
const URIC: u8 = 8; // Query, fragment, opaque part.
const PATH: u8 = 16;
const SERVER: u8 = 32; // With user information, brackets aside.
const NAME: u8 = 64; // An authority that is no server.
const HEX: u8 = 128;

// Per character from 0x20: the sum of its classes. Rows of 16.
// prettier-ignore
const CLASSES = memory.data<u8>([
  // space !    "     #     $     %     &     '     (     )     *     +     ,     -     .     /
  0x00, 0x78, 0x00, 0x00, 0x78, 0x00, 0x78, 0x78, 0x78, 0x78, 0x78, 0x7c, 0x78, 0x7c, 0x7c, 0x18,
  // 0-9                                                        :     ;     <     =     >     ?
  0xfe, 0xfe, 0xfe, 0xfe, 0xfe, 0xfe, 0xfe, 0xfe, 0xfe, 0xfe, 0x78, 0x78, 0x00, 0x78, 0x00, 0x08,
  // @   A-O
  0x78, 0xfd, 0xfd, 0xfd, 0xfd, 0xfd, 0xfd, 0x7d, 0x7d, 0x7d, 0x7d, 0x7d, 0x7d, 0x7d, 0x7d, 0x7d,
  // P-Z                                                              [     \     ]     ^     _
  0x7d, 0x7d, 0x7d, 0x7d, 0x7d, 0x7d, 0x7d, 0x7d, 0x7d, 0x7d, 0x7d, 0x08, 0x00, 0x08, 0x00, 0x78,
  // `   a-o
  0x00, 0xfd, 0xfd, 0xfd, 0xfd, 0xfd, 0xfd, 0x7d, 0x7d, 0x7d, 0x7d, 0x7d, 0x7d, 0x7d, 0x7d, 0x7d,
  // p-z                                                              {     |     }     ~     DEL
  0x7d, 0x7d, 0x7d, 0x7d, 0x7d, 0x7d, 0x7d, 0x7d, 0x7d, 0x7d, 0x7d, 0x00, 0x00, 0x00, 0x78, 0x00]);

// What was found, as addresses; a part that is absent begins at 0.
let schemeStart: usize = 0;
let schemeEnd: usize = 0;
let hostStart: usize = 0;
let hostEnd: usize = 0;
let pathStart: usize = 0;
let pathEnd: usize = 0;
let queryStart: usize = 0;
let queryEnd: usize = 0;
let fragmentStart: usize = 0;
let fragmentEnd: usize = 0;
let port: i64 = -1;

// @ts-ignore: decorator
@inline
function is(at: usize, classes: u8): bool {
  const byte = <u32>load<u8>(at);
  return byte - 0x20 < 0x60 && (load<u8>(CLASSES + byte - 0x20) & classes) != 0;
}

// The width of an escape or of a visible character beyond ASCII at `at`; 0 when there is none.
function escape_width(at: usize, end: usize): u32 {
  const byte = load<u8>(at);
  if (byte == 0x25) return at + 2 < end && is(at + 1, HEX) && is(at + 2, HEX) ? 3 : 0;
  if (byte < 0x80) return 0;
  const width = utf8_width(at, end);
  const point = utf8_decode(at, width);
  if (point < 0xa1 || point >= 0x110000) return 0;
  if (point == 0x1680 || point == 0x202f || point == 0x205f || point == 0x3000) return 0;
  if (point >= 0x2000 && point <= 0x200a) return 0;
  if (point == 0x2028 || point == 0x2029) return 0;
  return width;
}

// What is fine in a query and in a path, by the low half of a character: bit h - 2 tells of the high half h.
// prettier-ignore
const URIC_ROWS: v128 = i8x16(
  0x2e, 0x3f, 0x3e, 0x3e, 0x3f, 0x3e, 0x3f, 0x3f, 0x3f, 0x3f, 0x3f, 0x1f, 0x15, 0x1f, 0x35, 0x1f);
// prettier-ignore
const PATH_ROWS: v128 = i8x16(
  0x2e, 0x3f, 0x3e, 0x3e, 0x3f, 0x3e, 0x3f, 0x3f, 0x3f, 0x3f, 0x3f, 0x17, 0x15, 0x17, 0x35, 0x1d);
const HIGH_BITS: v128 = i8x16(0, 0, 1, 2, 4, 8, 16, 32, 0, 0, 0, 0, 0, 0, 0, 0);

// The end of the run of characters of some classes, escapes included.
function scan(from: usize, end: usize, classes: u8): usize {
  let at = from;
  const hasRows = classes == URIC || classes == PATH;
  const rows = classes == URIC ? URIC_ROWS : PATH_ROWS;
  while (at < end) {
    if (hasRows && at + 16 <= end) {
      const block = v128.load(at);
      const low = i8x16.swizzle(rows, v128.and(block, i8x16.splat(15)));
      const high = i8x16.swizzle(HIGH_BITS, i8x16.shr_u(block, 4));
      const wrong = <u32>i8x16.bitmask(i8x16.eq(v128.and(low, high), i8x16.splat(0)));
      if (wrong == 0) {
        at += 16;
        continue;
      }
      at += ctz(wrong);
    }
    if (is(at, classes)) {
      at++;
    } else {
      const width = escape_width(at, end);
      if (width == 0) break;
      at += width;
    }
  }
  return at;
}

// The first of up to three bytes at or behind `from`, or `end`.
function find_any(from: usize, end: usize, a: u8, b: u8, c: u8): usize {
  let at = from;
  const first = i8x16.splat(a);
  const second = i8x16.splat(b);
  const third = i8x16.splat(c);
  for (; at + 16 <= end; at += 16) {
    const block = v128.load(at);
    const found = v128.or(v128.or(i8x16.eq(block, first), i8x16.eq(block, second)), i8x16.eq(block, third));
    const mask = <u32>i8x16.bitmask(found);
    if (mask != 0) return at + ctz(mask);
  }
  while (at < end && load<u8>(at) != a && load<u8>(at) != b && load<u8>(at) != c) at++;
  return at;
}

function url_parse(view: usize): bool {
  const start = view_bytes(view);
  const end = start + view_length(view);
  schemeStart = hostStart = pathStart = queryStart = fragmentStart = 0;
  port = -1;
  let at = start;
  while (at < end && load<u8>(at) != 0x3a && load<u8>(at) != 0x2f && load<u8>(at) != 0x3f && load<u8>(at) != 0x23) at++;
  if (at < end && load<u8>(at) == 0x3a) {
    if (at == start || !is(start, ALPHA)) return false;
    for (let i = start; i < at; i++) {
      if (!is(i, SCHEME)) return false;
    }
    schemeStart = start;
    schemeEnd = at;
    at++;
    if (at < end && load<u8>(at) == 0x2f) {
      at = parse_hierarchical(at, end);
    } else {
      const hash = find_any(at, end, 0x23, 0x23, 0x23);
      if (hash == at || scan(at, hash, URIC) != hash) return false;
      at = hash;
    }
  } else {
    at = parse_hierarchical(start, end);
  }
  if (at == 0) return false;
  if (at < end && load<u8>(at) == 0x23) {
    if (scan(at + 1, end, URIC) != end) return false;
    fragmentStart = at + 1;
    fragmentEnd = end;
    at = end;
  }
  return at == end;
}

// Parses authority, path and query: the address behind them, or 0.
function parse_hierarchical(start: usize, end: usize): usize {
  let at = start;
  if (at + 1 < end && load<u8>(at) == 0x2f && load<u8>(at + 1) == 0x2f) {
    at += 2;
    const stop = find_any(at, end, 0x2f, 0x3f, 0x23);
    if (stop > at) {
      if (!parse_authority(at, stop)) return 0;
      at = stop;
    } else if (stop == end) return 0;
  }
  const stop = find_any(at, end, 0x3f, 0x23, 0x23);
  if (scan(at, stop, PATH) != stop) return 0;
  pathStart = at;
  pathEnd = stop;
  at = stop;
  if (at < end && load<u8>(at) == 0x3f) {
    const hash = find_any(at + 1, end, 0x23, 0x23, 0x23);
    if (scan(at + 1, hash, URIC) != hash) return 0;
    queryStart = at + 1;
    queryEnd = hash;
    at = hash;
  }
  return at;
}

function parse_authority(start: usize, end: usize): bool {
  if (parse_server(start, end)) return true;
  hostStart = 0;
  port = -1;
  return scan(start, end, NAME) == end;
}

function parse_server(start: usize, end: usize): bool {
  let at = start;
  const sign = find_any(at, end, 0x40, 0x40, 0x40);
  if (sign < end) {
    // User information may hold what a server may, the sign itself aside.
    if (scan(at, sign, SERVER) != sign) return false;
    at = sign + 1;
  }
  hostStart = at;
  if (at < end && load<u8>(at) == 0x5b) {
    const close = find_any(at, end, 0x5d, 0x5d, 0x5d);
    if (close == end) return false;
    const percent = find_any(at + 1, close, 0x25, 0x25, 0x25);
    if (!is_ipv6(at + 1, percent)) return false;
    if (percent < close && !is_scope(percent + 1, close)) return false;
    at = close + 1;
  } else {
    const behind = ipv4_end(at, end);
    at = behind > at && (behind == end || load<u8>(behind) == 0x3a) ? behind : hostname_end(at, end);
    if (at == 0) return false;
  }
  hostEnd = at;
  if (at < end && load<u8>(at) == 0x3a) {
    at++;
    if (at < end) {
      let value: i64 = 0;
      for (; at < end; at++) {
        if (!is(at, DIGIT)) return false;
        value = value * 10 + <i64>(load<u8>(at) - 0x30);
        if (value > 0x7fffffff) return false;
      }
      port = value;
    }
  }
  return at == end;
}

// The end of four numbers up to 255 with points between, or 0.
function ipv4_end(start: usize, end: usize): usize {
  let at = start;
  for (let part = 0; part < 4; part++) {
    if (part > 0) {
      if (at >= end || load<u8>(at) != 0x2e) return 0;
      at++;
    }
    const from = at;
    let value: u32 = 0;
    while (at < end && is(at, DIGIT) && value < 1000) {
      value = value * 10 + <u32>(load<u8>(at) - 0x30);
      at++;
    }
    if (at == from || value > 255) return 0;
  }
  // More digits or points make it a name, and no valid one.
  return at < end && (is(at, DIGIT) || load<u8>(at) == 0x2e) ? 0 : at;
}

// The end of a host name, or 0: labels of letters, digits and inner hyphens; the last begins with a letter.
function hostname_end(start: usize, end: usize): usize {
  let at = start;
  let label: usize = 0;
  while (at < end && is(at, ALPHA | DIGIT)) {
    label = at;
    while (at < end && (is(at, ALPHA | DIGIT) || load<u8>(at) == 0x2d)) at++;
    if (load<u8>(at - 1) == 0x2d) return 0;
    if (at < end && load<u8>(at) == 0x2e) at++;
    else break;
  }
  if (label == 0 || (at < end && load<u8>(at) != 0x3a)) return 0;
  return label > start && !is(label, ALPHA) ? 0 : at;
}

function is_scope(start: usize, end: usize): bool {
  for (let at = start; at < end; at++) {
    if (!is(at, ALPHA | DIGIT) && load<u8>(at) != 0x5f && load<u8>(at) != 0x2e) return false;
  }
  return start < end;
}

// Eight groups of up to four hexadecimal digits; `::` stands for one and more, an IPv4 address for the last two.
function is_ipv6(start: usize, end: usize): bool {
  let at = start;
  let groups = 0;
  let isShort = false;
  if (at + 1 < end && load<u8>(at) == 0x3a && load<u8>(at + 1) == 0x3a) {
    isShort = true;
    at += 2;
  }
  while (at < end) {
    const last = ipv4_end(at, end);
    if (last == end) {
      groups += 2;
      at = end;
      break;
    }
    const from = at;
    while (at < end && is(at, HEX)) at++;
    if (at == from || at - from > 4) return false;
    groups++;
    if (at == end) break;
    if (load<u8>(at) != 0x3a) return false;
    at++;
    if (at < end && load<u8>(at) == 0x3a) {
      if (isShort) return false;
      isShort = true;
      at++;
    } else if (at == end) return false;
  }
  return isShort ? groups < 8 : groups == 8;
}

// Writes bytes with their escapes decoded; bytes that are not UTF-8 then become U+FFFD. A plus is a space where asked.
function store_decoded(start: usize, end: usize, plusIsSpace: bool, slot: usize): void {
  const escape = find_any(start, end, 0x25, 0x25, plusIsSpace ? 0x2b : 0x25);
  if (escape == end) {
    view_store(slot, start, <u32>(end - start));
    return;
  }
  const raw = scratch_take(end - start);
  let to = raw;
  for (let at = start; at < end; to++) {
    const byte = load<u8>(at);
    if (byte == 0x25) {
      store<u8>(to, (hex(load<u8>(at + 1)) << 4) | hex(load<u8>(at + 2)));
      at += 3;
    } else {
      store<u8>(to, byte == 0x2b && plusIsSpace ? 0x20 : byte);
      at++;
    }
  }
  const length = <u32>(to - raw);
  const fixed = scratch_take(<usize>length * 3);
  const fixedLength = utf8_repair(raw, length, fixed);
  view_store(slot, fixed, fixedLength);
}

// @ts-ignore: decorator
@inline
function hex(byte: u8): u8 {
  return byte <= 0x39 ? byte - 0x30 : (byte | 0x20) - 0x57;
}

/** Writes a part of a URL, decoded where parts are, and answers 1; 0 when it is no URL. Parts: scheme, host, path, query, fragment. */
export function url_extract(view: usize, part: i32, slot: usize): i32 {
  if (!url_parse(view)) return 0;
  const start = part == 0 ? schemeStart : part == 1 ? hostStart : part == 2 ? pathStart : part == 3 ? queryStart : fragmentStart;
  const end = part == 0 ? schemeEnd : part == 1 ? hostEnd : part == 2 ? pathEnd : part == 3 ? queryEnd : fragmentEnd;
  if (start == 0) view_store(slot, view, 0);
  else if (part < 2) view_store(slot, start, <u32>(end - start));
  else store_decoded(start, end, false, slot);
  return 1;
}

/** The port of a URL, or -1. */
export function url_extract_port(view: usize): i64 {
  return url_parse(view) ? port : -1;
}

/** Writes the decoded value of a query's parameter and answers 1; 0 when there is none. */
export function url_extract_parameter(view: usize, name: usize, slot: usize): i32 {
  if (!url_parse(view) || queryStart == 0) return 0;
  const sought = view_bytes(name);
  const length = <usize>view_length(name);
  let at = queryStart;
  while (true) {
    const stop = find_any(at, queryEnd, 0x26, 0x26, 0x26);
    const equals = find_any(at, stop, 0x3d, 0x3d, 0x3d);
    if (equals - at == length && bytes_equal(at, sought, <u32>length)) {
      store_decoded(equals == stop ? stop : equals + 1, stop, true, slot);
      return 1;
    }
    if (stop == queryEnd) return 0;
    at = stop + 1;
  }
}
