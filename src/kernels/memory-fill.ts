// Sets `length` bytes from `address` to `value`.
export function memory_fill(address: usize, value: u8, length: usize): void {
  memory.fill(address, value, length);
}
