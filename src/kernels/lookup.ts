import { string_compare } from './string-view';

/** Tells whether one of the `count` numbers in order at `table` is `value`. */
export function find_i32(table: usize, count: u32, value: i32): bool {
  let low: u32 = 0;
  let high = count;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (load<i32>(table + (<usize>middle << 2)) < value) low = middle + 1;
    else high = middle;
  }
  return low < count && load<i32>(table + (<usize>low << 2)) == value;
}

/** Tells whether one of the `count` numbers in order at `table` is `value`. */
export function find_i64(table: usize, count: u32, value: i64): bool {
  let low: u32 = 0;
  let high = count;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (load<i64>(table + (<usize>middle << 3)) < value) low = middle + 1;
    else high = middle;
  }
  return low < count && load<i64>(table + (<usize>low << 3)) == value;
}

/** Tells whether one of the `count` views in the order of their bytes at `table` is the string of `view`. */
export function find_view(table: usize, count: u32, view: usize): bool {
  let low: u32 = 0;
  let high = count;
  while (low < high) {
    const middle = (low + high) >> 1;
    const order = string_compare(table + (<usize>middle << 4), view);
    if (order == 0) return true;
    if (order < 0) low = middle + 1;
    else high = middle;
  }
  return false;
}
