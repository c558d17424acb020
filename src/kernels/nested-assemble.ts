// Puts rows of lists, maps and structs together from the levels and values of their leaves (the record assembly of Google's
// Dremel paper) into the canonical bytes of vector/nested-encoding.ts. parquet/nested-column-reader.ts does the same for the
// rows that go on in another page, and explains the plan.
//
// A cursor walks over the entries of one leaf's page, at these offsets:
const REPETITION: usize = 0; // address of the u32 repetition level at hand; 0: all are 0
const DEFINITION: usize = 4; // address of the u32 definition level at hand; 0: all are 0
const CODES: usize = 8; // address of the u32 code at hand; 0: values lie one behind the other
const VALUES: usize = 12; // address of the value at hand, or of the dictionary
const SLOT_BYTES: usize = 16;
const LEFT: usize = 20; // entries left in the page
const MAX_DEFINITION: usize = 24; // at this definition level there is a value
const IS_LAST: usize = 28; // no page follows

/** Bytes of a cursor. */
export function nested_cursor_bytes(): usize {
  return 32;
}

// A part of a plan, at these offsets:
const KIND: usize = 0; // 0 fixed value, 1 view, 2 list or map, 3 row, 4 row of which the file has no field
const PRESENT_FROM: usize = 4; // below this definition level it is NULL
const ELEMENT_FROM: usize = 8; // of a list: from this definition level on there is an element
const ELEMENT_REPETITION: usize = 12; // of a list: the repetition level of elements after the first
const LEAF_COUNT: usize = 16;
const PART_COUNT: usize = 20;
const LISTS: usize = 24; // LEAF_COUNT addresses of cursors, then PART_COUNT addresses of parts (0: always NULL)

const VIEW: u32 = 1;
const LIST: u32 = 2;
const ROW_WITHOUT_FIELDS: u32 = 4;

const PAGE_ENDS: u32 = 1;
const NO_ROOM: u32 = 2;
const DAMAGED: u32 = 3;

let output: usize = 0;
let outputEnd: usize = 0;
let failure: u32 = 0;

// Takes room in the output; on failure the caller goes on writing nowhere that matters.
// @ts-ignore: decorator
@inline
function take(bytes: usize): usize {
  const at = output;
  if (bytes > outputEnd - at) {
    failure = NO_ROOM;
    return at;
  }
  output = at + bytes;
  return at;
}

function put_flag(value: u8): void {
  const at = take(1);
  if (failure == 0) store<u8>(at, value);
}

// @ts-ignore: decorator
@inline
function definition_of(cursor: usize): u32 {
  const address = <usize>load<u32>(cursor, DEFINITION);
  return address == 0 ? 0 : load<u32>(address);
}

// -1 behind the last entry.
// @ts-ignore: decorator
@inline
function repetition_of(cursor: usize): i32 {
  if (load<u32>(cursor, LEFT) == 0) {
    if (load<u32>(cursor, IS_LAST) == 0) failure = PAGE_ENDS;
    return -1;
  }
  const address = <usize>load<u32>(cursor, REPETITION);
  return address == 0 ? 0 : load<i32>(address);
}

function next(cursor: usize): void {
  const left = load<u32>(cursor, LEFT);
  if (left == 0) {
    failure = load<u32>(cursor, IS_LAST) == 0 ? PAGE_ENDS : DAMAGED;
    return;
  }
  if (definition_of(cursor) == load<u32>(cursor, MAX_DEFINITION)) {
    const codes = load<u32>(cursor, CODES);
    if (codes != 0) store<u32>(cursor, codes + 4, CODES);
    else store<u32>(cursor, load<u32>(cursor, VALUES) + load<u32>(cursor, SLOT_BYTES), VALUES);
  }
  store<u32>(cursor, left - 1, LEFT);
  const repetition = load<u32>(cursor, REPETITION);
  if (repetition != 0) store<u32>(cursor, repetition + 4, REPETITION);
  const definition = load<u32>(cursor, DEFINITION);
  if (definition != 0) store<u32>(cursor, definition + 4, DEFINITION);
}

function pass_entry(part: usize): void {
  const leafCount = <usize>load<u32>(part, LEAF_COUNT);
  for (let i: usize = 0; i < leafCount; i++) next(<usize>load<u32>(part + LISTS + (i << 2)));
}

