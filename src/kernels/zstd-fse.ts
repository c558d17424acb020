// Finite state entropy tables of Zstandard (RFC 8878, section 4.1). A table cell is 8 bytes:
//   bits 0-7   bits that the next state takes from the stream
//   bits 8-15  bits that the value takes from the stream
//   bits 16-31 base of the next state: where its cell lies from the address that all tables of a decoder count from
//   bits 32-63 base of the value
// Every function checks what it reads from the stream and returns a negative number for a damaged one.

// Scratch of one table: normalised counts (i16), then next state numbers (u16), then the symbol of each cell (u8).
const COUNTS: usize = 0;
const NEXTS: usize = 512;
const CELLS: usize = 1024;

/** Bytes of scratch memory that building a table needs. */
export const FSE_SCRATCH_BYTES: usize = 2048;

/**
 * Reads a table description at `source` into `scratch`. Gives (bytes read << 16) | (symbol count << 8) | accuracy log,
 * or -1.
 */
export function fse_read_counts(source: usize, end: usize, scratch: usize, logMax: i32, symbolMax: i32): i64 {
  if (source >= end) return -1;
  const log = <i32>(load<u8>(source) & 15) + 5;
  if (log > logMax) return -1;
  let bit: usize = 4;
  const bitEnd = (end - source) << 3;
  let remaining = (1 << log) + 1;
  let symbol = 0;
  while (remaining > 1 && symbol <= symbolMax) {
    const bits: usize = 32 - <usize>clz<u32>(remaining);
    if (bit + bits > bitEnd + 7) return -1;
    let value = <i32>((load<u64>(source + (bit >> 3)) >> (bit & 7)) & ((1 << bits) - 1));
    const lower = (1 << (<i32>bits - 1)) - 1;
    const threshold = (1 << <i32>bits) - 1 - remaining;
    if ((value & lower) < threshold) {
      value &= lower;
      bit += bits - 1;
    } else {
      if (value > lower) value -= threshold;
      bit += bits;
    }
    const count = value - 1;
    remaining -= count < 0 ? -count : count;
    store<i16>(scratch + COUNTS + (symbol << 1), <i16>count);
    symbol++;
    if (count == 0) {
      let repeat: usize;
      do {
        if (bit + 2 > bitEnd) return -1;
        repeat = <usize>(load<u64>(source + (bit >> 3)) >> (bit & 7)) & 3;
        bit += 2;
        for (let i: usize = 0; i < repeat; i++) {
          if (symbol > symbolMax) return -1;
          store<i16>(scratch + COUNTS + (symbol << 1), 0);
          symbol++;
        }
      } while (repeat == 3);
    }
  }
  if (remaining != 1 || bit > bitEnd) return -1;
  return (<i64>((bit + 7) >> 3) << 16) | (<i64>symbol << 8) | log;
}

/**
 * Builds a table of 2^log cells at `origin + table` from the counts in `scratch`. `bases` and `extras` map a symbol to its base value (u32)
 * and its extra bits (u8); without them the symbol itself is the value.
 */
export function fse_build(
  origin: usize,
  table: usize,
  scratch: usize,
  log: i32,
  symbolCount: i32,
  bases: usize,
  extras: usize,
): void {
  const size = 1 << log;
  const mask = size - 1;
  let high = mask;
  for (let symbol = 0; symbol < symbolCount; symbol++) {
    const count = <i32>load<i16>(scratch + COUNTS + (symbol << 1));
    if (count < 0) {
      store<u8>(scratch + CELLS + high, <u8>symbol);
      high = (high - 1) & mask;
      store<u16>(scratch + NEXTS + (symbol << 1), 1);
    } else store<u16>(scratch + NEXTS + (symbol << 1), <u16>count);
  }
  const step = (size >> 1) + (size >> 3) + 3;
  let position = 0;
  for (let symbol = 0; symbol < symbolCount; symbol++) {
    const count = <i32>load<i16>(scratch + COUNTS + (symbol << 1));
    for (let i = 0; i < count; i++) {
      store<u8>(scratch + CELLS + position, <u8>symbol);
      do position = (position + step) & mask;
      while (position > high);
    }
  }
  for (let cell = 0; cell < size; cell++) {
    const symbol = <usize>load<u8>(scratch + CELLS + cell);
    const next = <u32>load<u16>(scratch + NEXTS + (symbol << 1));
    store<u16>(scratch + NEXTS + (symbol << 1), <u16>(next + 1));
    const bits = <u32>log - (31 - clz<u32>(next));
    const base: u64 = bases != 0 ? <u64>load<u32>(bases + (symbol << 2)) : <u64>symbol;
    const extra: u64 = extras != 0 ? <u64>load<u8>(extras + symbol) : 0;
    const nextBase = <u64>table + (<u64>((next << bits) - size) << 3);
    store<u64>(origin + table + (cell << 3), (base << 32) | (nextBase << 16) | (extra << 8) | bits);
  }
}

/** Builds the table of a single symbol. */
export function fse_build_single(origin: usize, table: usize, symbol: usize, bases: usize, extras: usize): void {
  const base = <u64>load<u32>(bases + (symbol << 2));
  store<u64>(origin + table, (base << 32) | (<u64>table << 16) | (<u64>load<u8>(extras + symbol) << 8));
}

/** Builds one of the format's predefined tables, whose counts are i8 at `counts`. */
export function fse_build_predefined(
  origin: usize,
  table: usize,
  scratch: usize,
  counts: usize,
  symbolCount: i32,
  log: i32,
  bases: usize,
  extras: usize,
): void {
  for (let symbol = 0; symbol < symbolCount; symbol++)
    store<i16>(scratch + COUNTS + (symbol << 1), <i16>load<i8>(counts + symbol));
  fse_build(origin, table, scratch, log, symbolCount, bases, extras);
}

/** Decodes Huffman weights coded with two interleaved states; gives their count or -1. `table` has room for 64 cells. */
export function fse_decode_weights(source: usize, end: usize, weights: usize, table: usize, scratch: usize): i32 {
  const header = fse_read_counts(source, end, scratch, 6, 15);
  if (header < 0) return -1;
  const log = <i32>(header & 255);
  const symbolCount = <i32>((header >> 8) & 255);
  const start = source + <usize>(header >> 16);
  if (start >= end || load<u8>(end - 1) == 0) return -1;
  fse_build(table, 0, scratch, log, symbolCount, 0, 0);
  let left = <i32>((end - start) << 3) - (<i32>clz<u32>(load<u8>(end - 1)) - 23);
  left -= log;
  let first = table + (<usize>fse_bits(start, left, log) << 3);
  left -= log;
  let second = table + (<usize>fse_bits(start, left, log) << 3);
  if (left < 0) return -1;
  let count = 0;
  while (count < 254) {
    const cell = load<u64>(first);
    store<u8>(weights + count, <u8>(cell >> 32));
    count++;
    const bits = <i32>(cell & 255);
    left -= bits;
    if (left < 0) {
      store<u8>(weights + count, <u8>(load<u64>(second) >> 32));
      return count + 1;
    }
    first = table + <usize>((cell >> 16) & 0xffff) + (<usize>fse_bits(start, left, bits) << 3);
    const swap = first;
    first = second;
    second = swap;
  }
  return -1;
}

// The `count` bits that start `at` bits after `start`; bits before the start are not used by the callers.
function fse_bits(start: usize, at: i32, count: i32): u32 {
  if (at < 0) return 0;
  return (<u32>(load<u64>(start + (<usize>at >> 3)) >> (at & 7))) & ((1 << count) - 1);
}
