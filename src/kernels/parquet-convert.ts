import { store_view } from './parquet-values';

// From the physical values of a Parquet page to the slots of a table's type. Each kernel takes (source, count, output, …),
// may work in place where the widths are equal, and gives -1, or the index of the first value that does not fit.

const POWERS = memory.data<u64>([
  1, 10, 100, 1000, 10000, 100000, 1000000, 10000000, 100000000, 1000000000, 10000000000, 100000000000, 1000000000000,
  10000000000000, 100000000000000, 1000000000000000, 10000000000000000, 100000000000000000, 1000000000000000000,
]);

// @ts-ignore: decorator
@inline
function power(exponent: u32): i64 {
  return load<i64>(POWERS + (<usize>exponent << 3));
}

/** Refuses every value: a column of NULLs has none. */
export function convert_nothing(source: usize, count: u32, output: usize): i32 {
  return count == 0 ? -1 : 0;
}

/** Widens i32 (or u32) to i64. */
export function convert_i32_i64(source: usize, count: u32, output: usize, isUnsigned: u32): i32 {
  if (isUnsigned != 0) for (let i: u32 = 0; i < count; i++) store<u64>(output + (i << 3), load<u32>(source + (i << 2)));
  else for (let i: u32 = 0; i < count; i++) store<i64>(output + (i << 3), load<i32>(source + (i << 2)));
  return -1;
}

/** Narrows i64 to i32 between `low` and `high`. */
export function convert_i64_i32(source: usize, count: u32, output: usize, low: i32, high: i32): i32 {
  for (let i: u32 = 0; i < count; i++) {
    const value = load<i64>(source + (i << 3));
    if (value < low || value > high) return i;
    store<i32>(output + (i << 2), <i32>value);
  }
  return -1;
}

/** Copies i32 that lie between `low` and `high`. */
export function convert_i32_i32(source: usize, count: u32, output: usize, low: i32, high: i32): i32 {
  for (let i: u32 = 0; i < count; i++) {
    const value = load<i32>(source + (i << 2));
    if (value < low || value > high) return i;
    store<i32>(output + (i << 2), value);
  }
  return -1;
}

/** Widens u64 to i128. */
export function convert_u64_i128(source: usize, count: u32, output: usize): i32 {
  for (let i: u32 = 0; i < count; i++) {
    store<u64>(output + (i << 4), load<u64>(source + (i << 3)));
    store<u64>(output + (i << 4), 0, 8);
  }
  return -1;
}

/** Widens f32 to f64. */
export function convert_f32_f64(source: usize, count: u32, output: usize): i32 {
  for (let i: u32 = 0; i < count; i++) store<f64>(output + (i << 3), load<f32>(source + (i << 2)));
  return -1;
}

/** Widens half precision to f32. */
export function convert_f16_f32(source: usize, count: u32, output: usize): i32 {
  for (let i: u32 = 0; i < count; i++) {
    const half = <u32>load<u16>(source + (i << 1));
    const sign = (half & 0x8000) << 16;
    const exponent = (half >> 10) & 31;
    const fraction = half & 1023;
    // A subnormal half is a normal float: its fraction times 2^-24.
    if (exponent == 0) store<u32>(output + (i << 2), reinterpret<u32>(<f32>fraction * 5.9604644775390625e-8) | sign);
    else if (exponent == 31) store<u32>(output + (i << 2), sign | 0x7f800000 | (fraction << 13));
    else store<u32>(output + (i << 2), sign | ((exponent + 112) << 23) | (fraction << 13));
  }
  return -1;
}

/** Multiplies i64 decimals by 10^exponent; the result has at most `precision` digits (18 at most). */
export function convert_decimal_i64(source: usize, count: u32, output: usize, exponent: u32, precision: u32): i32 {
  const factor = power(exponent);
  const limit = (power(precision) - 1) / factor;
  for (let i: u32 = 0; i < count; i++) {
    const value = load<i64>(source + (i << 3));
    if (value > limit || value < -limit) return i;
    store<i64>(output + (i << 3), value * factor);
  }
  return -1;
}

/** Widens i64 to i128. */
export function convert_i64_i128(source: usize, count: u32, output: usize): i32 {
  for (let i: u32 = 0; i < count; i++) {
    const value = load<i64>(source + (i << 3));
    store<i64>(output + (i << 4), value);
    store<i64>(output + (i << 4), value >> 63, 8);
  }
  return -1;
}

