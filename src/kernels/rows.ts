// Row stores: rows of one fixed width in chunks of the heap, the bytes of their long strings at the far end of the same chunk,
// so that a chunk can be moved or written to disk as a whole.
//
// Store entry (32 bytes): 0 first chunk, 4 current chunk, 8 next row address, 12 end of free space (string bytes lie above it),
//                         16 row count, 20 row width, 24 bytes of all chunks
// Chunk header (16 bytes): 0 next chunk, 4 bytes of the chunk, 8 end of its rows, 12 begin of its string bytes (both set when
// the chunk is closed)

import { heap_alloc, heap_block_bytes, heap_free, heap_limit } from './heap';
import { is_stopped } from './stop';
import { view_bytes, view_length } from './string-view';

const CHUNK_HEADER: u32 = 16;
const CHUNK_BYTES_MIN: u32 = 65536;
const CHUNK_BYTES_MAX: u32 = 1048576;
// Of what a store has taken, a new chunk is at most this part: no more of it lies idle.
const GROWTH_PART: u32 = 4;
// A batch may begin a chunk in each of a worker's 32 stores: all of them must be a small part of the memory.
const CHUNKS_PER_LIMIT: u32 = 256;

// Waits in the host for memory that other workers give back; throws EXCEEDED_LOCAL_MEMORY_LIMIT where none comes.
// @ts-ignore: decorator
@external("env", "find_memory")
declare function find_memory(bytes: u32): usize;

/** Prepares an empty store of rows of `width` bytes. */
export function rows_init(entry: usize, width: u32): void {
  memory.fill(entry, 0, 32);
  store<u32>(entry, width, 20);
}

/** Makes room for `need` bytes (a row and its string bytes) in a new chunk. */
export function rows_grow(entry: usize, need: u32): void {
  const current = <usize>load<u32>(entry, 4);
  const total = load<u32>(entry, 24);
  const largest = max(CHUNK_BYTES_MIN, min(CHUNK_BYTES_MAX, heap_limit() / CHUNKS_PER_LIMIT));
  let bytes = heap_block_bytes(max(max(CHUNK_BYTES_MIN, min(largest, total / GROWTH_PART)), need + CHUNK_HEADER));
  let chunk = heap_alloc(bytes);
  if (chunk == 0) {
    bytes = heap_block_bytes(max(CHUNK_BYTES_MIN, need + CHUNK_HEADER));
    chunk = heap_alloc(bytes);
    if (chunk == 0) chunk = find_memory(bytes);
  }
  store<u32>(chunk, 0);
  store<u32>(chunk, bytes, 4);
  store<u64>(chunk, 0, 8);
  if (current == 0) {
    store<u32>(entry, <u32>chunk);
  } else {
    rows_close(entry);
    store<u32>(current, <u32>chunk);
  }
  store<u32>(entry, <u32>chunk, 4);
  store<u32>(entry, <u32>chunk + CHUNK_HEADER, 8);
  store<u32>(entry, <u32>chunk + bytes, 12);
  store<u32>(entry, total + bytes, 24);
}

/** Marks the end of the last chunk, so that others can read the store. */
export function rows_close(entry: usize): void {
  const current = <usize>load<u32>(entry, 4);
  if (current == 0) return;
  store<u32>(current, load<u32>(entry, 8), 8);
  store<u32>(current, load<u32>(entry, 12), 12);
}

/**
 * Copies the view at `view` into `slot`; bytes that do not fit the view go to the end of the store's current chunk, where the caller
 * has made room.
 */
export function rows_put_view(entry: usize, slot: usize, view: usize): void {
  const length = view_length(view);
  v128.store(slot, v128.load(view));
  if (length <= 12) return;
  const end = load<u32>(entry, 12) - length;
  store<u32>(entry, end, 12);
  memory.copy(end, view_bytes(view), length);
  store<u32>(slot, end, 8);
}

/**
 * Writes the addresses of up to `capacity` rows into `out`, from the cursor on: (u32 chunk, u32 next row) at `cursor`. Returns how many;
 * 0 at the end. A zeroed cursor starts at the first row.
 */
