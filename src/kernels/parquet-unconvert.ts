// From slots (vector/layout.ts) to Parquet's physical values: (source, count, output, …parameters), -1 or the index of a value that
// does not fit. parquet-convert.ts goes the other way.

/** Narrows unscaled decimals of up to 9 digits. */
export function unconvert_i64_i32(source: usize, count: i32, output: usize): i32 {
  for (let i: usize = 0; i < <usize>count; i++) store<i32>(output + (i << 2), <i32>load<i64>(source + (i << 3)));
  return -1;
}

/** Divides, rounding to the lower: epoch µs to ms, ps of day to µs or ns. */
export function unconvert_divide(source: usize, count: i32, output: usize, divisor: i32): i32 {
  const by = <i64>divisor;
  for (let i: usize = 0; i < <usize>count; i++) {
    const value = load<i64>(source + (i << 3));
    let quotient = value / by;
    if (quotient * by > value) quotient--;
    store<i64>(output + (i << 3), quotient);
  }
  return -1;
}

/** Gives ms of day as 32 bits from ps of day. */
export function unconvert_time_millis(source: usize, count: i32, output: usize): i32 {
  for (let i: usize = 0; i < <usize>count; i++)
    store<i32>(output + (i << 2), <i32>(load<i64>(source + (i << 3)) / 1000000000));
  return -1;
}

/** Gives epoch ns from (ps of µs, epoch µs); those before 1677 and after 2262 do not fit. */
export function unconvert_timestamp_nanos(source: usize, count: i32, output: usize): i32 {
  for (let i: usize = 0; i < <usize>count; i++) {
    const picos = load<i64>(source + (i << 4));
    const micros = load<i64>(source + (i << 4), 8);
    if (micros > 9223372036854774 || micros < -9223372036854775) return <i32>i;
    store<i64>(output + (i << 3), micros * 1000 + picos / 1000);
  }
  return -1;
}

/** Gives epoch ms from (epoch ms << 12 | zone). */
export function unconvert_zoned_millis(source: usize, count: i32, output: usize): i32 {
  for (let i: usize = 0; i < <usize>count; i++) store<i64>(output + (i << 3), load<i64>(source + (i << 3)) >> 12);
  return -1;
}

/** Gives epoch µs from (ps of ms, epoch ms << 12 | zone). */
export function unconvert_zoned_micros(source: usize, count: i32, output: usize): i32 {
  for (let i: usize = 0; i < <usize>count; i++) {
    const millis = load<i64>(source + (i << 4), 8) >> 12;
    store<i64>(output + (i << 3), millis * 1000 + load<i64>(source + (i << 4)) / 1000000);
  }
  return -1;
}

/** Gives the lowest `width` bytes of 128-bit numbers, highest byte first; `flip` turns the top bit of 16 bytes. */
export function unconvert_i128_fixed(source: usize, count: i32, output: usize, width: i32, flip: i32): i32 {
  const shift = <usize>(16 - width);
  for (let i: usize = 0; i < <usize>count; i++) {
    const low = bswap<u64>(load<u64>(source + (i << 4)));
    let high = bswap<u64>(load<u64>(source + (i << 4), 8));
    if (flip != 0) high ^= 128;
    const to = output + i * <usize>width;
    if (width == 16) {
      store<u64>(to, high);
      store<u64>(to, low, 8);
    } else {
      // The last byte of the upper half that is wanted comes first.
      for (let k = shift; k < 8; k++) store<u8>(to + k - shift, <u8>(high >> (k << 3)));
      store<u64>(to + <usize>width - 8, low);
    }
  }
  return -1;
}
