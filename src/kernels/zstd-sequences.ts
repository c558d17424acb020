import { copy_repeating, copy_wide } from './copy';
import { fse_build, fse_build_predefined, fse_build_single, fse_read_counts } from './zstd-fse';

// The sequences section of a Zstandard block (RFC 8878, section 3.1.1.3.2): each sequence copies literals, then an
// earlier part of the output.

export const LITERAL_LENGTH_BASES = memory.data<u32>([
  0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 18, 20, 22, 24, 28, 32, 40, 48, 64, 128, 256, 512, 1024,
  2048, 4096, 8192, 16384, 32768, 65536,
]);
export const LITERAL_LENGTH_EXTRAS = memory.data<u8>([
  0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 3, 3, 4, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16,
]);
export const MATCH_LENGTH_BASES = memory.data<u32>([
  3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31, 32, 33,
  34, 35, 37, 39, 41, 43, 47, 51, 59, 67, 83, 99, 131, 259, 515, 1027, 2051, 4099, 8195, 16387, 32771, 65539,
]);
export const MATCH_LENGTH_EXTRAS = memory.data<u8>([
  0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 3,
  3, 4, 4, 5, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16,
]);
// A code c stands for 2^c + c extra bits; values above 3 are distances plus 3, the others name a recent distance.
const OFFSET_BASES = memory.data<u32>([
  1, 2, 1, 5, 13, 29, 61, 125, 253, 509, 1021, 2045, 4093, 8189, 16381, 32765, 65533, 131069, 262141, 524285, 1048573,
  2097149, 4194301, 8388605, 16777213, 33554429, 67108861, 134217725, 268435453, 536870909, 1073741821, 2147483645,
]);
const OFFSET_EXTRAS = memory.data<u8>([
  0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31,
]);
export const LITERAL_LENGTH_COUNTS = memory.data<i8>([
  4, 3, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 1, 1, 1, 2, 2, 2, 2, 2, 2, 2, 2, 2, 3, 2, 1, 1, 1, 1, 1, -1, -1, -1, -1,
]);
export const MATCH_LENGTH_COUNTS = memory.data<i8>([
  1, 4, 3, 2, 2, 2, 2, 2, 2, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1,
  1, 1, 1, 1, 1, 1, 1, -1, -1, -1, -1, -1, -1, -1,
]);
export const OFFSET_COUNTS = memory.data<i8>([
  1, 1, 1, 1, 1, 1, 2, 2, 2, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, -1, -1, -1, -1, -1,
]);

// What a frame keeps between blocks, at offsets from `state`.
const REPEAT0: usize = 0;
const REPEAT1: usize = 4;
const REPEAT2: usize = 8;
const LITERAL_LENGTH_LOG: usize = 12;
const OFFSET_LOG: usize = 16;
const MATCH_LENGTH_LOG: usize = 20;
const LITERAL_LENGTH_TABLE: usize = 64;
const MATCH_LENGTH_TABLE: usize = 64 + 4096;
const OFFSET_TABLE: usize = 64 + 8192;

/** Bytes of the state that `sequences_decode` keeps from block to block. */
export const SEQUENCES_STATE_BYTES: usize = 64 + 8192 + 2048;

/** Starts a frame. */
export function sequences_reset(state: usize): void {
  store<u32>(state, 1, REPEAT0);
  store<u32>(state, 4, REPEAT1);
  store<u32>(state, 8, REPEAT2);
  store<i32>(state, -1, LITERAL_LENGTH_LOG);
  store<i32>(state, -1, OFFSET_LOG);
  store<i32>(state, -1, MATCH_LENGTH_LOG);
}

// Prepares one of the three tables as its mode says; gives the address behind its description, 0 when damaged.
function read_table(
  mode: u32,
  source: usize,
  end: usize,
  state: usize,
  table: usize,
  log: usize,
  scratch: usize,
  bases: usize,
  extras: usize,
  symbolMax: i32,
  logMax: i32,
  counts: usize,
  predefinedCount: i32,
  predefinedLog: i32,
): usize {
  if (mode == 0) {
    fse_build_predefined(state, table, scratch, counts, predefinedCount, predefinedLog, bases, extras);
    store<i32>(state + log, predefinedLog);
    return source;
  }
  if (mode == 1) {
    if (source >= end) return 0;
    const symbol = load<u8>(source);
    if (<i32>symbol > symbolMax) return 0;
    fse_build_single(state, table, symbol, bases, extras);
    store<i32>(state + log, 0);
    return source + 1;
  }
  if (mode == 2) {
    const header = fse_read_counts(source, end, scratch, logMax, symbolMax);
    if (header < 0) return 0;
    fse_build(state, table, scratch, <i32>(header & 255), <i32>((header >> 8) & 255), bases, extras);
    store<i32>(state + log, <i32>(header & 255));
    return source + <usize>(header >> 16);
  }
  return load<i32>(state + log) < 0 ? 0 : source;
}

