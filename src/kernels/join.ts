// The hash table of a join: u64 entries, low half the address of the first row of a chain, high half a set of 32 bits in which every
// row of the chain has set the one that its hash's top five bits name, so that most misses end without touching a row.
// A build row starts with its hash (u64) and the address of the next row of its chain (u32).

import { is_stopped } from './stop';

/** Adds all rows of a store to the table, side by side with other threads. Stops half way when the query is cancelled. */
export function join_insert(entry: usize, table: usize, mask: u32): void {
  const width = load<u32>(entry, 20);
  let chunk = <usize>load<u32>(entry);
  while (chunk != 0 && !is_stopped()) {
    const end = <usize>load<u32>(chunk, 8);
    for (let row = chunk + 16; row < end; row += width) insert(row, table, mask);
    chunk = <usize>load<u32>(chunk);
  }
}

/** Adds `count` rows whose addresses lie at `rows` to the table. */
export function join_insert_listed(rows: usize, count: u32, table: usize, mask: u32): void {
  for (let i: u32 = 0; i < count; i++) insert(<usize>load<u32>(rows + (<usize>i << 2)), table, mask);
}

// @ts-ignore: decorator
@inline
function insert(row: usize, table: usize, mask: u32): void {
  const hash = load<u64>(row);
  const at = table + (<usize>(<u32>hash & mask) << 3);
  const bit = (<u64>1 << (hash >> 59)) << 32;
  let old = atomic.load<u64>(at);
  for (;;) {
    store<u32>(row, <u32>old, 8);
    const seen = atomic.cmpxchg<u64>(at, old, (old & 0xffffffff00000000) | bit | <u64>row);
    if (seen == old) break;
    old = seen;
  }
}

/**
 * Adds the hashes of all rows of a store to a Bloom filter of 64-bit words, two bits a hash, side by side with other threads. It is a sixteenth
 * of the table's size, so looking a key up in it stays in the cache.
 */
export function join_bloom_insert(entry: usize, words: usize, mask: u32): void {
  const width = load<u32>(entry, 20);
  let chunk = <usize>load<u32>(entry);
  while (chunk != 0 && !is_stopped()) {
    const end = <usize>load<u32>(chunk, 8);
    for (let row = chunk + 16; row < end; row += width) {
      const hash = load<u64>(row);
      const bits = ((<u64>1) << (hash & 63)) | ((<u64>1) << ((hash >> 6) & 63));
      const at = words + (<usize>(<u32>(hash >> 32) & mask) << 3);
      if ((load<u64>(at) & bits) != bits) atomic.or<u64>(at, bits);
    }
    chunk = <usize>load<u32>(chunk);
  }
}

/** Lists the rows of a store whose byte at `offset` is `wanted`, from the cursor on; see rows_list. */
export function join_rows_with(entry: usize, cursor: usize, out: usize, capacity: u32, offset: u32, wanted: u32): u32 {
  const width = load<u32>(entry, 20);
  let chunk = <usize>load<u32>(cursor);
  let row = load<u32>(cursor, 4);
  if (chunk == 0) {
    chunk = <usize>load<u32>(entry);
    if (chunk == 0) return 0;
    row = <u32>chunk + 16;
  }
  let count: u32 = 0;
  while (count < capacity) {
    if (row >= load<u32>(chunk, 8)) {
      const next = <usize>load<u32>(chunk);
      if (next == 0) break;
      chunk = next;
      row = <u32>chunk + 16;
      continue;
    }
    if (load<u8>(<usize>(row + offset)) == wanted) {
      store<u32>(out + (<usize>count << 2), row);
      count++;
    }
    row += width;
  }
  store<u32>(cursor, <u32>chunk);
  store<u32>(cursor, row, 4);
  return count;
}

/** Lists those of `count` rows, whose addresses lie at `rows`, whose byte at `offset` is `wanted`. Returns how many. */
export function join_listed_with(rows: usize, count: u32, offset: u32, wanted: u32, out: usize): u32 {
  let found: u32 = 0;
  for (let i: u32 = 0; i < count; i++) {
    const row = load<u32>(rows + (<usize>i << 2));
    store<u32>(out + (<usize>found << 2), row);
    found += u32(load<u8>(<usize>(row + offset)) == wanted);
  }
  return found;
}

/** Sets the byte at `offset` of each of `count` rows. Threads may do so side by side: all write 1. */
export function join_mark_rows(rows: usize, count: u32, offset: u32): void {
  for (let i: u32 = 0; i < count; i++) store<u8>(<usize>(load<u32>(rows + (<usize>i << 2)) + offset), 1);
}

/** Gathers 32-bit words: out[i] = from[index[i]]. */
export function gather_u32(from: usize, index: usize, count: u32, out: usize): void {
  for (let i: u32 = 0; i < count; i++) {
    store<u32>(out + (<usize>i << 2), load<u32>(from + (<usize>load<u32>(index + (<usize>i << 2)) << 2)));
  }
}

/** Gathers bytes: out[i] = from[index[i]]. */
export function gather_u8(from: usize, index: usize, count: u32, out: usize): void {
  for (let i: u32 = 0; i < count; i++) {
    store<u8>(out + <usize>i, load<u8>(from + <usize>load<u32>(index + (<usize>i << 2))));
  }
}

/** Sets flags[index[i]] to 1. */
export function scatter_flags(flags: usize, index: usize, count: u32): void {
  for (let i: u32 = 0; i < count; i++) store<u8>(flags + <usize>load<u32>(index + (<usize>i << 2)), 1);
}

/** Lists those of the `count` rows at `selection` (0: the rows 0 to count - 1) whose flag is `wanted`. Returns how many. */
export function select_flags(flags: usize, selection: usize, count: u32, wanted: u32, out: usize): u32 {
  let found: u32 = 0;
  for (let i: u32 = 0; i < count; i++) {
    const row = selection == 0 ? i : load<u32>(selection + (<usize>i << 2));
    store<u32>(out + (<usize>found << 2), row);
    found += u32(load<u8>(flags + <usize>row) == wanted);
  }
  return found;
}

/** Tells whether u32 numbers ascend strictly. */
export function is_ascending(index: usize, count: u32): i32 {
  for (let i: u32 = 1; i < count; i++) {
    if (load<u32>(index + (<usize>i << 2)) <= load<u32>(index + (<usize>(i - 1) << 2))) return 0;
  }
  return 1;
}
