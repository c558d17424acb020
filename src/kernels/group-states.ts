// What groups own besides their rows: the bytes of string states, and lists of collected rows.

import { heap_alloc, heap_block_bytes, heap_free } from './heap';
import { rows_copy } from './rows';
import { view_bytes, view_length } from './string-view';

const BLOCK_BYTES_MIN: u32 = 65536;
const BLOCK_HEADER: u32 = 16;

// @ts-ignore: decorator
@external("env", "find_memory")
declare function find_memory(bytes: u32): usize;

/**
 * Makes a string the state of a group: the view at `state` becomes that of `view`, its bytes a copy. Behind the 16 bytes of the
 * view lie (u32 capacity, u32 address) of the room that the group owns, which is used again when it is large enough.
 */
export function state_put_view(state: usize, view: usize): void {
  const length = view_length(view);
  v128.store(state, v128.load(view));
  if (length <= 12) return;
  let room = <usize>load<u32>(state, 20);
  if (load<u32>(state, 16) < length) {
    const capacity = (length + (length >> 1) + 15) & ~15;
    room = take(capacity);
    store<u32>(state, capacity, 16);
    store<u32>(state, <u32>room, 20);
  }
  memory.copy(room, view_bytes(view), length);
  store<u32>(state, <u32>room, 8);
}

// Where rooms come from: u32 next free address, u32 end, u32 first block (which begins with u32 next block, u32 its bytes), u32 bytes of
// all blocks. 0: from blocks that are given back with the query's memory.
let rooms: usize = 0;
let any_next: u32 = 0;
let any_end: u32 = 0;

/** Takes the rooms of string states from the blocks at `entry` (16 bytes) from now on; 0: from those that nobody gives back. */
export function state_rooms_use(entry: usize): void {
  rooms = entry;
}

/** Forgets the blocks that string states come from: the heap was emptied since. */
export function state_forget(): void {
  rooms = 0;
  any_next = 0;
  any_end = 0;
}

/** Gives back all rooms of an entry. */
export function state_rooms_free(entry: usize): void {
  let block = <usize>load<u32>(entry, 8);
  while (block != 0) {
    const next = <usize>load<u32>(block);
    heap_free(block, load<u32>(block, 4));
    block = next;
  }
  v128.store(entry, i64x2.splat(0));
}

function take(bytes: u32): usize {
  let next = rooms == 0 ? any_next : load<u32>(rooms);
  let end = rooms == 0 ? any_end : load<u32>(rooms, 4);
  if (<u64>next + bytes > <u64>end) {
    const size = heap_block_bytes(max(bytes + BLOCK_HEADER, BLOCK_BYTES_MIN));
    let block = heap_alloc(size);
    if (block == 0) block = find_memory(size);
    next = <u32>block + BLOCK_HEADER;
    end = <u32>block + size;
    if (rooms != 0) {
      store<u32>(block, load<u32>(rooms, 8));
      store<u32>(block, size, 4);
      store<u32>(rooms, <u32>block, 8);
      store<u32>(rooms, load<u32>(rooms, 12) + size, 12);
    }
  }
  if (rooms == 0) {
    any_next = next + bytes;
    any_end = end;
  } else {
    store<u32>(rooms, next + bytes);
    store<u32>(rooms, end, 4);
  }
  return next;
}

/** Makes the string states at `offset` of `count` listed rows own no room: their bytes lie elsewhere. */
export function states_disown(rows: usize, count: u32, offset: u32): void {
  for (let i: u32 = 0; i < count; i++) store<u64>(<usize>(load<u32>(rows + (<usize>i << 2)) + offset), 0, 16);
}

/**
 * Copies the lists of `count` listed rows into the store `items`, until that has more than `bytesMax` bytes; a list is (u32 first, u32 last)
 * at `offset` of its row and becomes (u32 length, 0). Returns how many rows are done.
 */
export function lists_gather(
  rows: usize,
  count: u32,
  offset: u32,
  items: usize,
  views: usize,
  viewCount: u32,
  bytesMax: u32,
): u32 {
  const width = load<u32>(items, 20);
  for (let i: u32 = 0; i < count; i++) {
    if (load<u32>(items, 24) > bytesMax) return i;
    const list = <usize>(load<u32>(rows + (<usize>i << 2)) + offset);
    let length: u32 = 0;
    for (let item = <usize>load<u32>(list); item != 0; item = <usize>load<u32>(item)) {
      rows_copy(items, item, width, views, viewCount);
      length++;
    }
    store<u64>(list, <u64>length);
  }
  return count;
}

/** Makes lists again of what lists_gather wrote: `items` are the addresses of all their rows. */
export function lists_link(rows: usize, count: u32, offset: u32, items: usize): void {
  let next = items;
  for (let i: u32 = 0; i < count; i++) {
    const list = <usize>(load<u32>(rows + (<usize>i << 2)) + offset);
    const length = load<u32>(list);
    if (length == 0) continue;
    store<u32>(list, load<u32>(next));
    for (let k: u32 = 1; k < length; k++, next += 4) store<u32>(<usize>load<u32>(next), load<u32>(next, 4));
    const last = load<u32>(next);
    store<u32>(<usize>last, 0);
    store<u32>(list, last, 4);
    next += 4;
  }
}
