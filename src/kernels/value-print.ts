// Values as the text that CAST to varchar makes of them, written as views to `slot`.
import { date_day, date_month, date_year } from './date-calendar';
import { scratch_take } from './scratch';
import { view_store } from './string-view';

const MICROS_PER_DAY: i64 = 86400000000;
const MICROS_PER_SECOND: i64 = 1000000;

// Writes the digits of a number behind each other, at least `width`; gives the address behind them.
function put_digits(to: usize, value: u64, width: i32): usize {
  let count = 1;
  for (let rest = value; rest >= 10; rest /= 10) count++;
  const length = max(count, width);
  let at = to + length;
  let rest = value;
  for (let i = 0; i < length; i++) {
    const next = rest / 10;
    store<u8>(--at, <u8>(0x30 + (rest - next * 10)));
    rest = next;
  }
  return to + length;
}

// @ts-ignore: decorator
@inline
function put_sign(to: usize, value: i64): usize {
  if (value >= 0) return to;
  store<u8>(to, 0x2d);
  return to + 1;
}

// @ts-ignore: decorator
@inline
function absolute(value: i64): u64 {
  return value < 0 ? <u64>(0 - value) : <u64>value;
}

// @ts-ignore: decorator
@inline
function put_sign_char(to: usize, char: u8): usize {
  store<u8>(to, char);
  return to + 1;
}

/** A whole number. */
export function print_integer(value: i64, slot: usize): void {
  const start = scratch_take(24);
  const end = put_digits(put_sign(start, value), absolute(value), 1);
  view_store(slot, start, <u32>(end - start));
}

/** A decimal of 64 bits. */
export function print_decimal(value: i64, scale: i32, slot: usize): void {
  const start = scratch_take(24);
  let power: u64 = 1;
  for (let i = 0; i < scale; i++) power *= 10;
  const size = absolute(value);
  let end = put_digits(put_sign(start, value), size / power, 1);
  if (scale > 0) end = put_digits(put_sign_char(end, 0x2e), size % power, scale);
  view_store(slot, start, <u32>(end - start));
}

function put_date(to: usize, days: i32, plus: bool): usize {
  const year = <i64>date_year(days);
  let end = put_sign(to, year);
  if (plus && year > 9999) end = put_sign_char(end, 0x2b);
  end = put_digits(end, absolute(year), 4);
  end = put_digits(put_sign_char(end, 0x2d), <u64>date_month(days), 2);
  return put_digits(put_sign_char(end, 0x2d), <u64>date_day(days), 2);
}

/** A date; years beyond 9999 have no sign. */
export function print_date(days: i32, slot: usize): void {
  const start = scratch_take(24);
  const end = put_date(start, days, false);
  view_store(slot, start, <u32>(end - start));
}

/** A timestamp in microseconds with `precision` digits of the second, 0 to 6; years beyond 9999 have a plus sign. */
export function print_timestamp(micros: i64, precision: i32, slot: usize): void {
  const start = scratch_take(40);
  let days = micros / MICROS_PER_DAY;
  let rest = micros - days * MICROS_PER_DAY;
  if (rest < 0) {
    days--;
    rest += MICROS_PER_DAY;
  }
  const seconds = rest / MICROS_PER_SECOND;
  let end = put_date(start, <i32>days, true);
  end = put_digits(put_sign_char(end, 0x20), seconds / 3600, 2);
  end = put_digits(put_sign_char(end, 0x3a), (seconds / 60) % 60, 2);
  end = put_digits(put_sign_char(end, 0x3a), seconds % 60, 2);
  if (precision > 0) {
    let fraction = <u64>(rest - seconds * MICROS_PER_SECOND);
    for (let i = precision; i < 6; i++) fraction /= 10;
    end = put_digits(put_sign_char(end, 0x2e), fraction, precision);
  }
  view_store(slot, start, <u32>(end - start));
}
