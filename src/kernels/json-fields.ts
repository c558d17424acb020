import { bytes_equal } from './string-view';

// Passes the fields of a JSON object, as long as they come in the order in which the last objects had them, and notes where the wanted strings
// and numbers lie. What is unusual in any way is left to the caller, at the field's begin.

const QUOTE: u8 = 34;
const BACKSLASH: u8 = 92;

/** One expected field: address of its key's bytes, their count, 1 where its value is wanted. A count of -1 never is what comes. */
const FIELD_BYTES: usize = 12;
const COUNT: usize = 4;
const WANTED: usize = 8;

/** One noted value: its field's place, and where its content begins and ends. */
const SPAN_BYTES: usize = 12;

/** Added to the place of a noted value that is a string. */
const IS_STRING: u32 = 1 << 30;

/** Added to the place that is given back: the cursor is at a wanted value, or at the object's closing brace. */
const AT_VALUE: u32 = 1 << 30;
const AT_END: u32 = 1 << 31;

// @ts-ignore: decorator
@inline
function skip_blanks(at: usize, end: usize): usize {
  while (at < end && load<u8>(at) <= 32) at++;
  return at;
}

// @ts-ignore: decorator
@inline
function is_digit(byte: u8): bool {
  return <u32>byte - 48 < 10;
}

// Gives the end of a string's content that begins at `at`, or 0 where it has escapes or no end.
function string_end(at: usize, end: usize): usize {
  for (; at + 16 <= end; at += 16) {
    const bytes = v128.load(at);
    const found = v128.or(i8x16.eq(bytes, i8x16.splat(QUOTE)), i8x16.eq(bytes, i8x16.splat(BACKSLASH)));
    const mask = i8x16.bitmask(found);
    if (mask == 0) continue;
    at += ctz(mask);
    return load<u8>(at) == QUOTE ? at : 0;
  }
  for (; at < end; at++) {
    const byte = load<u8>(at);
    if (byte == QUOTE) return at;
    if (byte == BACKSLASH) return 0;
  }
  return 0;
}

function digits_end(at: usize, end: usize): usize {
  while (at < end && is_digit(load<u8>(at))) at++;
  return at;
}

// Gives the end of a number, or 0.
function number_end(at: usize, end: usize): usize {
  if (load<u8>(at) == 45) at++;
  const first = at;
  at = digits_end(at, end);
  if (at == first || (load<u8>(first) == 48 && at > first + 1)) return 0;
  if (at < end && load<u8>(at) == 46) {
    const fraction = at + 1;
    at = digits_end(fraction, end);
    if (at == fraction) return 0;
  }
  if (at < end && (load<u8>(at) | 32) == 101) {
    at++;
    if (at < end && (load<u8>(at) == 43 || load<u8>(at) == 45)) at++;
    const exponent = at;
    at = digits_end(exponent, end);
    if (at == exponent) return 0;
  }
  return at;
}

// Gives the end of a string, number or word, or 0 for anything else.
function scalar_end(at: usize, end: usize): usize {
  const byte = load<u8>(at);
  if (byte == QUOTE) {
    const close = string_end(at + 1, end);
    return close == 0 ? 0 : close + 1;
  }
  if (byte == 45 || is_digit(byte)) return number_end(at, end);
  if (at + 4 > end) return 0;
  const word = load<u32>(at);
  if (word == 0x65757274 || word == 0x6c6c756e) return at + 4;
  return word == 0x736c6166 && at + 5 <= end && load<u8>(at, 4) == 101 ? at + 5 : 0;
}

/**
 * Passes fields from `at` on, the first of which is expected to be that of `place`, of `count`. Gives the place of the field where it ends, and
 * at `stopped` the address: of the field's begin, of a wanted value, or of the closing brace behind the last field; then the end of the
 * wanted values that it noted from `spans` on.
 */
export function json_pass_fields(
  fields: usize,
  place: u32,
  count: u32,
  at: usize,
  end: usize,
  stopped: usize,
  spans: usize,
): u32 {
  while (true) {
    store<u32>(stopped, <u32>at);
    store<u32>(stopped, <u32>spans, 4);
    if (place >= count) return place;
    const field = fields + <usize>place * FIELD_BYTES;
    const keyBytes = <usize>load<u32>(field, COUNT);
    at = skip_blanks(at, end);
    // Quotes, a colon and a value of at least one byte.
    if (<u64>at + <u64>keyBytes + 4 > <u64>end || load<u8>(at) != QUOTE) return place;
    at++;
    if (load<u8>(at + keyBytes) != QUOTE || !bytes_equal(at, <usize>load<u32>(field), <u32>keyBytes)) return place;
    at = skip_blanks(at + keyBytes + 1, end);
    if (at >= end || load<u8>(at) != 58) return place;
    at = skip_blanks(at + 1, end);
    if (at >= end) return place;
    const value = at;
    const first = load<u8>(value);
    const isWanted = load<u32>(field, WANTED) != 0;
    const isString = first == QUOTE;
    at = isWanted && !isString && first != 45 && !is_digit(first) ? 0 : scalar_end(value, end);
    if (at == 0) {
      if (!isWanted) return place;
      store<u32>(stopped, <u32>value);
      return place | AT_VALUE;
    }
    const valueEnd = at;
    at = skip_blanks(at, end);
    if (at >= end) return place;
    const byte = load<u8>(at);
    if (byte != 125 && byte != 44) return place;
    if (isWanted) {
      store<u32>(spans, isString ? place | IS_STRING : place);
      store<u32>(spans, <u32>(isString ? value + 1 : value), 4);
      store<u32>(spans, <u32>(isString ? valueEnd - 1 : valueEnd), 8);
      spans += SPAN_BYTES;
    }
    if (byte == 125) {
      store<u32>(stopped, <u32>at);
      store<u32>(stopped, <u32>spans, 4);
      return (place + 1) | AT_END;
    }
    at++;
    place++;
  }
}
