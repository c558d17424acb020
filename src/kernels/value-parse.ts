// Texts as CAST from varchar reads them. Each kernel writes 8 bytes to `slot` and answers 0, or 1 where the text is no value.
import { date_from_civil } from './date-calendar';
import { view_bytes, view_length } from './string-view';
import { utf8_decode, utf8_width } from './utf8';

// The first digits of the scripts in the basic plane that have digits of their own.
const DIGIT_ZEROS: StaticArray<i32> = [
  0x660, 0x6f0, 0x7c0, 0x966, 0x9e6, 0xa66, 0xae6, 0xb66, 0xbe6, 0xc66, 0xce6, 0xd66, 0xde6, 0xe50, 0xed0, 0xf20, 0x1040,
  0x1090, 0x17e0, 0x1810, 0x1946, 0x19d0, 0x1a80, 0x1a90, 0x1b50, 0x1bb0, 0x1c40, 0x1c50, 0xa620, 0xa8d0, 0xa900, 0xa9d0,
  0xa9f0, 0xaa50, 0xabf0, 0xff10,
];

// The value of a digit of any script; -1 for what is none.
function digit_value(codePoint: i32): i32 {
  for (let i = 0; i < DIGIT_ZEROS.length; i++) {
    const value = codePoint - unchecked(DIGIT_ZEROS[i]);
    if (<u32>value < 10) return value;
  }
  return -1;
}

/** A whole number of `bits` bits, spaces and controls around it. */
export function parse_integer(view: usize, bits: i32, slot: usize): i32 {
  let at = view_bytes(view);
  let end = at + view_length(view);
  while (at < end && load<u8>(at) <= 0x20) at++;
  while (at < end && load<u8>(end - 1) <= 0x20) end--;
  if (at == end) return 1;
  const sign = load<u8>(at);
  const negative = sign == 0x2d;
  if (negative || sign == 0x2b) at++;
  if (at == end) return 1;
  const limit: u64 = (<u64>1 << <u64>(bits - 1)) - u64(!negative);
  let value: u64 = 0;
  while (at < end) {
    let digit = <i32>load<u8>(at) - 0x30;
    if (<u32>digit < 10) at++;
    else if (digit < 0x50) return 1;
    else {
      const width = utf8_width(at, end);
      digit = digit_value(<i32>utf8_decode(at, width));
      if (digit < 0) return 1;
      at += width;
    }
    // No number of 64 bits has more digits than fit before it is checked here.
    if (value > (limit - <u64>digit) / 10 || limit < <u64>digit) return 1;
    value = value * 10 + <u64>digit;
  }
  store<i64>(slot, negative ? 0 - <i64>value : <i64>value);
  return 0;
}

const TOO_LARGE: i64 = 1000000000;

// The number that starts at `cursor`, of `least` to `most` digits, else -1; `cursor` moves behind it.
let cursor: usize = 0;

function parse_digits(end: usize, least: i32, most: i32): i64 {
  let value: i64 = 0;
  let count = 0;
  while (cursor < end && count < most) {
    const digit = <i32>load<u8>(cursor) - 0x30;
    if (<u32>digit >= 10) break;
    value = min(value * 10 + digit, TOO_LARGE);
    cursor++;
    count++;
  }
  return count < least ? -1 : value;
}

/** A date as year-month-day, spaces and controls around it; the days since 1970-01-01. */
export function parse_date(view: usize, slot: usize): i32 {
  cursor = view_bytes(view);
  let end = cursor + view_length(view);
  while (cursor < end && load<u8>(cursor) <= 0x20) cursor++;
  while (cursor < end && load<u8>(end - 1) <= 0x20) end--;
  if (cursor == end) return 1;
  const sign = load<u8>(cursor);
  if (sign == 0x2d || sign == 0x2b) cursor++;
  const year = parse_digits(end, 1, i32.MAX_VALUE);
  if (year < 0 || year == TOO_LARGE || cursor == end || load<u8>(cursor++) != 0x2d) return 1;
  const month = parse_digits(end, 1, 2);
  if (month < 0 || cursor == end || load<u8>(cursor++) != 0x2d) return 1;
  const day = parse_digits(end, 1, 2);
  if (day < 0 || cursor != end) return 1;
  const days = date_from_civil(sign == 0x2d ? 0 - year : year, <i32>month, <i32>day);
  if (days != <i64>(<i32>days)) return 1;
  store<i64>(slot, days);
  return 0;
}
