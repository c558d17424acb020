import { bytes_copy, string_equal, string_hash, view_bytes, view_copy, view_length } from './string-view';

// What a Parquet writer gathers of one leaf column until its row group is full: the levels of its entries, and the values that are
// present, one behind the other, as slots (vector/layout.ts) or as codes of a dictionary of distinct slots. parquet/write/leaf-buffer.ts
// owns the memory; where there is no more room a kernel stops and says how far it came. A leaf, at these offsets:
export const COUNT: usize = 0; // entries
export const PRESENT: usize = 4; // values
export const CAPACITY: usize = 8; // entries and values that there is room for
export const DEFINITIONS: usize = 12; // a u8 an entry; 0: none is NULL so far
export const REPETITIONS: usize = 16; // a u8 an entry; 0: not repeated
export const VALUES: usize = 20; // slots, or u32 codes
export const SLOT_BYTES: usize = 24;
export const IS_VIEW: usize = 28;
export const BYTES_NEXT: usize = 32; // where the bytes of the next long text go
export const BYTES_END: usize = 36;
export const ENTRIES: usize = 40; // slots of the dictionary; 0: no dictionary
export const ENTRY_COUNT: usize = 44;
export const ENTRY_CAPACITY: usize = 48;
export const TABLE: usize = 52; // u32 code + 1 by hash
export const TABLE_MASK: usize = 56;
export const MAX_DEFINITION: usize = 60;
export const TEXT_BYTES: usize = 64; // u64: bytes of all texts that are values

const INLINE_MAX: u32 = 12;

// @ts-ignore: decorator
@inline
function hash_of(slot: usize, slotBytes: usize, isView: bool): u64 {
  if (isView) return string_hash(slot);
  let word: u64;
  if (slotBytes == 8) word = load<u64>(slot);
  else if (slotBytes == 4) word = <u64>load<u32>(slot);
  else if (slotBytes == 1) word = <u64>load<u8>(slot);
  else word = load<u64>(slot) ^ (load<u64>(slot, 8) * 0xc2b2ae3d27d4eb4f);
  word *= 0x9e3779b185ebca87;
  return word ^ (word >> 32);
}

// @ts-ignore: decorator
@inline
function is_equal(a: usize, b: usize, slotBytes: usize, isView: bool): bool {
  if (isView) return string_equal(a, b) != 0;
  if (slotBytes == 8) return load<u64>(a) == load<u64>(b);
  if (slotBytes == 4) return load<u32>(a) == load<u32>(b);
  if (slotBytes == 1) return load<u8>(a) == load<u8>(b);
  return load<u64>(a) == load<u64>(b) && load<u64>(a, 8) == load<u64>(b, 8);
}

// Copies a slot, the bytes of a long text too; false without room for them.
// @ts-ignore: decorator
@inline
function keep_slot(leaf: usize, to: usize, slot: usize, slotBytes: usize, isView: bool): bool {
  if (slotBytes == 8) store<u64>(to, load<u64>(slot));
  else if (slotBytes == 4) store<u32>(to, load<u32>(slot));
  else if (slotBytes == 1) store<u8>(to, load<u8>(slot));
  else {
    view_copy(to, slot);
    if (isView) {
      const length = view_length(slot);
      if (length > INLINE_MAX) {
        const at = <usize>load<u32>(leaf, BYTES_NEXT);
        if (length > load<u32>(leaf, BYTES_END) - <u32>at) return false;
        bytes_copy(at, view_bytes(slot), length);
        store<u32>(to, <u32>at, 8);
        store<u32>(leaf, <u32>at + length, BYTES_NEXT);
      }
    }
  }
  return true;
}

// Gives the code + 1 of a value, adding it to the dictionary; 0 without room.
function code_of(leaf: usize, slot: usize, slotBytes: usize, isView: bool): u32 {
  const table = <usize>load<u32>(leaf, TABLE);
  const entries = <usize>load<u32>(leaf, ENTRIES);
  const mask = <usize>load<u32>(leaf, TABLE_MASK);
  let at = <usize>hash_of(slot, slotBytes, isView) & mask;
  for (;;) {
    const code = load<u32>(table + (at << 2));
    if (code == 0) break;
    if (is_equal(entries + <usize>(code - 1) * slotBytes, slot, slotBytes, isView)) return code;
    at = (at + 1) & mask;
  }
  const count = load<u32>(leaf, ENTRY_COUNT);
  if (count == load<u32>(leaf, ENTRY_CAPACITY)) return 0;
  if (!keep_slot(leaf, entries + <usize>count * slotBytes, slot, slotBytes, isView)) return 0;
  store<u32>(leaf, count + 1, ENTRY_COUNT);
  store<u32>(table + (at << 2), count + 1);
  return count + 1;
}