export function rows_list(entry: usize, cursor: usize, out: usize, capacity: u32): u32 {
  const width = load<u32>(entry, 20);
  let chunk = <usize>load<u32>(cursor);
  let row = load<u32>(cursor, 4);
  if (chunk == 0) {
    chunk = <usize>load<u32>(entry);
    if (chunk == 0) return 0;
    row = <u32>chunk + CHUNK_HEADER;
  }
  let count: u32 = 0;
  while (count < capacity) {
    if (row >= load<u32>(chunk, 8)) {
      const next = <usize>load<u32>(chunk);
      if (next == 0) break;
      chunk = next;
      row = <u32>chunk + CHUNK_HEADER;
      continue;
    }
    store<u32>(out + (<usize>count << 2), row);
    row += width;
    count++;
  }
  store<u32>(cursor, <u32>chunk);
  store<u32>(cursor, row, 4);
  return count;
}

/** Moves the entries of one hash table into a larger, zeroed one; the rows' first words are their hashes. Stops half way with the query. */
export function hash_table_copy(from: usize, capacity: u32, to: usize, mask: u32): void {
  for (let i: u32 = 0; i < capacity; i++) {
    if ((i & 0xffff) == 0 && is_stopped()) return;
    const entry = load<u64>(from + (<usize>i << 3));
    if (entry == 0) continue;
    const hash = load<u32>(<usize>(<u32>entry));
    let slot = hash & mask;
    while (load<u64>(to + (<usize>slot << 3)) != 0) slot = (slot + 1) & mask;
    store<u64>(to + (<usize>slot << 3), entry);
  }
}

/**
 * Writes the groups that were found for `count` rows to their positions in `groups`, and to the words at the addresses `entries`.
 */
export function groups_learn(found: usize, positions: usize, entries: usize, count: u32, groups: usize): void {
  for (let i: u32 = 0; i < count; i++) {
    const at = <usize>i << 2;
    const group = load<u32>(found + at);
    store<u32>(groups + (<usize>load<u32>(positions + at) << 2), group);
    store<u32>(<usize>load<u32>(entries + at), group);
  }
}

/** Gives back all chunks of a store and empties it. */
export function rows_free(entry: usize): void {
  let chunk = <usize>load<u32>(entry);
  while (chunk != 0) {
    const next = <usize>load<u32>(chunk);
    heap_free(chunk, load<u32>(chunk, 4));
    chunk = next;
  }
  rows_init(entry, load<u32>(entry, 20));
}

/**
 * Keeps of a store only the `count` rows whose addresses lie at `rows` (which then holds their new addresses); `views` lists
 * the offsets of `viewCount` views in a row.
 */
export function rows_keep(entry: usize, rows: usize, count: u32, views: usize, viewCount: u32): void {
  const old = <usize>load<u32>(entry);
  const width = load<u32>(entry, 20);
  rows_init(entry, width);
  for (let i: u32 = 0; i < count; i++) {
    const at = rows + (<usize>i << 2);
    store<u32>(at, <u32>rows_copy(entry, <usize>load<u32>(at), width, views, viewCount));
  }
  rows_close(entry);
  let chunk = old;
  while (chunk != 0) {
    const next = <usize>load<u32>(chunk);
    heap_free(chunk, load<u32>(chunk, 4));
    chunk = next;
  }
}

/** Appends a copy of a row to a store; gives its address. */
export function rows_copy(entry: usize, row: usize, width: u32, views: usize, viewCount: u32): usize {
  let need: u64 = width;
  for (let v: u32 = 0; v < viewCount; v++) {
    const length = view_length(row + <usize>load<u32>(views + (<usize>v << 2)));
    if (length > 12) need += length;
  }
  if (<u64>load<u32>(entry, 8) + need > <u64>load<u32>(entry, 12)) rows_grow(entry, <u32>need);
  const copy = <usize>load<u32>(entry, 8);
  store<u32>(entry, <u32>copy + width, 8);
  store<u32>(entry, load<u32>(entry, 16) + 1, 16);
  memory.copy(copy, row, width);
  for (let v: u32 = 0; v < viewCount; v++) {
    const offset = <usize>load<u32>(views + (<usize>v << 2));
    rows_put_view(entry, copy + offset, row + offset);
  }
  return copy;
}
