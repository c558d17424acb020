/** Tells whether each of `count` bytes is not 0. */
export function bytes_all_set(address: usize, count: i32): i32 {
  let i = 0;
  for (; i + 16 <= count; i += 16) {
    if (!i8x16.all_true(v128.load(address + <usize>i))) return 0;
  }
  for (; i < count; i++) if (load<u8>(address + <usize>i) == 0) return 0;
  return 1;
}

/** Sets `count` bytes to 0. */
export function bytes_clear(address: usize, count: usize): void {
  memory.fill(address, 0, count);
}
