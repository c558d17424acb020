// String views (vector/layout.ts): (u32 length, 4 prefix bytes, u32 address, u32 0) above 12 bytes, else
// (u32 length, 12 bytes, zero-padded). Every kernel here reads only bytes that belong to the string.

const INLINE_MAX: u32 = 12;
const K1: u64 = 0x9e3779b185ebca87;
const K2: u64 = 0xc2b2ae3d27d4eb4f;
const K3: u64 = 0x165667b19e3779f9;

/** The number of bytes of a view. */
// @ts-ignore: decorator
@inline
export function view_length(view: usize): u32 {
  return load<u32>(view);
}

/** The address of a view's first byte. */
// @ts-ignore: decorator
@inline
export function view_bytes(view: usize): usize {
  return load<u32>(view) <= INLINE_MAX ? view + 4 : <usize>load<u32>(view, 8);
}

/** Writes the view of `length` bytes at `bytes` to `slot`; up to 12 are copied, more are pointed at. */
export function view_store(slot: usize, bytes: usize, length: u32): void {
  if (length > INLINE_MAX) {
    store<u32>(slot, length);
    store<u32>(slot, load<u32>(bytes), 4);
    store<u64>(slot, <u64>bytes, 8);
    return;
  }
  let low: u64 = 0; // Bytes 0 to 3.
  let high: u64 = 0; // Bytes 4 to 11.
  if (length >= 8) {
    const head = load<u64>(bytes);
    low = head & 0xffffffff;
    const tail = <u64>load<u32>(bytes + length - 4) >> (<u64>(12 - length) << 3);
    high = (head >> 32) | (tail << 32);
  } else if (length >= 4) {
    low = <u64>load<u32>(bytes);
    high = <u64>load<u32>(bytes + length - 4) >> (<u64>(8 - length) << 3);
  } else if (length > 0) {
    const middle = length >> 1;
    low =
      <u64>load<u8>(bytes) |
      (<u64>load<u8>(bytes + middle) << (<u64>middle << 3)) |
      (<u64>load<u8>(bytes + length - 1) << (<u64>(length - 1) << 3));
  }
  store<u64>(slot, <u64>length | (low << 32));
  store<u64>(slot, high, 8);
}

/** Copies a view. */
// @ts-ignore: decorator
@inline
export function view_copy(slot: usize, view: usize): void {
  v128.store(slot, v128.load(view));
}

const COPY_MAX: usize = 512;

/** Copies bytes that do not overlap; short ones without the cost of memory.copy. */
export function bytes_copy(to: usize, from: usize, length: usize): void {
  if (length >= 16) {
    if (length > COPY_MAX) {
      memory.copy(to, from, length);
      return;
    }
    const last = length - 16;
    const tail = v128.load(from + last);
    for (let i: usize = 0; i < last; i += 16) v128.store(to + i, v128.load(from + i));
    v128.store(to + last, tail);
  } else if (length >= 8) {
    const tail = load<u64>(from + length - 8);
    store<u64>(to, load<u64>(from));
    store<u64>(to + length - 8, tail);
  } else if (length >= 4) {
    const tail = load<u32>(from + length - 4);
    store<u32>(to, load<u32>(from));
    store<u32>(to + length - 4, tail);
  } else {
    for (let i: usize = 0; i < length; i++) store<u8>(to + i, load<u8>(from + i));
  }
}

/** Tells whether `length` bytes at two addresses are the same. */
export function bytes_equal(a: usize, b: usize, length: u32): bool {
  let i: u32 = 0;
  if (length >= 16) {
    const last = length - 16;
    for (; i < last; i += 16) {
      if (v128.any_true(v128.xor(v128.load(a + i), v128.load(b + i)))) return false;
    }
    return !v128.any_true(v128.xor(v128.load(a + last), v128.load(b + last)));
  }
  if (length >= 8) {
    const last = length - 8;
    return ((load<u64>(a) ^ load<u64>(b)) | (load<u64>(a + last) ^ load<u64>(b + last))) == 0;
  }
  for (; i < length; i++) {
    if (load<u8>(a + i) != load<u8>(b + i)) return false;
  }
  return true;
}

/** 1 when both views hold the same bytes. */
export function string_equal(a: usize, b: usize): i32 {
  if (load<u64>(a) != load<u64>(b)) return 0;
  if (load<u64>(a, 8) == load<u64>(b, 8)) return 1;
  const length = load<u32>(a);
  if (length <= INLINE_MAX) return 0;
  return i32(bytes_equal(<usize>load<u32>(a, 8), <usize>load<u32>(b, 8), length));
}