// Writes a value and moves its leaves on; tells whether it is not NULL. An element says first whether it is.
function write_part(part: usize, isElement: bool): bool {
  const first = <usize>load<u32>(part + LISTS);
  if (load<u32>(first, LEFT) == 0) {
    failure = load<u32>(first, IS_LAST) == 0 ? PAGE_ENDS : DAMAGED;
    return false;
  }
  const definition = definition_of(first);
  if (definition < load<u32>(part, PRESENT_FROM)) {
    pass_entry(part);
    if (isElement) put_flag(0);
    return false;
  }
  if (isElement) put_flag(1);
  const kind = load<u32>(part, KIND);
  if (kind <= VIEW) {
    write_leaf(first, definition, kind == VIEW);
    return true;
  }
  // A nested value inside of another follows its length.
  const lengthAt = isElement ? take(4) : 0;
  const start = output;
  if (kind == LIST) write_list(part, first, definition);
  else {
    write_parts(part);
    if (kind == ROW_WITHOUT_FIELDS) pass_entry(part);
  }
  if (isElement && failure == 0) store<u32>(lengthAt, <u32>(output - start));
  return true;
}

function write_list(part: usize, first: usize, definition: u32): void {
  const countAt = take(4);
  if (failure != 0) return;
  let count: u32 = 0;
  if (definition < load<u32>(part, ELEMENT_FROM)) pass_entry(part);
  else {
    const level = load<i32>(part, ELEMENT_REPETITION);
    do {
      write_parts(part);
      count++;
    } while (failure == 0 && repetition_of(first) == level);
  }
  if (failure == 0) store<u32>(countAt, count);
}

function write_parts(part: usize): void {
  const parts = part + LISTS + (<usize>load<u32>(part, LEAF_COUNT) << 2);
  const partCount = <usize>load<u32>(part, PART_COUNT);
  for (let i: usize = 0; i < partCount && failure == 0; i++) {
    const child = <usize>load<u32>(parts + (i << 2));
    if (child == 0) put_flag(0);
    else write_part(child, true);
  }
}

function write_leaf(cursor: usize, definition: u32, isView: bool): void {
  if (definition != load<u32>(cursor, MAX_DEFINITION)) {
    failure = DAMAGED;
    return;
  }
  const codes = <usize>load<u32>(cursor, CODES);
  const slotBytes = <usize>load<u32>(cursor, SLOT_BYTES);
  let address = <usize>load<u32>(cursor, VALUES);
  if (codes != 0) address += <usize>load<u32>(codes) * slotBytes;
  if (isView) {
    const bytes = <usize>load<u32>(address);
    const at = take(4 + bytes);
    if (failure != 0) return;
    store<u32>(at, <u32>bytes);
    memory.copy(at + 4, bytes <= 12 ? address + 4 : <usize>load<u32>(address, 8), bytes);
  } else {
    const at = take(slotBytes);
    if (failure != 0) return;
    if (slotBytes == 8) store<u64>(at, load<u64>(address));
    else if (slotBytes == 4) store<u32>(at, load<u32>(address));
    else if (slotBytes == 1) store<u8>(at, load<u8>(address));
    else v128.store(at, v128.load(address));
  }
  next(cursor);
}

/**
 * Assembles up to `rowCount` rows at `target`: a u32 length and a byte of validity each. Gives how many; at `result` it
 * stores the address behind the bytes written, and why it stopped early: 1 a row goes on in another page, 2 no room, 3 damage.
 */
export function nested_assemble(
  plan: usize,
  cursors: usize,
  cursorCount: u32,
  snapshot: usize,
  rowCount: u32,
  target: usize,
  targetEnd: usize,
  lengths: usize,
  validity: usize,
  result: usize,
): u32 {
  const cursorsBytes = <usize>cursorCount << 5;
  output = target;
  outputEnd = targetEnd;
  failure = 0;
  let row: u32 = 0;
  for (; row < rowCount; row++) {
    const start = output;
    memory.copy(snapshot, cursors, cursorsBytes);
    const isPresent = write_part(plan, false);
    for (let i: usize = 0; i < cursorsBytes && failure == 0; i += 32)
      if (repetition_of(cursors + i) > 0) failure = DAMAGED;
    if (failure != 0) {
      output = start;
      memory.copy(cursors, snapshot, cursorsBytes);
      break;
    }
    store<u32>(lengths + (<usize>row << 2), <u32>(output - start));
    store<u8>(validity + row, isPresent ? 1 : 0);
  }
  store<u32>(result, <u32>output);
  store<u32>(result, failure, 4);
  return row;
}
