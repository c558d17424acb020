// The hash that Trino's types have: XXH64 with seed 0 of a value's 8 bytes, or of a text's bytes.
import { murmur3, murmur3_word, xxhash64 } from './byte-hash';
import { view_bytes, view_length } from './string-view';

const P1: u64 = 0x9e3779b185ebca87;
const P2: u64 = 0xc2b2ae3d27d4eb4f;
const P3: u64 = 0x165667b19e3779f9;
const P4: u64 = 0x85ebca77c2b2ae63;
const P5: u64 = 0x27d4eb2f165667c5;

export function value_hash_word(word: u64): u64 {
  let h = P5 + 8;
  h ^= rotl<u64>(word * P2, 31) * P1;
  h = rotl<u64>(h, 27) * P1 + P4;
  h = (h ^ (h >> 33)) * P2;
  h = (h ^ (h >> 29)) * P3;
  return h ^ (h >> 32);
}

export function value_hash_view(view: usize): u64 {
  return xxhash64(view_bytes(view), view_length(view));
}

/** The hash that Trino's digests have: the first word of MurmurHash3. */
export function digest_hash_word(word: u64): u64 {
  return murmur3_word(word);
}

export function digest_hash_view(view: usize): u64 {
  return murmur3(view_bytes(view), view_length(view));
}
