// Rows that come back from a file: they lie at another address than before, and so do the bytes of their strings.

import { heap_free } from './heap';
import { rows_copy, rows_init } from './rows';
import { view_length } from './string-view';

/**
 * Writes the addresses of `count` rows of `width` bytes, which lie from `rows` on, to `out`, and adds `delta` to the addresses
 * that their long views hold; `views` lists the offsets of `viewCount` views in a row.
 */
export function rows_adopt(
  rows: usize,
  count: u32,
  width: u32,
  delta: u32,
  views: usize,
  viewCount: u32,
  out: usize,
): void {
  let row = rows;
  for (let i: u32 = 0; i < count; i++) {
    store<u32>(out + (<usize>i << 2), <u32>row);
    for (let v: u32 = 0; v < viewCount; v++) {
      const view = row + <usize>load<u32>(views + (<usize>v << 2));
      if (view_length(view) > 12) store<u32>(view, load<u32>(view, 8) + delta, 8);
    }
    row += width;
  }
}

/** Copies listed rows into the 32-byte stores at `stores` that their hash (their first word) chooses: `mask` of it, `shift` bits up. */
export function rows_split(
  rows: usize,
  count: u32,
  stores: usize,
  shift: u32,
  mask: u32,
  views: usize,
  viewCount: u32,
): void {
  for (let i: u32 = 0; i < count; i++) {
    const row = <usize>load<u32>(rows + (<usize>i << 2));
    const part = <u32>(load<u64>(row) >> <u64>shift) & mask;
    const entry = stores + (<usize>part << 5);
    rows_copy(entry, row, load<u32>(entry, 20), views, viewCount);
  }
}

/**
 * Moves the rows of a closed store's first chunk into the 32-byte stores at `stores` that their hash chooses, as `rows_split` does, and
 * gives the chunk back. Returns 0 when the store was empty.
 */
export function rows_scatter(
  entry: usize,
  stores: usize,
  shift: u32,
  mask: u32,
  views: usize,
  viewCount: u32,
): u32 {
  const chunk = <usize>load<u32>(entry);
  if (chunk == 0) return 0;
  const width = load<u32>(entry, 20);
  const end = <usize>load<u32>(chunk, 8);
  for (let row = chunk + 16; row < end; row += width) {
    const part = <u32>(load<u64>(row) >> <u64>shift) & mask;
    rows_copy(stores + (<usize>part << 5), row, width, views, viewCount);
  }
  const count = <u32>(end - chunk - 16) / width;
  const bytes = load<u32>(chunk, 4);
  const next = load<u32>(chunk);
  heap_free(chunk, bytes);
  if (next == 0) {
    rows_init(entry, width);
    return 1;
  }
  store<u32>(entry, next);
  store<u32>(entry, load<u32>(entry, 16) - count, 16);
  store<u32>(entry, load<u32>(entry, 24) - bytes, 24);
  return 1;
}
