// The allocator of a query's shared memory. Blocks come in size classes of 64 KiB × {4,5,6,7}/4 × 2^k, so at most a
// quarter of a block is wasted; a freed block waits in its class's list. One spin lock in the header guards all of it:
// callers take blocks of 64 KiB and more and cut them up themselves, so the lock is taken a few thousand times a second.
//
// Header words (addresses in vector/memory-header.ts must agree):
//   65536 lock  65540 next free address  65544 bytes used (u64)  65552 byte limit (u64)  65560 bytes used at most (u64)
//   65600… one list head per size class
//   81920… one bit per 64 KiB of memory, used only while free blocks are put together
const LOCK: usize = 65536;
const NEXT: usize = 65540;
const USED: usize = 65544;
const LIMIT: usize = 65552;
const PEAK: usize = 65560;
const LISTS: usize = 65600;
const FREE_BITS: usize = 81920;
const FREE_BITS_BYTES: usize = 8192;
const CLASS_COUNT: i32 = 64;
const BLOCK: u64 = 65536;
// This part of the limit is left for workers that could not go on otherwise.
const RESERVED_PART: u64 = 16;
const RESERVED_MAX: u64 = 16777216;

function lock(): void {
  while (atomic.cmpxchg<i32>(LOCK, 0, 1) != 0) {}
}

function unlock(): void {
  atomic.store<i32>(LOCK, 0);
}

// The number of the smallest class that holds `bytes`: 4 classes per doubling.
function class_of(bytes: u64): i32 {
  const blocks = (bytes + BLOCK - 1) / BLOCK;
  if (blocks <= 4) return <i32>blocks - 1;
  const shift = 61 - <i32>clz<u64>(blocks - 1);
  const step = <i32>((blocks - 1) >> shift) + 1;
  return step == 8 ? (shift + 1) * 4 + 3 : shift * 4 + step - 1;
}

function class_bytes(index: i32): u64 {
  if (index < 4) return <u64>(index + 1) * BLOCK;
  const shift = index / 4;
  return (<u64>(index % 4) + 5) * BLOCK << (shift - 1);
}

/** Empties the heap and sets its limit in bytes; only while no thread uses it. */
export function heap_reset(start: usize, limit: f64): void {
  memory.fill(LISTS, 0, CLASS_COUNT * 4);
  store<u32>(NEXT, <u32>start);
  store<u64>(USED, 0);
  store<u64>(PEAK, 0);
  store<u64>(LIMIT, <u64>limit);
  atomic.store<i32>(LOCK, 0);
}

// Takes a block of a class from its list, or from the memory that was never used; 0 where there is none.
function take(index: i32, size: u64): usize {
  const list = LISTS + (<usize>index << 2);
  const head = load<u32>(list);
  if (head != 0) {
    store<u32>(list, load<u32>(head));
    return head;
  }
  const next = <u64>load<u32>(NEXT);
  if (next + size <= <u64>memory.size() * 65536 && next + size <= 0xffff0000) {
    store<u32>(NEXT, <u32>(next + size));
    return <usize>next;
  }
  // What is left of a larger block waits in the lists of its own classes.
  for (let larger = index + 1; larger < CLASS_COUNT; larger++) {
    const other = LISTS + (<usize>larger << 2);
    const block = load<u32>(other);
    if (block == 0) continue;
    store<u32>(other, load<u32>(block));
    list_run(<u32>((<u64>block + size) >> 16), <u32>((class_bytes(larger) - size) >> 16));
    return block;
  }
  return 0;
}

// Cuts a run of free pages into blocks and puts them into the lists.
function list_run(page: u32, pages: u32): void {
  while (pages > 0) {
    let index = class_of(<u64>pages << 16);
    if (class_bytes(index) > <u64>pages << 16) index--;
    const block = <usize>page << 16;
    store<u32>(block, load<u32>(LISTS + (<usize>index << 2)));
    store<u32>(LISTS + (<usize>index << 2), <u32>block);
    const taken = <u32>(class_bytes(index) >> 16);
    page += taken;
    pages -= taken;
  }
}

// Puts free blocks that lie side by side together. Rare: only when no block that is large enough is left.
function gather(): void {
  memory.fill(FREE_BITS, 0, FREE_BITS_BYTES);
  for (let index: i32 = 0; index < CLASS_COUNT; index++) {
    const pages = <u32>(class_bytes(index) >> 16);
    let block = load<u32>(LISTS + (<usize>index << 2));
    while (block != 0) {
      const first = block >> 16;
      for (let page = first; page < first + pages; page++) {
        const byte = FREE_BITS + (page >> 3);
        store<u8>(byte, <u32>load<u8>(byte) | (<u32>1 << (page & 7)));
      }
      block = load<u32>(<usize>block);
    }
  }
  memory.fill(LISTS, 0, CLASS_COUNT * 4);
  const end = load<u32>(NEXT) >> 16;
  let page: u32 = 0;
  while (page < end) {
    const first = page;
    while (page < end && (((<u32>load<u8>(FREE_BITS + (page >> 3))) >> (page & 7)) & 1) != 0) page++;
    // Free pages at the end were never used, so to say.
    if (page > first) {
      if (page == end) store<u32>(NEXT, first << 16);
      else list_run(first, page - first);
    }
    page++;
  }
}

/** Takes at least `bytes`, aligned to 64 KiB; 0 when that would pass the limit without its reserve. */
export function heap_alloc(bytes: u32): usize {
  const limit = load<u64>(LIMIT);
  return alloc_within(bytes, limit - min(limit / RESERVED_PART, RESERVED_MAX));
}

/** Takes at least `bytes` as `heap_alloc` does, from the reserve too. */
export function heap_alloc_reserved(bytes: u32): usize {
  return alloc_within(bytes, load<u64>(LIMIT));
}

/** The limit in bytes, at most 4 GiB. */
export function heap_limit(): u32 {
  return <u32>min<u64>(load<u64>(LIMIT), 0xffffffff);
}

function alloc_within(bytes: u32, limit: u64): usize {
  const index = class_of(bytes == 0 ? 1 : <u64>bytes);
  const size = class_bytes(index);
  lock();
  const used = load<u64>(USED) + size;
  if (used > limit) {
    unlock();
    return 0;
  }
  let block = take(index, size);
  if (block == 0) {
    gather();
    block = take(index, size);
    if (block == 0) {
      unlock();
      return 0;
    }
  }
  store<u64>(USED, used);
  if (used > load<u64>(PEAK)) store<u64>(PEAK, used);
  unlock();
  return block;
}

/** Gives back what `heap_alloc(bytes)` took. */
export function heap_free(block: usize, bytes: u32): void {
  const index = class_of(bytes == 0 ? 1 : <u64>bytes);
  lock();
  store<u32>(block, load<u32>(LISTS + (<usize>index << 2)));
  store<u32>(LISTS + (<usize>index << 2), <u32>block);
  store<u64>(USED, load<u64>(USED) - class_bytes(index));
  unlock();
}

/** The bytes that `heap_alloc(bytes)` really gives. */
export function heap_block_bytes(bytes: u32): u32 {
  return <u32>class_bytes(class_of(bytes == 0 ? 1 : <u64>bytes));
}
