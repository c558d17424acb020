import { view_bytes, view_store } from './string-view';

// Expands arrays and maps in the canonical bytes of vector/nested-encoding.ts, a piece of the output at a time. Every array is the flat
// vector of its views; `lengths` has for each input row the elements of its longest array.

// Where an item's walk stands: address of the next element of the array at hand, and how many it has left.
const NEXT: usize = 0;
const LEFT: usize = 4;

// Of an output column: its element's bytes (0: a view), where values go, where validity goes.
const COLUMN_BYTES: usize = 12;

const ROW: u32 = 1;

/** Raises `lengths` to the elements of an item's arrays; `validity` may be 0. */
export function unnest_lengths(views: usize, validity: usize, count: u32, lengths: usize): void {
  for (let i: u32 = 0; i < count; i++) {
    if (validity != 0 && load<u8>(validity + i) == 0) continue;
    const length = load<u32>(view_bytes(views + (<usize>i << 4)));
    const slot = lengths + (<usize>i << 2);
    if (length > load<u32>(slot)) store<u32>(slot, length);
  }
}

/**
 * Lists the input row of each output row from element `index` of input row `position` on, up to `capacity` of them. Each input row
 * gives at least `least` rows. `ordinals` (0: none wanted) get numbers from 1, NULL where there is no element. Behind `place` stand the
 * position and index to go on from. Gives the number of output rows.
 */
export function unnest_rows(
  lengths: usize,
  least: u32,
  selection: usize,
  count: u32,
  place: usize,
  capacity: u32,
  rows: usize,
  ordinals: usize,
  ordinalValidity: usize,
): u32 {
  let position = load<u32>(place);
  let index = load<u32>(place, 4);
  let made: u32 = 0;
  while (position < count && made < capacity) {
    const length = load<u32>(lengths + (<usize>position << 2));
    const end = max(length, least);
    const some = min(end - index, capacity - made);
    const row = selection == 0 ? position : load<u32>(selection + (<usize>position << 2));
    for (let i: u32 = 0; i < some; i++) store<u32>(rows + (<usize>(made + i) << 2), row);
    if (ordinals != 0)
      for (let i: u32 = 0; i < some; i++) {
        store<u64>(ordinals + (<usize>(made + i) << 3), <u64>(index + i) + 1);
        store<u8>(ordinalValidity + made + i, length == 0 ? 0 : 1);
      }
    made += some;
    index += some;
    if (index < end) break;
    position++;
    index = 0;
  }
  store<u32>(place, position);
  store<u32>(place, index, 4);
  return made;
}

// Writes the element at `at` as row `row` of a column; gives where the next one begins.
// @ts-ignore: decorator
@inline
function put_element(at: usize, column: usize, row: u32): usize {
  const bytes = load<u32>(column);
  const values = <usize>load<u32>(column, 4);
  const isPresent = load<u8>(at++);
  store<u8>(<usize>load<u32>(column, 8) + row, isPresent);
  if (isPresent == 0) {
    put_nothing(column, row);
    return at;
  }
  if (bytes == 8) store<u64>(values + (<usize>row << 3), load<u64>(at));
  else if (bytes == 4) store<u32>(values + (<usize>row << 2), load<u32>(at));
  else if (bytes == 0) {
    const length = load<u32>(at);
    view_store(values + (<usize>row << 4), at + 4, length);
    return at + 4 + length;
  } else if (bytes == 1) store<u8>(values + row, load<u8>(at));
  else v128.store(values + (<usize>row << 4), v128.load(at));
  return at + bytes;
}

// Makes row `row` of a column NULL, with a slot that is safe to read.
function put_nothing(column: usize, row: u32): void {
  const bytes = load<u32>(column);
  const width: usize = bytes == 0 ? 16 : bytes;
  memory.fill(<usize>load<u32>(column, 4) + width * row, 0, width);
  store<u8>(<usize>load<u32>(column, 8) + row, 0);
}

/**
 * Writes `made` rows of one item's columns from the place that `unnest_rows` went on from; arrays that ended give NULLs. An entry of
 * the item is an element for each column, or (`kind` 1) one row of which the columns are the fields.
 */
export function unnest_elements(
  views: usize,
  validity: usize,
  lengths: usize,
  least: u32,
  position: u32,
  index: u32,
  made: u32,
  walk: usize,
  kind: u32,
  columns: usize,
  columnCount: u32,
): void {
  let at = <usize>load<u32>(walk, NEXT);
  let left = load<u32>(walk, LEFT);
  const columnsEnd = columns + COLUMN_BYTES * columnCount;
  for (let row: u32 = 0; row < made; ) {
    const end = max(load<u32>(lengths + (<usize>position << 2)), least);
    if (index == 0 && end > 0) {
      const isNull = validity != 0 && load<u8>(validity + position) == 0;
      at = view_bytes(views + (<usize>position << 4));
      left = isNull ? 0 : load<u32>(at);
      at += 4;
    }
    for (const stop = min(end - index, made - row) + row; row < stop; row++, index++) {
      let isThere = left > 0;
      if (isThere) {
        left--;
        if (kind == ROW) {
          isThere = load<u8>(at++) != 0;
          // The length of the row's bytes.
          if (isThere) at += 4;
        }
      }
      for (let column = columns; column < columnsEnd; column += COLUMN_BYTES)
        if (isThere) at = put_element(at, column, row);
        else put_nothing(column, row);
    }
    if (index >= end) {
      position++;
      index = 0;
    }
  }
  store<u32>(walk, <u32>at, NEXT);
  store<u32>(walk, left, LEFT);
}