/** Below, at or above 0 as the bytes of `a` sort before, with or behind those of `b`. */
export function string_compare(a: usize, b: usize): i32 {
  const prefixA = bswap<u32>(load<u32>(a, 4));
  const prefixB = bswap<u32>(load<u32>(b, 4));
  if (prefixA != prefixB) return prefixA < prefixB ? -1 : 1;
  return bytes_compare(view_bytes(a), load<u32>(a), view_bytes(b), load<u32>(b));
}

/** Compares two byte strings like memcmp, the shorter first when one begins with the other. */
export function bytes_compare(a: usize, lengthA: u32, b: usize, lengthB: u32): i32 {
  const length = min(lengthA, lengthB);
  let i: u32 = 0;
  for (; i + 16 <= length; i += 16) {
    const same = i8x16.bitmask(i8x16.eq(v128.load(a + i), v128.load(b + i)));
    if (same != 0xffff) {
      const at = i + ctz(~same);
      return <i32>load<u8>(a + at) - <i32>load<u8>(b + at);
    }
  }
  for (; i + 8 <= length; i += 8) {
    const left = load<u64>(a + i);
    const right = load<u64>(b + i);
    if (left != right) return bswap<u64>(left) < bswap<u64>(right) ? -1 : 1;
  }
  for (; i < length; i++) {
    const difference = <i32>load<u8>(a + i) - <i32>load<u8>(b + i);
    if (difference != 0) return difference;
  }
  return lengthA == lengthB ? 0 : lengthA < lengthB ? -1 : 1;
}

// @ts-ignore: decorator
@inline
function finish(hash: u64): u64 {
  let h = hash;
  h ^= h >> 32;
  h *= K2;
  h ^= h >> 29;
  h *= K3;
  return h ^ (h >> 32);
}

// @ts-ignore: decorator
@inline
function lane(seed: u64, word: u64): u64 {
  return rotl<u64>(seed + word * K2, 31) * K1;
}

/** A 64-bit hash of a view's bytes: every bit depends on every byte. Equal strings have equal views up to the address. */
export function string_hash(view: usize): u64 {
  const length = load<u32>(view);
  if (length > INLINE_MAX) return bytes_hash(<usize>load<u32>(view, 8), length);
  return finish(((load<u64>(view) ^ K3) * K1) ^ rotl<u64>(load<u64>(view, 8), 32));
}

// More than 12 bytes. The tail is read as the last 8 bytes, which may overlap what was already mixed in.
function bytes_hash(bytes: usize, length: u32): u64 {
  let h: u64 = <u64>length * K1;
  let i: u32 = 0;
  if (length >= 32) {
    let h1 = h ^ K2;
    let h2 = h + K3;
    let h3 = h;
    let h4 = h - K1;
    for (; i + 32 <= length; i += 32) {
      h1 = lane(h1, load<u64>(bytes + i));
      h2 = lane(h2, load<u64>(bytes + i, 8));
      h3 = lane(h3, load<u64>(bytes + i, 16));
      h4 = lane(h4, load<u64>(bytes + i, 24));
    }
    h = rotl<u64>(h1, 1) + rotl<u64>(h2, 7) + rotl<u64>(h3, 12) + rotl<u64>(h4, 18);
    h = lane(h1, h) ^ lane(h4, rotl<u64>(h2, 23) ^ h3);
  }
  for (; i + 8 <= length; i += 8) h = lane(h, load<u64>(bytes + i));
  if (i < length) h = lane(h, load<u64>(bytes + length - 8));
  return finish(h);
}

/** Compares like `string_compare`, but as if the shorter string went on with spaces. */
export function char_compare(a: usize, b: usize): i32 {
  const lengthA = load<u32>(a);
  const lengthB = load<u32>(b);
  const length = min(lengthA, lengthB);
  const order = bytes_compare(view_bytes(a), length, view_bytes(b), length);
  if (order != 0 || lengthA == lengthB) return order;
  const rest = lengthA > length ? view_bytes(a) : view_bytes(b);
  const end = max(lengthA, lengthB);
  for (let i = length; i < end; i++) {
    const difference = <i32>load<u8>(rest + i) - 0x20;
    if (difference != 0) return lengthA > length ? difference : -difference;
  }
  return 0;
}
