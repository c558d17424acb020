// Estimates how many different hashes were added: HyperLogLog (P. Flajolet, É. Fusy, O. Gandouet and F. Meunier, 2007) with the
// index and rank of airlift's implementation, so that estimates agree with Trino's. A sketch lies in the bytes of a view, changed
// in place: 8 bytes of header (u32 count of entries, or DENSE), then one byte a register. While there are few different hashes,
// the registers' room is a hash table of the hashes' upper 32 bits, and the count is exact.
import { scratch_take } from './scratch';
import { view_bytes, view_length } from './string-view';

const HEADER: u32 = 8;
const DENSE: u32 = 0xffffffff;

// @ts-ignore: decorator
@inline
function register_count(view: usize): u32 {
  return view_length(view) - HEADER;
}

// As many entries as airlift keeps before its dense form is the smaller one.
// @ts-ignore: decorator
@inline
function entries_max(registers: u32): u32 {
  return registers < 64 ? 0 : registers / 8 - 5;
}

// @ts-ignore: decorator
@inline
function set_register(registers: usize, count: u32, hash: u64): void {
  const bits = <u64>ctz<u32>(count);
  const index = <usize>(hash >> (64 - bits));
  const rank = <u8>clz<u64>((hash << bits) | (<u64>1 << (bits - 1))) + 1;
  if (load<u8>(registers + index) < rank) store<u8>(registers + index, rank);
}

// Adds the upper half of a hash; false when the table has no room for it.
function add_entry(bytes: usize, registers: u32, hash: u64): bool {
  const key = max<u32>(<u32>(hash >> 32), 1);
  const slots = registers / 4;
  let slot = key & (slots - 1);
  for (;;) {
    const found = load<u32>(bytes + HEADER + (<usize>slot << 2));
    if (found == key) return true;
    if (found == 0) break;
    slot = (slot + 1) & (slots - 1);
  }
  const count = load<u32>(bytes);
  if (count >= entries_max(registers)) return false;
  store<u32>(bytes + HEADER + (<usize>slot << 2), key);
  store<u32>(bytes, count + 1);
  return true;
}

// Turns the table into registers.
function make_dense(bytes: usize, registers: u32): void {
  const start = bytes + HEADER;
  const count = load<u32>(bytes);
  const entries = scratch_take(<usize>count << 2);
  let entry = entries;
  for (let slot: u32 = 0; slot < registers / 4; slot++) {
    const key = load<u32>(start + (<usize>slot << 2));
    if (key == 0) continue;
    store<u32>(entry, key);
    entry += 4;
  }
  memory.fill(start, 0, registers);
  for (let at = entries; at < entry; at += 4) set_register(start, registers, <u64>load<u32>(at) << 32);
  store<u32>(bytes, DENSE);
}

/** Adds a hash. */
export function sketch_add(view: usize, hash: u64): void {
  const bytes = view_bytes(view);
  const registers = register_count(view);
  if (load<u32>(bytes) != DENSE) {
    if (add_entry(bytes, registers, hash)) return;
    make_dense(bytes, registers);
  }
  set_register(bytes + HEADER, registers, hash);
}

/** Adds what another sketch of the same size holds. */
export function sketch_merge(view: usize, other: usize): void {
  const from = view_bytes(other) + HEADER;
  const registers = register_count(view);
  if (load<u32>(from - HEADER) != DENSE) {
    for (let slot: u32 = 0; slot < registers / 4; slot++) {
      const key = load<u32>(from + (<usize>slot << 2));
      if (key != 0) sketch_add(view, <u64>key << 32);
    }
    return;
  }
  const bytes = view_bytes(view);
  if (load<u32>(bytes) != DENSE) make_dense(bytes, registers);
  const to = bytes + HEADER;
  for (let i: usize = 0; i < registers; i += 16) v128.store(to + i, i8x16.max_u(v128.load(to + i), v128.load(from + i)));
}

// The mean of 2^-register when `load` different hashes fall on each register on average, their numbers as Poisson has them.
function mean_inverse(perRegister: f64): f64 {
  let sum: f64 = 0;
  let before: f64 = 0;
  let weight: f64 = 1;
  for (let rank = 0; rank < 64; rank++) {
    const upTo = Math.exp(-perRegister * weight);
    sum += weight * (upTo - before);
    before = upTo;
    weight *= 0.5;
  }
  return sum;
}

function alpha(registers: u32): f64 {
  if (registers == 16) return 0.673;
  if (registers == 32) return 0.697;
  if (registers == 64) return 0.709;
  return 0.7213 / (1 + 1.079 / <f64>registers);
}

/** The estimate: exact for few, by empty registers for more, then by the harmonic mean with its bias taken out. */
export function sketch_estimate(view: usize): i64 {
  const bytes = view_bytes(view);
  if (load<u32>(bytes) != DENSE) return <i64>load<u32>(bytes);
  const registers = register_count(view);
  const m = <f64>registers;
  let empty = 0;
  let sum: f64 = 0;
  for (let i: usize = 0; i < registers; i++) {
    const rank = load<u8>(bytes + HEADER + i);
    empty += i32(rank == 0);
    sum += 1 / <f64>(<u64>1 << rank);
  }
  if (<f64>empty > 0.4 * m) return <i64>nearest(m * Math.log(m / <f64>empty));
  const raw = (alpha(registers) * m * m) / sum;
  if (raw > 5 * m) return <i64>nearest(raw);
  // The raw estimate is too high in a known way: look for the number that would give it.
  let low: f64 = 0;
  let high = raw;
  for (let i = 0; i < 60; i++) {
    const middle = (low + high) / 2;
    if ((alpha(registers) * m) / mean_inverse(middle / m) < raw) low = middle;
    else high = middle;
  }
  return <i64>nearest(low);
}
