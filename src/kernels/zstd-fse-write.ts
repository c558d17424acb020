// Finite state entropy coding for a Zstandard encoder (RFC 8878, section 4.1). A coding table at `table`:
//   SYMBOLS  8 bytes a symbol: u32 added to a state to give (bits << 16), i32 added to (state >> bits) to find the next state
//   STATES   u16 each of the 2^log states, ordered by symbol
// Bits go out in the order of their use, lowest first; a decoder reads them from the end.

const SYMBOLS: usize = 0;
const STATES: usize = 512;

/** Bytes of a coding table. */
export const FSE_CODING_BYTES: usize = STATES + 1024;
/** Most symbols of a table. */
export const FSE_SYMBOLS_MAX: i32 = 64;

/** Bytes of the scratch memory that `fse_coding_build` needs. */
export const FSE_CODING_SCRATCH_BYTES: usize = 1024;

/** Gives how many bits the number of states should have for `total` symbols of `distinct` kinds. */
export function fse_log_for(total: u32, symbolMax: u32, logMax: i32): i32 {
  let log = logMax;
  const wanted = 29 - <i32>clz<u32>(max(total - 1, 1));
  if (wanted < log) log = wanted;
  const least = 33 - <i32>clz<u32>(symbolMax | 1);
  if (log < least) log = least;
  return min(max(log, 5), logMax);
}

/** Scales the u32 counts of symbols 0 to `symbolMax` to i16 that sum up to 2^log, none that was not 0 below 1. */
export function fse_normalize(counts: usize, symbolMax: i32, total: u32, log: i32, normal: usize): void {
  const size = 1 << log;
  let left = size;
  for (let symbol = 0; symbol <= symbolMax; symbol++) {
    const count = <u64>load<u32>(counts + (<usize>symbol << 2));
    let share: i32 = 0;
    if (count != 0) {
      share = <i32>((((count << (log + 1)) / total) + 1) >> 1);
      if (share == 0) share = 1;
    }
    store<i16>(normal + (<usize>symbol << 1), <i16>share);
    left -= share;
  }
  while (left != 0) {
    let best: usize = 0;
    let most: i32 = 0;
    for (let symbol = 0; symbol <= symbolMax; symbol++) {
      const share = <i32>load<i16>(normal + (<usize>symbol << 1));
      if (share > most) {
        most = share;
        best = <usize>symbol;
      }
    }
    // What is too much is taken from the most frequent, not more than halving it at a time.
    const change = left > 0 ? left : max(left, -max(most >> 1, 1));
    store<i16>(normal + (best << 1), <i16>(most + change));
    left -= change;
  }
}

/** Writes the table's description at `output`; gives the address behind it. */
export function fse_write_counts(normal: usize, symbolMax: i32, log: i32, output: usize): usize {
  let out = output;
  let bits: u64 = <u64>(log - 5);
  let bitCount: u32 = 4;
  let remaining = (1 << log) + 1;
  let threshold = 1 << log;
  let width: u32 = <u32>log + 1;
  let symbol = 0;
  let wasZero = false;
  while (symbol <= symbolMax && remaining > 1) {
    if (wasZero) {
      let zeroes: u32 = 0;
      while (symbol <= symbolMax && load<i16>(normal + (<usize>symbol << 1)) == 0) {
        symbol++;
        zeroes++;
      }
      if (symbol > symbolMax) break;
      for (; zeroes >= 3; zeroes -= 3) {
        bits |= <u64>3 << bitCount;
        bitCount += 2;
        if (bitCount > 32) {
          store<u32>(out, <u32>bits);
          out += 4;
          bits >>= 32;
          bitCount -= 32;
        }
      }
      bits |= <u64>zeroes << bitCount;
      bitCount += 2;
    }
    let count = <i32>load<i16>(normal + (<usize>symbol << 1));
    symbol++;
    const most = 2 * threshold - 1 - remaining;
    remaining -= count < 0 ? -count : count;
    count++;
    wasZero = count == 1;
    if (count >= threshold) count += most;
    bits |= <u64>(<u32>count) << bitCount;
    bitCount += width;
    if (count < most) bitCount--;
    while (remaining < threshold) {
      width--;
      threshold >>= 1;
    }
    if (bitCount > 32) {
      store<u32>(out, <u32>bits);
      out += 4;
      bits >>= 32;
      bitCount -= 32;
    }
  }
  store<u64>(out, bits);
  return out + <usize>((bitCount + 7) >> 3);
}

