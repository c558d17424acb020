import { view_bytes, view_length } from './string-view';

// Fills split block bloom filters (https://parquet.apache.org/docs/file-format/bloomfilter/) with xxHash64 of values' PLAIN bytes.

const P1: u64 = 0x9e3779b185ebca87;
const P2: u64 = 0xc2b2ae3d27d4eb4f;
const P3: u64 = 0x165667b19e3779f9;
const P4: u64 = 0x85ebca77c2b2ae63;
const P5: u64 = 0x27d4eb2f165667c5;

const SALTS = memory.data<u32>([
  0x47b6137b, 0x44974d91, 0x8824ad5b, 0xa2b7289d, 0x705495c7, 0x2df1424b, 0x9efc4947, 0x5c6bfb31,
]);

// @ts-ignore: decorator
@inline
function round(lane: u64, input: u64): u64 {
  return rotl<u64>(lane + input * P2, 31) * P1;
}

function xx_hash(bytes: usize, length: usize): u64 {
  let at = bytes;
  const end = bytes + length;
  let hash: u64;
  if (length >= 32) {
    let a = P1 + P2;
    let b = P2;
    let c: u64 = 0;
    let d: u64 = 0 - P1;
    for (; end - at >= 32; at += 32) {
      a = round(a, load<u64>(at));
      b = round(b, load<u64>(at, 8));
      c = round(c, load<u64>(at, 16));
      d = round(d, load<u64>(at, 24));
    }
    hash = rotl<u64>(a, 1) + rotl<u64>(b, 7) + rotl<u64>(c, 12) + rotl<u64>(d, 18);
    hash = (hash ^ round(0, a)) * P1 + P4;
    hash = (hash ^ round(0, b)) * P1 + P4;
    hash = (hash ^ round(0, c)) * P1 + P4;
    hash = (hash ^ round(0, d)) * P1 + P4;
  } else hash = P5;
  hash += <u64>length;
  for (; end - at >= 8; at += 8) hash = rotl<u64>(hash ^ round(0, load<u64>(at)), 27) * P1 + P4;
  if (end - at >= 4) {
    hash = rotl<u64>(hash ^ (<u64>load<u32>(at) * P1), 23) * P2 + P3;
    at += 4;
  }
  for (; at < end; at++) hash = rotl<u64>(hash ^ (<u64>load<u8>(at) * P5), 11) * P1;
  hash = (hash ^ (hash >> 33)) * P2;
  hash = (hash ^ (hash >> 29)) * P3;
  return hash ^ (hash >> 32);
}

/** Adds `count` values of `width` bytes, or texts (width 0: views), to a filter of `blockCount` blocks. */
export function bloom_add(values: usize, width: u32, count: u32, filter: usize, blockCount: u32): void {
  for (let i: u32 = 0; i < count; i++) {
    let hash: u64;
    if (width == 0) {
      const view = values + (<usize>i << 4);
      hash = xx_hash(view_bytes(view), <usize>view_length(view));
    } else hash = xx_hash(values + <usize>(i * width), <usize>width);
    const block = filter + (<usize>(((hash >> 32) * <u64>blockCount) >> 32) << 5);
    const key = <u32>hash;
    for (let word: usize = 0; word < 8; word++) {
      const bit = (key * load<u32>(SALTS + (word << 2))) >> 27;
      const at = block + (word << 2);
      store<u32>(at, load<u32>(at) | (<u32>1 << bit));
    }
  }
}