/** Adds one value behind the present ones; false without room. */
export function leaf_add_value(leaf: usize, slot: usize): bool {
  const slotBytes = <usize>load<u32>(leaf, SLOT_BYTES);
  const isView = load<u32>(leaf, IS_VIEW) != 0;
  const present = load<u32>(leaf, PRESENT);
  const values = <usize>load<u32>(leaf, VALUES);
  if (load<u32>(leaf, ENTRIES) != 0) {
    const code = code_of(leaf, slot, slotBytes, isView);
    if (code == 0) return false;
    store<u32>(values + (<usize>present << 2), code - 1);
  } else if (!keep_slot(leaf, values + <usize>present * slotBytes, slot, slotBytes, isView)) return false;
  if (isView) store<u64>(leaf, load<u64>(leaf, TEXT_BYTES) + view_length(slot), TEXT_BYTES);
  store<u32>(leaf, present + 1, PRESENT);
  return true;
}

// @ts-ignore: decorator
@inline
function row_at(rows: usize, index: u32): usize {
  return rows == 0 ? <usize>index : <usize>load<u32>(rows + (<usize>index << 2));
}

// @ts-ignore: decorator
@inline
function set_definition(leaf: usize, isPresent: bool): void {
  const count = load<u32>(leaf, COUNT);
  store<u8>(<usize>load<u32>(leaf, DEFINITIONS) + count, <u8>load<u32>(leaf, MAX_DEFINITION) - (isPresent ? 0 : 1));
  store<u32>(leaf, count + 1, COUNT);
}

/**
 * Appends the rows `rows[from]` to `rows[to - 1]` (0: the rows themselves) of a vector whose slots are flat, found by `codes`, or the
 * same for every row (`isConstant`). There is room for the entries, and for definitions where there is validity. Gives the row reached.
 */
export function leaf_append(
  leaf: usize,
  values: usize,
  codes: usize,
  isConstant: bool,
  validity: usize,
  rows: usize,
  from: u32,
  to: u32,
): u32 {
  const slotBytes = <usize>load<u32>(leaf, SLOT_BYTES);
  if (validity == 0) return append_present(leaf, values, codes, isConstant, rows, from, to, slotBytes);
  for (let i = from; i < to; i++) {
    const row = row_at(rows, i);
    const isPresent = load<u8>(isConstant ? validity : validity + row) != 0;
    if (isPresent) {
      const index: usize = isConstant ? 0 : codes == 0 ? row : <usize>load<u32>(codes + (row << 2));
      if (!leaf_add_value(leaf, values + index * slotBytes)) return i;
    }
    set_definition(leaf, isPresent);
  }
  return to;
}

function append_present(
  leaf: usize,
  values: usize,
  codes: usize,
  isConstant: bool,
  rows: usize,
  from: u32,
  to: u32,
  slotBytes: usize,
): u32 {
  const isView = load<u32>(leaf, IS_VIEW) != 0;
  const hasDictionary = load<u32>(leaf, ENTRIES) != 0;
  const present = load<u32>(leaf, PRESENT);
  const target = <usize>load<u32>(leaf, VALUES);
  let reached = to;
  if (!hasDictionary && !isView && codes == 0 && rows == 0 && !isConstant) {
    memory.copy(target + <usize>present * slotBytes, values + <usize>from * slotBytes, <usize>(to - from) * slotBytes);
  } else if (hasDictionary) {
    let out = target + (<usize>present << 2);
    let text: u64 = 0;
    for (let i = from; i < to; i++) {
      const row = row_at(rows, i);
      const slot = values + (isConstant ? 0 : codes == 0 ? row : <usize>load<u32>(codes + (row << 2))) * slotBytes;
      const code = code_of(leaf, slot, slotBytes, isView);
      if (code == 0) {
        reached = i;
        break;
      }
      if (isView) text += view_length(slot);
      store<u32>(out, code - 1);
      out += 4;
    }
    store<u64>(leaf, load<u64>(leaf, TEXT_BYTES) + text, TEXT_BYTES);
  } else {
    let out = target + <usize>present * slotBytes;
    let text: u64 = 0;
    for (let i = from; i < to; i++) {
      const row = row_at(rows, i);
      const slot = values + (isConstant ? 0 : codes == 0 ? row : <usize>load<u32>(codes + (row << 2))) * slotBytes;
      if (!keep_slot(leaf, out, slot, slotBytes, isView)) {
        reached = i;
        break;
      }
      if (isView) text += view_length(slot);
      out += slotBytes;
    }
    store<u64>(leaf, load<u64>(leaf, TEXT_BYTES) + text, TEXT_BYTES);
  }
  add_entries(leaf, reached - from);
  return reached;
}