/**
 * Decodes the sequences section [source, end) and writes the block's output from `output`. Gives the address behind the
 * output, or 0 for damaged input. Writes at most 31 bytes past `outputEnd`; reads past `literalsEnd`, as far as a block is long.
 */
export function sequences_decode(
  state: usize,
  source: usize,
  end: usize,
  scratch: usize,
  literals: usize,
  literalsEnd: usize,
  outputStart: usize,
  output: usize,
  outputEnd: usize,
): usize {
  if (source >= end) return 0;
  let count = <u32>load<u8>(source);
  let at = source + 1;
  if (count >= 128) {
    if (count < 255) {
      count = ((count - 128) << 8) + load<u8>(at);
      at += 1;
    } else {
      count = <u32>load<u16>(at) + 0x7f00;
      at += 2;
    }
  }
  if (count == 0) {
    if (at != end) return 0;
    return sequences_finish(literals, literalsEnd, output, outputEnd);
  }
  if (at >= end) return 0;
  const modes = <u32>load<u8>(at);
  if ((modes & 3) != 0) return 0;
  at += 1;
  at = read_table(
    modes >> 6, at, end, state, LITERAL_LENGTH_TABLE, LITERAL_LENGTH_LOG, scratch,
    LITERAL_LENGTH_BASES, LITERAL_LENGTH_EXTRAS, 35, 9, LITERAL_LENGTH_COUNTS, 36, 6,
  );
  if (at == 0) return 0;
  at = read_table(
    (modes >> 4) & 3, at, end, state, OFFSET_TABLE, OFFSET_LOG, scratch,
    OFFSET_BASES, OFFSET_EXTRAS, 31, 8, OFFSET_COUNTS, 29, 5,
  );
  if (at == 0) return 0;
  at = read_table(
    (modes >> 2) & 3, at, end, state, MATCH_LENGTH_TABLE, MATCH_LENGTH_LOG, scratch,
    MATCH_LENGTH_BASES, MATCH_LENGTH_EXTRAS, 52, 9, MATCH_LENGTH_COUNTS, 53, 6,
  );
  if (at == 0 || at >= end || load<u8>(end - 1) == 0) return 0;
  return are_repeats_mixed(state)
    ? run_mixed(state, at, end, count, literals, literalsEnd, outputStart, output, outputEnd)
    : run_plain(state, at, end, count, literals, literalsEnd, outputStart, output, outputEnd);
}

// Whether sequences with a recent distance and with a new one alternate so much that a branch between them would be
// mispredicted often: numeric columns are like that, texts are not.
function are_repeats_mixed(state: usize): bool {
  const cells = <u32>1 << load<u32>(state, OFFSET_LOG);
  let repeats: u32 = 0;
  for (let i: u32 = 0; i < cells; i++) repeats += load<u8>(state + OFFSET_TABLE + (i << 3), 1) <= 1 ? 1 : 0;
  return repeats << 3 > cells && (cells - repeats) << 3 > cells;
}

function run_mixed(
  state: usize,
  start: usize,
  end: usize,
  sequenceCount: u32,
  literals: usize,
  literalsEnd: usize,
  outputStart: usize,
  output: usize,
  outputEnd: usize,
): usize {
  return run(true, state, start, end, sequenceCount, literals, literalsEnd, outputStart, output, outputEnd);
}

function run_plain(
  state: usize,
  start: usize,
  end: usize,
  sequenceCount: u32,
  literals: usize,
  literalsEnd: usize,
  outputStart: usize,
  output: usize,
  outputEnd: usize,
): usize {
  return run(false, state, start, end, sequenceCount, literals, literalsEnd, outputStart, output, outputEnd);
}

// Copies the literals that no sequence took.
function sequences_finish(literals: usize, literalsEnd: usize, output: usize, outputEnd: usize): usize {
  const bytes = literalsEnd - literals;
  if (bytes > outputEnd - output) return 0;
  memory.copy(output, literals, bytes);
  return output + bytes;
}

// The top `count` bits; 0 when `count` is 0. Only the low 6 bits of `count` count.
// @ts-ignore: decorator
@inline
function top(bits: u64, count: u64): usize {
  return <usize>((bits >> 1) >> ~count);
}

// `bits` holds the unread bits left-aligned, `count` of them for certain. A refill takes whole bytes from before `at`, so the
// address of the next load does not wait for the bits of the last one.
// @ts-ignore: decorator
@inline
function refill(bits: u64, count: u64, at: usize): u64 {
  return bits | (load<u64>(at - 8) >> count);
}

