// CRC-32 of gzip (polynomial 0xedb88320 reflected), eight bytes a step: table k gives the effect of a byte k places ahead.
let tables: usize = 0;

/** Makes the tables, 8 KiB at `address`; `crc32` uses them until the next call. */
export function crc32_init(address: usize): void {
  for (let i: u32 = 0; i < 256; i++) {
    let crc = i;
    for (let bit = 0; bit < 8; bit++) crc = (crc >> 1) ^ (0xedb88320 & (0 - (crc & 1)));
    store<u32>(address + (i << 2), crc);
  }
  for (let i: u32 = 256; i < 2048; i++) {
    const crc = load<u32>(address + ((i - 256) << 2));
    store<u32>(address + (i << 2), (crc >> 8) ^ load<u32>(address + ((crc & 255) << 2)));
  }
  tables = address;
}

// @ts-ignore: decorator
@inline
function entry(table: usize, byte: u32): u32 {
  return load<u32>(tables + (table << 10) + (<usize>(byte & 255) << 2));
}

/** The CRC-32 of `bytes` bytes. */
export function crc32(address: usize, bytes: usize): u32 {
  let crc: u32 = 0xffffffff;
  let at = address;
  const end = address + bytes;
  for (; end - at >= 8; at += 8) {
    const low = load<u32>(at) ^ crc;
    const high = load<u32>(at, 4);
    crc =
      entry(7, low) ^ entry(6, low >> 8) ^ entry(5, low >> 16) ^ entry(4, low >> 24) ^
      entry(3, high) ^ entry(2, high >> 8) ^ entry(1, high >> 16) ^ entry(0, high >> 24);
  }
  for (; at < end; at++) crc = (crc >> 8) ^ entry(0, crc ^ load<u8>(at));
  return ~crc;
}
