// Compresses one LZ4 block (https://github.com/lz4/lz4/blob/dev/doc/lz4_Block_format.md). `table` is 64 KiB, zeroed by the kernel; up to
// 8 bytes beyond the source are read, up to 32 beyond the output written.

const HASH_BITS: u32 = 14;

// @ts-ignore: decorator
@inline
function slot_of(table: usize, word: u32): usize {
  return table + (<usize>((word * 2654435761) >> (32 - HASH_BITS)) << 2);
}

function put_length(to: usize, length: usize): usize {
  let at = to;
  let rest = length;
  for (; rest >= 255; rest -= 255) store<u8>(at++, 255);
  store<u8>(at, <u8>rest);
  return at + 1;
}

function put_literals(to: usize, from: usize, length: usize, matchLength: usize): usize {
  const match: usize = matchLength >= 15 ? 15 : matchLength;
  let at = to + 1;
  if (length >= 15) {
    store<u8>(to, <u8>(240 | match));
    at = put_length(at, length - 15);
  } else store<u8>(to, <u8>((length << 4) | match));
  memory.copy(at, from, length);
  return at + length;
}

/** Most bytes that `bytes` bytes become. */
export function lz4_write_bound(bytes: usize): usize {
  return bytes + bytes / 255 + 64;
}

/** Compresses [source, source + bytes) to `output`; gives the compressed bytes. */
export function lz4_write(table: usize, source: usize, bytes: usize, output: usize): usize {
  memory.fill(table, 0, 4 << HASH_BITS);
  const end = source + bytes;
  let out = output;
  let anchor = source;
  let at = source + 1;
  // The last match starts 12 bytes before the end, the last 5 bytes are literals.
  const limit = bytes >= 13 ? end - 12 : source;
  while (at < limit) {
    const slot = slot_of(table, load<u32>(at));
    const from = <usize>load<u32>(slot);
    store<u32>(slot, <u32>at);
    if (from == 0 || at - from > 65535 || load<u32>(from) != load<u32>(at)) {
      at += ((at - anchor) >> 6) + 1;
      continue;
    }
    let match = from;
    while (at > anchor && match > source && load<u8>(at - 1) == load<u8>(match - 1)) {
      at--;
      match--;
    }
    const offset = at - match;
    let length: usize = 4;
    while (at + length + 8 <= end - 5 && load<u64>(at + length) == load<u64>(match + length)) length += 8;
    while (at + length < end - 5 && load<u8>(at + length) == load<u8>(match + length)) length++;
    out = put_literals(out, anchor, at - anchor, length - 4);
    store<u16>(out, <u16>offset);
    out += 2;
    if (length - 4 >= 15) out = put_length(out, length - 19);
    at += length;
    anchor = at;
    if (at < limit) store<u32>(slot_of(table, load<u32>(at - 2)), <u32>(at - 2));
  }
  return put_literals(out, anchor, end - anchor, 0) - output;
}