/** Builds the coding table of normalised counts (i16). */
export function fse_coding_build(normal: usize, symbolMax: i32, log: i32, table: usize, scratch: usize): void {
  const size = 1 << log;
  const mask = size - 1;
  const cells = scratch;
  const starts = scratch + 512;
  let high = mask;
  let start: u32 = 0;
  for (let symbol = 0; symbol <= symbolMax; symbol++) {
    const count = <i32>load<i16>(normal + (<usize>symbol << 1));
    store<u16>(starts + (<usize>symbol << 1), <u16>start);
    if (count < 0) {
      store<u8>(cells + <usize>high, <u8>symbol);
      high--;
      start++;
    } else start += <u32>count;
  }
  const step = (size >> 1) + (size >> 3) + 3;
  let position = 0;
  for (let symbol = 0; symbol <= symbolMax; symbol++) {
    const count = <i32>load<i16>(normal + (<usize>symbol << 1));
    for (let i = 0; i < count; i++) {
      store<u8>(cells + <usize>position, <u8>symbol);
      do position = (position + step) & mask;
      while (position > high);
    }
  }
  for (let cell = 0; cell < size; cell++) {
    const at = starts + (<usize>load<u8>(cells + <usize>cell) << 1);
    const index = load<u16>(at);
    store<u16>(at, index + 1);
    store<u16>(table + STATES + (<usize>index << 1), <u16>(size + cell));
  }
  let total: i32 = 0;
  for (let symbol = 0; symbol <= symbolMax; symbol++) {
    const count = <i32>load<i16>(normal + (<usize>symbol << 1));
    const entry = table + SYMBOLS + (<usize>symbol << 3);
    if (count == 0) continue;
    if (count == 1 || count == -1) {
      store<u32>(entry, <u32>((log << 16) - size));
      store<i32>(entry, total - 1, 4);
      total++;
    } else {
      const bits = log - (31 - <i32>clz<u32>(<u32>(count - 1)));
      store<u32>(entry, <u32>((bits << 16) - (count << bits)));
      store<i32>(entry, total - count, 4);
      total += count;
    }
  }
}

/** Gives the state that codes a first symbol without bits. */
// @ts-ignore: decorator
@inline
export function fse_first_state(table: usize, symbol: u32): u32 {
  const entry = table + SYMBOLS + (<usize>symbol << 3);
  const delta = load<u32>(entry);
  const bits = (delta + 32768) >> 16;
  const value = (bits << 16) - delta;
  return load<u16>(table + STATES + (<usize>(<i32>(value >> bits) + load<i32>(entry, 4)) << 1));
}

/** Gives how many bits of a state coding a symbol puts out. */
// @ts-ignore: decorator
@inline
export function fse_state_bits(table: usize, symbol: u32, state: u32): u32 {
  return (state + load<u32>(table + SYMBOLS + (<usize>symbol << 3))) >> 16;
}

/** Gives the state after a symbol of which `bits` bits were put out. */
// @ts-ignore: decorator
@inline
export function fse_next_state(table: usize, symbol: u32, state: u32, bits: u32): u32 {
  const find = load<i32>(table + SYMBOLS + (<usize>symbol << 3), 4);
  return load<u16>(table + STATES + (<usize>(<i32>(state >> bits) + find) << 1));
}
