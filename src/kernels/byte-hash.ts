// XXH64 (Y. Collet's specification), MurmurHash3 x64 128 (A. Appleby) with seed 0, and CRC-32 (polynomial 0xedb88320).
import { scratch_take } from './scratch';
import { view_bytes, view_length, view_store } from './string-view';

const P1: u64 = 0x9e3779b185ebca87;
const P2: u64 = 0xc2b2ae3d27d4eb4f;
const P3: u64 = 0x165667b19e3779f9;
const P4: u64 = 0x85ebca77c2b2ae63;
const P5: u64 = 0x27d4eb2f165667c5;

// @ts-ignore: decorator
@inline
function round(lane: u64, word: u64): u64 {
  return rotl<u64>(lane + word * P2, 31) * P1;
}

/** XXH64 of bytes with seed 0. */
export function xxhash64(bytes: usize, length: u32): u64 {
  let at = bytes;
  const end = bytes + length;
  let h: u64 = P5;
  if (length >= 32) {
    let a: u64 = P1 + P2;
    let b: u64 = P2;
    let c: u64 = 0;
    let d: u64 = 0 - P1;
    for (; at + 32 <= end; at += 32) {
      a = round(a, load<u64>(at));
      b = round(b, load<u64>(at, 8));
      c = round(c, load<u64>(at, 16));
      d = round(d, load<u64>(at, 24));
    }
    h = rotl<u64>(a, 1) + rotl<u64>(b, 7) + rotl<u64>(c, 12) + rotl<u64>(d, 18);
    h = (h ^ round(0, a)) * P1 + P4;
    h = (h ^ round(0, b)) * P1 + P4;
    h = (h ^ round(0, c)) * P1 + P4;
    h = (h ^ round(0, d)) * P1 + P4;
  }
  h += <u64>length;
  for (; at + 8 <= end; at += 8) h = rotl<u64>(h ^ round(0, load<u64>(at)), 27) * P1 + P4;
  if (at + 4 <= end) {
    h = rotl<u64>(h ^ (<u64>load<u32>(at) * P1), 23) * P2 + P3;
    at += 4;
  }
  for (; at < end; at++) h = rotl<u64>(h ^ (<u64>load<u8>(at) * P5), 11) * P1;
  h = (h ^ (h >> 33)) * P2;
  h = (h ^ (h >> 29)) * P3;
  return h ^ (h >> 32);
}

/** XXHASH64: the hash as 8 bytes, the most significant first. */
export function binary_xxhash64(view: usize, slot: usize): i32 {
  store<u32>(slot, 8);
  store<u64>(slot, bswap<u64>(xxhash64(view_bytes(view), view_length(view))), 4);
  store<u32>(slot, 0, 12);
  return 0;
}

const C1: u64 = 0x87c37b91114253d5;
const C2: u64 = 0x4cf5ad432745937f;

// @ts-ignore: decorator
@inline
function murmur_finish(word: u64): u64 {
  let k = word;
  k = (k ^ (k >> 33)) * 0xff51afd7ed558ccd;
  k = (k ^ (k >> 33)) * 0xc4ceb9fe1a85ec53;
  return k ^ (k >> 33);
}

// The second word of the last `murmur3`; a WebAssembly global is one per instance.
let murmurHigh: u64 = 0;

/** The first word of MurmurHash3 of bytes. */
export function murmur3(bytes: usize, length: u32): u64 {
  let at = bytes;
  const end = at + length;
  let h1: u64 = 0;
  let h2: u64 = 0;
  for (; at + 16 <= end; at += 16) {
    h1 ^= rotl<u64>(load<u64>(at) * C1, 31) * C2;
    h1 = (rotl<u64>(h1, 27) + h2) * 5 + 0x52dce729;
    h2 ^= rotl<u64>(load<u64>(at, 8) * C2, 33) * C1;
    h2 = (rotl<u64>(h2, 31) + h1) * 5 + 0x38495ab5;
  }
  let k1: u64 = 0;
  let k2: u64 = 0;
  for (let i: u32 = 0; at < end; at++, i++) {
    if (i < 8) k1 |= <u64>load<u8>(at) << (<u64>i << 3);
    else k2 |= <u64>load<u8>(at) << (<u64>(i - 8) << 3);
  }
  return murmur_end(h1, h2, k1, k2, length);
}

/** The first word of MurmurHash3 of 8 bytes. */
export function murmur3_word(word: u64): u64 {
  return murmur_end(0, 0, word, 0, 8);
}

// Mixes what is left of the bytes and their number into both words.
function murmur_end(first: u64, second: u64, k1: u64, k2: u64, length: u32): u64 {
  let h1 = first ^ (rotl<u64>(k1 * C1, 31) * C2) ^ <u64>length;
  let h2 = second ^ (rotl<u64>(k2 * C2, 33) * C1) ^ <u64>length;
  h1 += h2;
  h2 += h1;
  h1 = murmur_finish(h1);
  h2 = murmur_finish(h2);
  h1 += h2;
  murmurHigh = h2 + h1;
  return h1;
}

/** MURMUR3: the 128-bit hash as two little-endian words. */
export function binary_murmur3(view: usize, slot: usize): i32 {
  const low = murmur3(view_bytes(view), view_length(view));
  const start = scratch_take(16);
  store<u64>(start, low);
  store<u64>(start, murmurHigh, 8);
  view_store(slot, start, 16);
  return 0;
}

// prettier-ignore
const CRC_NIBBLES = memory.data<u32>([
  0x00000000, 0x1db71064, 0x3b6e20c8, 0x26d930ac, 0x76dc4190, 0x6b6b51f4, 0x4db26158, 0x5005713c,
  0xedb88320, 0xf00f9344, 0xd6d6a3e8, 0xcb61b38c, 0x9b64c2b0, 0x86d3d2d4, 0xa00ae278, 0xbdbdf21c]);

/** CRC32. */
export function binary_crc32(view: usize): i64 {
  const bytes = view_bytes(view);
  const length = view_length(view);
  let crc: u32 = 0xffffffff;
  for (let i: u32 = 0; i < length; i++) {
    crc ^= <u32>load<u8>(bytes + i);
    crc = (crc >> 4) ^ load<u32>(CRC_NIBBLES + ((crc & 15) << 2));
    crc = (crc >> 4) ^ load<u32>(CRC_NIBBLES + ((crc & 15) << 2));
  }
  return <i64>(crc ^ 0xffffffff);
}

/** TO_HEX: two upper-case digits a byte; answers 1 when that is too long. */
export function binary_to_hex(view: usize, slot: usize): i32 {
  const bytes = view_bytes(view);
  const length = view_length(view);
  if (length > 0x1fffffff) return 1;
  const start = scratch_take(length << 1);
  for (let i: u32 = 0; i < length; i++) {
    const byte = <u32>load<u8>(bytes + i);
    const high = byte >> 4;
    const low = byte & 15;
    store<u16>(start + (i << 1), (high + (high > 9 ? 55 : 48)) | ((low + (low > 9 ? 55 : 48)) << 8));
  }
  view_store(slot, start, length << 1);
  return 0;
}
