// Compresses Snappy (https://github.com/google/snappy/blob/main/format_description.txt) in pieces of 64 KiB. `table` is 64 KiB, zeroed by
// the kernel; up to 8 bytes beyond the source are read.

const HASH_BITS: u32 = 14;
const PIECE_BYTES: usize = 65536;

// @ts-ignore: decorator
@inline
function slot_of(table: usize, word: u32): usize {
  return table + (<usize>((word * 0x1e35a7bd) >> (32 - HASH_BITS)) << 2);
}

function put_literals(to: usize, from: usize, length: usize): usize {
  let at = to;
  const last = length - 1;
  if (last < 60) store<u8>(at++, <u8>(last << 2));
  else if (last < 256) {
    store<u8>(at, 60 << 2);
    store<u8>(at, <u8>last, 1);
    at += 2;
  } else {
    store<u8>(at, 61 << 2);
    store<u16>(at, <u16>last, 1);
    at += 3;
  }
  memory.copy(at, from, length);
  return at + length;
}

function put_copy(to: usize, offset: usize, matchLength: usize): usize {
  let at = to;
  let length = matchLength;
  while (length > 0) {
    // What is left must not fall below the 4 bytes that a short copy has at least.
    const part: usize = length <= 64 ? length : length < 68 ? 60 : 64;
    if (part < 12 && part >= 4 && offset < 2048) {
      store<u8>(at, <u8>(1 | ((part - 4) << 2) | ((offset >> 8) << 5)));
      store<u8>(at, <u8>offset, 1);
      at += 2;
    } else {
      store<u8>(at, <u8>(2 | ((part - 1) << 2)));
      store<u16>(at, <u16>offset, 1);
      at += 3;
    }
    length -= part;
  }
  return at;
}

/** Most bytes that `bytes` bytes become. */
export function snappy_write_bound(bytes: usize): usize {
  return bytes + bytes / 6 + 64;
}

/** Compresses [source, source + bytes) to `output`; gives the compressed bytes. */
export function snappy_write(table: usize, source: usize, bytes: usize, output: usize): usize {
  let out = output;
  let rest = bytes;
  while (rest >= 128) {
    store<u8>(out++, <u8>(rest | 128));
    rest >>= 7;
  }
  store<u8>(out++, <u8>rest);
  for (let done: usize = 0; done < bytes; done += PIECE_BYTES)
    out = write_piece(table, source + done, min(PIECE_BYTES, bytes - done), out);
  return out - output;
}

function write_piece(table: usize, source: usize, bytes: usize, output: usize): usize {
  memory.fill(table, 0, 4 << HASH_BITS);
  const end = source + bytes;
  let out = output;
  let anchor = source;
  let at = source + 1;
  const limit = bytes >= 16 ? end - 15 : source;
  while (at < limit) {
    const slot = slot_of(table, load<u32>(at));
    const from = <usize>load<u32>(slot);
    store<u32>(slot, <u32>at);
    if (from == 0 || load<u32>(from) != load<u32>(at)) {
      at += ((at - anchor) >> 5) + 1;
      continue;
    }
    const offset = at - from;
    let length: usize = 4;
    while (at + length + 8 <= end && load<u64>(at + length) == load<u64>(from + length)) length += 8;
    while (at + length < end && load<u8>(at + length) == load<u8>(from + length)) length++;
    if (at > anchor) out = put_literals(out, anchor, at - anchor);
    out = put_copy(out, offset, length);
    at += length;
    anchor = at;
    if (at < limit) store<u32>(slot_of(table, load<u32>(at - 1)), <u32>(at - 1));
  }
  if (end > anchor) out = put_literals(out, anchor, end - anchor);
  return out;
}
