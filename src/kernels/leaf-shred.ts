import {
  BYTES_END,
  BYTES_NEXT,
  CAPACITY,
  COUNT,
  DEFINITIONS,
  ENTRIES,
  ENTRY_CAPACITY,
  ENTRY_COUNT,
  IS_VIEW,
  leaf_add_value,
  REPETITIONS,
} from './leaf-append';
import { view_bytes, view_length, view_store } from './string-view';

// Takes arrays, maps and rows apart into the levels and values of their leaves (the record shredding of Google's Dremel paper): the
// opposite of nested-assemble.ts, from the canonical bytes of vector/nested-encoding.ts. parquet/write/shred-plan.ts makes the plan, whose
// nodes are, at these offsets:
const KIND: usize = 0; // 0 fixed value, 1 text, 2 array or map, 3 row
const PRESENT_LEVEL: usize = 4; // its definition level when it is not NULL
const REPETITION: usize = 8; // of an array: the repetition level of elements after the first
const LEAF_OR_CHILDREN: usize = 12; // a leaf's address, or the count of children
const SLOT: usize = 16; // of a fixed value: the bytes of its slot
const LEAF_COUNT: usize = 20;
const LISTS: usize = 24; // addresses of the children, then of all leaves below

const FIXED: u32 = 0;
const TEXT: u32 = 1;
const ARRAY: u32 = 2;

function add_entry(leaf: usize, definition: u32, repetition: u32): void {
  const count = load<u32>(leaf, COUNT);
  store<u8>(<usize>load<u32>(leaf, DEFINITIONS) + count, <u8>definition);
  const repetitions = <usize>load<u32>(leaf, REPETITIONS);
  if (repetitions != 0) store<u8>(repetitions + count, <u8>repetition);
  store<u32>(leaf, count + 1, COUNT);
}

function add_absent(node: usize, definition: u32, repetition: u32): void {
  if (load<u32>(node, KIND) <= TEXT) {
    add_entry(<usize>load<u32>(node, LEAF_OR_CHILDREN), definition, repetition);
    return;
  }
  const leaves = node + LISTS + (<usize>load<u32>(node, LEAF_OR_CHILDREN) << 2);
  const count = <usize>load<u32>(node, LEAF_COUNT);
  for (let i: usize = 0; i < count; i++) add_entry(<usize>load<u32>(leaves + (i << 2)), definition, repetition);
}

// Takes apart the element at `at`, which begins with its flag; gives the address behind it.
function shred_element(node: usize, at: usize, above: u32, repetition: u32, slot: usize): usize {
  if (load<u8>(at) == 0) {
    add_absent(node, above, repetition);
    return at + 1;
  }
  const kind = load<u32>(node, KIND);
  if (kind <= TEXT) {
    const leaf = <usize>load<u32>(node, LEAF_OR_CHILDREN);
    add_entry(leaf, load<u32>(node, PRESENT_LEVEL), repetition);
    if (kind == FIXED) {
      leaf_add_value(leaf, at + 1);
      return at + 1 + <usize>load<u32>(node, SLOT);
    }
    const length = load<u32>(at, 1);
    view_store(slot, at + 5, length);
    leaf_add_value(leaf, slot);
    return at + 5 + <usize>length;
  }
  return shred_nested(node, at + 5, repetition, slot);
}

function shred_nested(node: usize, start: usize, repetition: u32, slot: usize): usize {
  let at = start;
  const present = load<u32>(node, PRESENT_LEVEL);
  const childCount = <usize>load<u32>(node, LEAF_OR_CHILDREN);
  if (load<u32>(node, KIND) != ARRAY) {
    for (let child: usize = 0; child < childCount; child++)
      at = shred_element(<usize>load<u32>(node + LISTS + (child << 2)), at, present, repetition, slot);
    return at;
  }
  const count = load<u32>(at);
  at += 4;
  if (count == 0) add_absent(node, present, repetition);
  for (let i: u32 = 0; i < count; i++) {
    const level = i == 0 ? repetition : load<u32>(node, REPETITION);
    for (let child: usize = 0; child < childCount; child++)
      at = shred_element(<usize>load<u32>(node + LISTS + (child << 2)), at, present + 1, level, slot);
  }
  return at;
}

// Tells whether every leaf has room for a value of `bytes` bytes: an entry takes at least one of them.
function has_room(node: usize, bytes: u32): bool {
  const leaves = node + LISTS + (<usize>load<u32>(node, LEAF_OR_CHILDREN) << 2);
  const count = <usize>load<u32>(node, LEAF_COUNT);
  for (let i: usize = 0; i < count; i++) {
    const leaf = <usize>load<u32>(leaves + (i << 2));
    if (load<u32>(leaf, CAPACITY) - load<u32>(leaf, COUNT) <= bytes) return false;
    if (load<u32>(leaf, IS_VIEW) != 0 && load<u32>(leaf, BYTES_END) - load<u32>(leaf, BYTES_NEXT) < bytes) return false;
    if (load<u32>(leaf, ENTRIES) != 0 && load<u32>(leaf, ENTRY_CAPACITY) - load<u32>(leaf, ENTRY_COUNT) <= bytes) return false;
  }
  return true;
}

/** Appends the rows `rows[from]` to `rows[to - 1]` (0: the rows themselves) of a vector of nested values; gives the row reached. */
export function leaf_shred(
  node: usize,
  values: usize,
  codes: usize,
  isConstant: bool,
  validity: usize,
  rows: usize,
  from: u32,
  to: u32,
  slot: usize,
): u32 {
  for (let i = from; i < to; i++) {
    const row = rows == 0 ? <usize>i : <usize>load<u32>(rows + (<usize>i << 2));
    const isPresent = validity == 0 || load<u8>(isConstant ? validity : validity + row) != 0;
    const index: usize = isConstant ? 0 : codes == 0 ? row : <usize>load<u32>(codes + (row << 2));
    const view = values + (index << 4);
    if (!has_room(node, isPresent ? view_length(view) : 0)) return i;
    if (isPresent) shred_nested(node, view_bytes(view), 0, slot);
    else add_absent(node, load<u32>(node, PRESENT_LEVEL) - 1, 0);
  }
  return to;
}