/** Multiplies i128 decimals by 10^exponent; the result has at most `precision` digits. */
export function convert_decimal_i128(source: usize, count: u32, output: usize, exponent: u32, precision: u32): i32 {
  // 10^precision as two words.
  let limitLow: u64 = 1;
  let limitHigh: u64 = 0;
  for (let i: u32 = 0; i < precision; i++) {
    limitHigh = limitHigh * 10 + times10_high(limitLow);
    limitLow *= 10;
  }
  for (let i: u32 = 0; i < count; i++) {
    let low = load<u64>(source + (i << 4));
    let high = load<u64>(source + (i << 4), 8);
    const isNegative = <i64>high < 0;
    if (isNegative) {
      low = 0 - low;
      high = ~high + (low == 0 ? 1 : 0);
    }
    for (let digit: u32 = 0; digit < exponent; digit++) {
      if (high > limitHigh) return i;
      high = high * 10 + times10_high(low);
      low *= 10;
    }
    if (high > limitHigh || (high == limitHigh && low >= limitLow)) return i;
    if (isNegative) {
      low = 0 - low;
      high = ~high + (low == 0 ? 1 : 0);
    }
    store<u64>(output + (i << 4), low);
    store<u64>(output + (i << 4), high, 8);
  }
  return -1;
}

// The upper word of 10 × value.
function times10_high(value: u64): u64 {
  return ((value >> 32) * 10 + (((value & 0xffffffff) * 10) >> 32)) >> 32;
}

/** Narrows i128 to i64. */
export function convert_i128_i64(source: usize, count: u32, output: usize): i32 {
  for (let i: u32 = 0; i < count; i++) {
    const low = load<i64>(source + (i << 4));
    if (load<i64>(source + (i << 4), 8) != low >> 63) return i;
    store<i64>(output + (i << 3), low);
  }
  return -1;
}

/** Decodes big-endian two's complement numbers of `width` bytes to i128. */
export function convert_fixed_i128(source: usize, count: u32, output: usize, width: u32): i32 {
  for (let i: u32 = 0; i < count; i++) if (!big_endian(source + i * width, width, output + (i << 4))) return i;
  return -1;
}

/** Decodes big-endian two's complement numbers of `width` (1 to 8) bytes to i64. */
export function convert_fixed_i64(source: usize, count: u32, output: usize, width: u32): i32 {
  const shift = 64 - (<u64>width << 3);
  for (let i: u32 = 0; i < count; i++) {
    // The bytes of the value are the last of the 8 that end with it.
    const bytes = bswap<u64>(load<u64>(source + i * width + width - 8));
    store<i64>(output + (i << 3), <i64>(bytes << shift) >> shift);
  }
  return -1;
}

/** Decodes views of big-endian two's complement numbers to i128. */
export function convert_views_i128(source: usize, count: u32, output: usize): i32 {
  for (let i: u32 = 0; i < count; i++) {
    const view = source + (i << 4);
    const length = load<u32>(view);
    const bytes = length <= 12 ? view + 4 : <usize>load<u32>(view, 8);
    if (!big_endian(bytes, length, output + (i << 4))) return i;
  }
  return -1;
}

function big_endian(source: usize, width: u32, output: usize): bool {
  let low: u64 = 0;
  let high: u64 = 0;
  if (width != 0) low = high = <u64>(<i64>load<i8>(source) >> 7);
  const fill = low;
  for (let i: u32 = 0; i < width; i++) {
    if (i + 16 < width) {
      if (load<u8>(source + i) != <u8>fill) return false;
      continue;
    }
    high = (high << 8) | (low >> 56);
    low = (low << 8) | load<u8>(source + i);
  }
  if (width > 16 && <i64>(high ^ fill) < 0) return false;
  store<u64>(output, low);
  store<u64>(output, high, 8);
  return true;
}

/** Turns 16 bytes into the number that orders uuids. */
export function convert_uuid(source: usize, count: u32, output: usize): i32 {
  for (let i: u32 = 0; i < count; i++) {
    const high = bswap<u64>(load<u64>(source + (i << 4)));
    const low = bswap<u64>(load<u64>(source + (i << 4), 8));
    store<u64>(output + (i << 4), low);
    store<u64>(output + (i << 4), high ^ 0x8000000000000000, 8);
  }
  return -1;
}

// Rounds to a multiple of `unit`, halves up.
// @ts-ignore: decorator
@inline
function round_to(value: i64, unit: i64): i64 {
  return floor_div(value + unit / 2, unit) * unit;
}

// @ts-ignore: decorator
@inline
function floor_div(value: i64, divisor: i64): i64 {
  const quotient = value / divisor;
  return quotient - (value % divisor < 0 ? 1 : 0);
}

/** Turns counts of 10^-digits seconds (digits 3, 6 or 9) into µs rounded to `precision` (at most 6) digits. */
export function convert_timestamp_i64(source: usize, count: u32, output: usize, digits: u32, precision: u32): i32 {
  const unit: i64 = precision < digits ? power(digits - precision) : 1;
  const factor: i64 = digits < 6 ? power(6 - digits) : 1;
  const divisor: i64 = digits > 6 ? power(digits - 6) : 1;
  const limit = i64.MAX_VALUE / factor - unit;
  for (let i: u32 = 0; i < count; i++) {
    let value = load<i64>(source + (i << 3));
    if (value > limit || value < -limit) return i;
    if (unit != 1) value = round_to(value, unit);
    store<i64>(output + (i << 3), divisor != 1 ? value / divisor : value * factor);
  }
  return -1;
}