// Counts entries that are all present.
function add_entries(leaf: usize, added: u32): void {
  const count = load<u32>(leaf, COUNT);
  const definitions = <usize>load<u32>(leaf, DEFINITIONS);
  if (definitions != 0) memory.fill(definitions + count, <u8>load<u32>(leaf, MAX_DEFINITION), added);
  store<u32>(leaf, count + added, COUNT);
  store<u32>(leaf, load<u32>(leaf, PRESENT) + added, PRESENT);
}

/**
 * Appends rows of a dictionary vector to a leaf with a dictionary. `remap` keeps the code + 1 that each entry of the vector's dictionary
 * has in the leaf's, 0 for one that was not met yet. Gives the row reached.
 */
export function leaf_append_codes(
  leaf: usize,
  entries: usize,
  codes: usize,
  validity: usize,
  rows: usize,
  from: u32,
  to: u32,
  remap: usize,
): u32 {
  const slotBytes = <usize>load<u32>(leaf, SLOT_BYTES);
  const isView = load<u32>(leaf, IS_VIEW) != 0;
  const first = load<u32>(leaf, PRESENT);
  let present = first;
  let text: u64 = 0;
  const target = <usize>load<u32>(leaf, VALUES);
  let i = from;
  for (; i < to; i++) {
    const row = row_at(rows, i);
    if (validity != 0 && load<u8>(validity + row) == 0) {
      set_definition(leaf, false);
      continue;
    }
    const entry = <usize>load<u32>(codes + (row << 2));
    let code = load<u32>(remap + (entry << 2));
    if (code == 0) {
      code = code_of(leaf, entries + entry * slotBytes, slotBytes, isView);
      if (code == 0) break;
      store<u32>(remap + (entry << 2), code);
    }
    if (isView) text += view_length(entries + entry * slotBytes);
    store<u32>(target + (<usize>present << 2), code - 1);
    present++;
    if (validity != 0) set_definition(leaf, true);
  }
  store<u64>(leaf, load<u64>(leaf, TEXT_BYTES) + text, TEXT_BYTES);
  if (validity == 0) add_entries(leaf, present - first);
  else store<u32>(leaf, present, PRESENT);
  return i;
}

/** Enters all of a leaf's dictionary into its table, which is zeroed and large enough. */
export function leaf_rehash(leaf: usize): void {
  const slotBytes = <usize>load<u32>(leaf, SLOT_BYTES);
  const isView = load<u32>(leaf, IS_VIEW) != 0;
  const table = <usize>load<u32>(leaf, TABLE);
  const mask = <usize>load<u32>(leaf, TABLE_MASK);
  const count = load<u32>(leaf, ENTRY_COUNT);
  let slot = <usize>load<u32>(leaf, ENTRIES);
  for (let code: u32 = 1; code <= count; code++) {
    let at = <usize>hash_of(slot, slotBytes, isView) & mask;
    while (load<u32>(table + (at << 2)) != 0) at = (at + 1) & mask;
    store<u32>(table + (at << 2), code);
    slot += slotBytes;
  }
}

/** Writes the slots that a leaf's codes stand for to `output`. */
export function leaf_flatten(leaf: usize, output: usize): void {
  const slotBytes = <usize>load<u32>(leaf, SLOT_BYTES);
  const entries = <usize>load<u32>(leaf, ENTRIES);
  const codes = <usize>load<u32>(leaf, VALUES);
  const count = <usize>load<u32>(leaf, PRESENT);
  for (let i: usize = 0; i < count; i++) {
    const slot = entries + <usize>load<u32>(codes + (i << 2)) * slotBytes;
    const to = output + i * slotBytes;
    if (slotBytes == 8) store<u64>(to, load<u64>(slot));
    else if (slotBytes == 4) store<u32>(to, load<u32>(slot));
    else if (slotBytes == 1) store<u8>(to, load<u8>(slot));
    else view_copy(to, slot);
  }
}
