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

/** How many codes are looked at together. */
const CODES: usize = 16;

/**
 * Lists at `selected` which of `count` rows have a code whose byte at `truths` is 1, and are present by the bytes at `validity` (0: all are).
 * Gives how many.
 */
export function select_codes(codes: usize, count: usize, truths: usize, validity: usize, selected: usize): usize {
  let end = selected;
  const whole = count & ~(CODES - 1);
  for (let row: usize = 0; row < whole; row += CODES) {
    const at = codes + (row << 2);
    const first = load<u32>(at);
    // Runs of one code are common in columns that are mostly of one value.
    if (load<u8>(truths + <usize>first) == 0) {
      const all = i32x4.splat(first);
      const same = v128.and(
        v128.and(i32x4.eq(v128.load(at), all), i32x4.eq(v128.load(at, 16), all)),
        v128.and(i32x4.eq(v128.load(at, 32), all), i32x4.eq(v128.load(at, 48), all)),
      );
      if (i32x4.all_true(same)) continue;
    }
    end = select_some(codes, row, row + CODES, truths, validity, end);
  }
  end = select_some(codes, whole, count, truths, validity, end);
  return (end - selected) >> 2;
}

// The row is written in any case and kept by moving on: no branch to mispredict.
@inline
function select_some(codes: usize, from: usize, to: usize, truths: usize, validity: usize, out: usize): usize {
  let end = out;
  if (validity == 0) {
    for (let row = from; row < to; row++) {
      store<u32>(end, <u32>row);
      end += <usize>load<u8>(truths + <usize>load<u32>(codes + (row << 2))) << 2;
    }
  } else {
    for (let row = from; row < to; row++) {
      store<u32>(end, <u32>row);
      end += <usize>(load<u8>(truths + <usize>load<u32>(codes + (row << 2))) & load<u8>(validity + row)) << 2;
    }
  }
  return end;
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
