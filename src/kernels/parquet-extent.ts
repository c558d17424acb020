import { string_compare } from './string-view';

// Finds the smallest and the largest of some values for a Parquet writer's statistics.

const BOOL: u32 = 0;
const I32: u32 = 1;
const I64: u32 = 2;
const F32: u32 = 3;
const F64: u32 = 4;
const I128: u32 = 5;

// @ts-ignore: decorator
@inline
function extent<T>(values: usize, count: u32, used: usize, result: usize): void {
  let least: usize = 0;
  let most: usize = 0;
  let low: T = 0 as T;
  let high: T = 0 as T;
  for (let i: u32 = 0; i < count; i++) {
    if (used != 0 && load<u8>(used + i) == 0) continue;
    const at = values + <usize>i * sizeof<T>();
    const value = load<T>(at);
    // NaN has no place in an order.
    if (isFloat<T>() && value != value) continue;
    if (least == 0 || value < low) {
      low = value;
      least = at;
    }
    if (most == 0 || value > high) {
      high = value;
      most = at;
    }
  }
  store<u32>(result, <u32>least);
  store<u32>(result, <u32>most, 4);
}

// @ts-ignore: decorator
@inline
function is_less_128(a: usize, b: usize): bool {
  const high = load<i64>(a, 8);
  const other = load<i64>(b, 8);
  return high < other || (high == other && load<u64>(a) < load<u64>(b));
}

function extent_wide(values: usize, count: u32, used: usize, isView: bool, result: usize): void {
  let least: usize = 0;
  let most: usize = 0;
  for (let i: u32 = 0; i < count; i++) {
    if (used != 0 && load<u8>(used + i) == 0) continue;
    const at = values + (<usize>i << 4);
    if (least == 0) {
      least = at;
      most = at;
    } else if (isView) {
      if (string_compare(at, least) < 0) least = at;
      else if (string_compare(at, most) > 0) most = at;
    } else if (is_less_128(at, least)) least = at;
    else if (is_less_128(most, at)) most = at;
  }
  store<u32>(result, <u32>least);
  store<u32>(result, <u32>most, 4);
}

/** Stores the addresses of the smallest and the largest of `count` slots of a kind at `result`; 0 where there is none. */
export function slots_extent(kind: u32, values: usize, count: u32, used: usize, result: usize): void {
  if (kind == BOOL) extent<u8>(values, count, used, result);
  else if (kind == I32) extent<i32>(values, count, used, result);
  else if (kind == I64) extent<i64>(values, count, used, result);
  else if (kind == F32) extent<f32>(values, count, used, result);
  else if (kind == F64) extent<f64>(values, count, used, result);
  else extent_wide(values, count, used, kind != I128, result);
}

/** Marks in zeroed bytes which codes occur. */
export function codes_mark(codes: usize, count: u32, used: usize): void {
  for (let i: u32 = 0; i < count; i++) store<u8>(used + <usize>load<u32>(codes + (<usize>i << 2)), 1);
}