// A damaged stream may be read below its start for one round before the check sees it.
// @ts-ignore: decorator
@inline
function run(
  isMixed: bool,
  state: usize,
  start: usize,
  end: usize,
  sequenceCount: u32,
  literalsStart: usize,
  literalsEnd: usize,
  outputStart: usize,
  outputFrom: usize,
  outputEnd: usize,
): usize {
  let output = outputFrom;
  let literals = literalsStart;
  let repeat0 = <usize>load<u32>(state, REPEAT0);
  let repeat1 = <usize>load<u32>(state, REPEAT1);
  let repeat2 = <usize>load<u32>(state, REPEAT2);
  // The marker bit and the zeros above it go first, then the three states: at most 8 + 26 bits.
  let at = end - 8;
  let bits = load<u64>(at);
  let count = 63 - clz<u64>(bits);
  bits <<= 64 - count;
  let log = <u64>load<u32>(state, LITERAL_LENGTH_LOG);
  let literalState = LITERAL_LENGTH_TABLE + (top(bits, log) << 3);
  bits <<= log;
  count -= log;
  log = <u64>load<u32>(state, OFFSET_LOG);
  let offsetState = OFFSET_TABLE + (top(bits, log) << 3);
  bits <<= log;
  count -= log;
  log = <u64>load<u32>(state, MATCH_LENGTH_LOG);
  let matchState = MATCH_LENGTH_TABLE + (top(bits, log) << 3);
  bits <<= log;
  count -= log;
  let countAtEnd: u64 = 0;
  for (let left = sequenceCount; ; ) {
    bits = refill(bits, count, at);
    at -= <usize>((63 - count) >> 3);
    count |= 56;
    if (<i32>(at - start) < -8) return 0;
    const literalCell = load<u64>(state + literalState);
    const matchCell = load<u64>(state + matchState);
    const offsetCell = load<u64>(state + offsetState);
    // The sums of the bits of states and of values, one byte each.
    const sums = literalCell + matchCell + offsetCell;
    const offsetExtra = (offsetCell >> 8) & 255;
    let offset = <usize>(offsetCell >> 32) + top(bits, offsetExtra);
    let matchLength = <usize>(matchCell >> 32);
    let literalLength = <usize>(literalCell >> 32);
    bits <<= offsetExtra;
    count -= offsetExtra;
    if (((sums ^ offsetCell) & 0xff00) != 0) {
      const extra = (sums >> 8) & 255;
      const matchExtra = (matchCell >> 8) & 255;
      const literalExtra = (literalCell >> 8) & 255;
      // 56 bits are enough for 30 of the values and 26 of the states. An offset of 31 bits alone is never right.
      if (extra > 30) {
        bits = refill(bits, count, at);
        at -= <usize>((63 - count) >> 3);
        count |= 56;
      }
      matchLength += top(bits, matchExtra);
      bits <<= matchExtra;
      literalLength += top(bits, literalExtra);
      bits <<= literalExtra;
      count -= matchExtra + literalExtra;
      if (extra > 30) {
        bits = refill(bits, count, at);
        at -= <usize>((63 - count) >> 3);
        count |= 56;
      }
    }
    const isNew = offsetExtra > 1;
    if (isMixed ? (<i32>isNew | <i32>(offset == (literalLength == 0 ? 0 : 1))) != 0 : isNew) {
      if (isMixed) {
        offset = select<usize>(offset, repeat0, isNew);
        repeat2 = select<usize>(repeat1, repeat2, isNew);
        repeat1 = select<usize>(repeat0, repeat1, isNew);
      } else {
        repeat2 = repeat1;
        repeat1 = repeat0;
      }
    } else {
      offset += literalLength == 0 ? 1 : 0;
      if (offset == 1) offset = repeat0;
      else {
        if (offset == 2) offset = repeat1;
        else {
          offset = offset == 3 ? repeat2 : repeat0 - 1;
          if (offset == 0) return 0;
          repeat2 = repeat1;
        }
        repeat1 = repeat0;
      }
    }
    repeat0 = offset;
    // The last sequence has no next states: these bits are then read for nothing.
    countAtEnd = count;
    literalState = <usize>((<u32>literalCell) >> 16) + (top(bits, literalCell) << 3);
    bits <<= literalCell;
    matchState = <usize>((<u32>matchCell) >> 16) + (top(bits, matchCell) << 3);
    bits <<= matchCell;
    offsetState = <usize>((<u32>offsetCell) >> 16) + (top(bits, offsetCell) << 3);
    bits <<= offsetCell;
    count -= sums & 255;
    const matchFrom = output + literalLength;
    const next = matchFrom + matchLength;
    if (next > outputEnd || offset > matchFrom - outputStart) return 0;
    copy_wide(output, literals, literalLength);
    literals += literalLength;
    if (offset >= 16) copy_wide(matchFrom, matchFrom - offset, matchLength);
    else copy_repeating(matchFrom, offset, matchLength);
    output = next;
    if (--left == 0) break;
  }
  // What lies behind the literals may have been copied, but not more than fits the output.
  if (literals > literalsEnd) return 0;
  if (<i32>(at - start) * 8 + <i32>countAtEnd != 0) return 0;
  store<u32>(state, <u32>repeat0, REPEAT0);
  store<u32>(state, <u32>repeat1, REPEAT1);
  store<u32>(state, <u32>repeat2, REPEAT2);
  return sequences_finish(literals, literalsEnd, output, outputEnd);
}