/** Turns counts of 10^-digits seconds into the two words of a timestamp of 7 to 12 digits. */
export function convert_timestamp_i128(source: usize, count: u32, output: usize, digits: u32, precision: u32): i32 {
  const unit: i64 = precision < digits ? power(digits - precision) : 1;
  const factor: i64 = digits < 6 ? power(6 - digits) : 1;
  const divisor: i64 = digits > 6 ? power(digits - 6) : 1;
  const limit = i64.MAX_VALUE / factor - unit;
  for (let i: u32 = 0; i < count; i++) {
    let value = load<i64>(source + (i << 3));
    if (value > limit || value < -limit) return i;
    if (unit != 1) value = round_to(value, unit);
    const micros = floor_div(value, divisor);
    store<i64>(output + (i << 4), (value - micros * divisor) * (digits > 6 ? power(12 - digits) : 0));
    store<i64>(output + (i << 4), micros * factor, 8);
  }
  return -1;
}

const NANOS_OF_DAY: i64 = 86400000000000;
const JULIAN_OF_EPOCH: i64 = 2440588;
// More days do not fit into 64 bits of microseconds.
const DAYS_MAX: i64 = 106751990;

/** Turns INT96 (nanoseconds of the day, Julian day) into µs rounded to `precision` (at most 6) digits. */
export function convert_int96_i64(source: usize, count: u32, output: usize, precision: u32): i32 {
  const unit = power(9 - precision);
  for (let i: u32 = 0; i < count; i++) {
    const nanos = load<i64>(source + i * 12);
    if (nanos < 0 || nanos >= NANOS_OF_DAY) return i;
    const days = <i64>load<i32>(source + i * 12, 8) - JULIAN_OF_EPOCH;
    if (days > DAYS_MAX || days < -DAYS_MAX) return i;
    store<i64>(output + (i << 3), days * 86400000000 + round_to(nanos, unit) / 1000);
  }
  return -1;
}

/** Turns INT96 into the two words of a timestamp of 7 to 12 digits. */
export function convert_int96_i128(source: usize, count: u32, output: usize, precision: u32): i32 {
  const unit: i64 = precision < 9 ? power(9 - precision) : 1;
  for (let i: u32 = 0; i < count; i++) {
    const nanos = load<i64>(source + i * 12);
    if (nanos < 0 || nanos >= NANOS_OF_DAY) return i;
    const days = <i64>load<i32>(source + i * 12, 8) - JULIAN_OF_EPOCH;
    if (days > DAYS_MAX || days < -DAYS_MAX) return i;
    const rounded = round_to(nanos, unit);
    store<i64>(output + (i << 4), (rounded % 1000) * 1000);
    store<i64>(output + (i << 4), days * 86400000000 + rounded / 1000, 8);
  }
  return -1;
}

/** Turns counts of 10^-digits seconds of a day into ps rounded to `precision` digits; midnight follows the last one. */
export function convert_time(source: usize, count: u32, output: usize, digits: u32, precision: u32): i32 {
  const day = 86400 * power(digits);
  const unit: i64 = precision < digits ? power(digits - precision) : 1;
  const factor = power(12 - digits);
  for (let i: u32 = 0; i < count; i++) {
    const value = load<i64>(source + (i << 3));
    if (value < 0 || value >= day) return i;
    store<i64>(output + (i << 3), (round_to(value, unit) % day) * factor);
  }
  return -1;
}

/** Makes views of values of `width` bytes each. */
export function fixed_views(source: usize, count: u32, output: usize, width: u32): i32 {
  for (let i: u32 = 0; i < count; i++) store_view(output + (i << 4), source + i * width, width);
  return -1;
}

/** Cuts texts to `length` characters and, for `isChar`, drops the spaces at their end. */
export function convert_text(source: usize, count: u32, output: usize, length: u32, isChar: u32): i32 {
  for (let i: u32 = 0; i < count; i++) {
    const view = source + (i << 4);
    const bytes = load<u32>(view);
    const start = bytes <= 12 ? view + 4 : <usize>load<u32>(view, 8);
    let end = bytes;
    if (bytes > length) {
      let characters: u32 = 0;
      for (end = 0; end < bytes; end++) {
        if ((load<u8>(start + end) & 0xc0) != 0x80 && characters++ == length) break;
      }
    }
    if (isChar != 0) while (end != 0 && load<u8>(start + end - 1) == 32) end--;
    if (end == bytes) v128.store(output + (i << 4), v128.load(view));
    else store_view(output + (i << 4), start, end);
  }
  return -1;
}
