/** The smallest b such that each of `count` i64 values lies in [-2^b, 2^b). */
export function magnitude_bits_i64(values: usize, count: i32): i32 {
  let all = i64x2.splat(0);
  let i = 0;
  for (; i + 2 <= count; i += 2) {
    const v = v128.load(values + (<usize>i << 3));
    all = v128.or(all, v128.xor(v, i64x2.shr_s(v, 63)));
  }
  let bits = i64x2.extract_lane(all, 0) | i64x2.extract_lane(all, 1);
  if (i < count) {
    const v = load<i64>(values + (<usize>i << 3));
    bits |= v ^ (v >> 63);
  }
  return 64 - <i32>clz<i64>(bits);
}

/** The same for i128 values; 127 when one does not fit an i64. */
export function magnitude_bits_i128(values: usize, count: i32): i32 {
  let bits: i64 = 0;
  let wide: i64 = 0;
  for (let i = 0; i < count; i++) {
    const low = load<i64>(values + (<usize>i << 4));
    const high = load<i64>(values + (<usize>i << 4), 8);
    wide |= high ^ (low >> 63);
    bits |= low ^ (low >> 63);
  }
  return wide != 0 ? 127 : 64 - <i32>clz<i64>(bits);
}

/** `magnitude_bits_i64` of the `count` rows whose indices lie at `selection`. */
export function magnitude_bits_i64_selected(values: usize, selection: usize, count: i32): i32 {
  let bits: i64 = 0;
  for (let i = 0; i < count; i++) {
    const v = load<i64>(values + (<usize>load<u32>(selection + (<usize>i << 2)) << 3));
    bits |= v ^ (v >> 63);
  }
  return 64 - <i32>clz<i64>(bits);
}
