import {
  FSE_CODING_BYTES,
  FSE_CODING_SCRATCH_BYTES,
  fse_coding_build,
  fse_first_state,
  fse_log_for,
  fse_next_state,
  fse_normalize,
  fse_state_bits,
  fse_write_counts,
} from './zstd-fse-write';
import { SEQUENCE_BYTES } from './zstd-found';
import {
  LITERAL_LENGTH_BASES,
  LITERAL_LENGTH_COUNTS,
  LITERAL_LENGTH_EXTRAS,
  MATCH_LENGTH_BASES,
  MATCH_LENGTH_COUNTS,
  MATCH_LENGTH_EXTRAS,
  OFFSET_COUNTS,
} from './zstd-sequences';

// Writes the sequences section of a Zstandard block (RFC 8878, section 3.1.1.3.2).

// Code of small lengths; above them it follows from the highest bit.
const LITERAL_CODES = memory.data<u8>([
  0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 16, 17, 17, 18, 18, 19, 19, 20, 20, 20, 20, 21, 21, 21, 21,
  22, 22, 22, 22, 22, 22, 22, 22, 23, 23, 23, 23, 23, 23, 23, 23, 24, 24, 24, 24, 24, 24, 24, 24, 24, 24, 24, 24, 24, 24,
  24, 24,
]);
const MATCH_CODES = memory.data<u8>([
  0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31,
  32, 32, 33, 33, 34, 34, 35, 35, 36, 36, 36, 36, 37, 37, 37, 37, 38, 38, 38, 38, 38, 38, 38, 38, 39, 39, 39, 39, 39, 39,
  39, 39, 40, 40, 40, 40, 40, 40, 40, 40, 40, 40, 40, 40, 40, 40, 40, 40, 41, 41, 41, 41, 41, 41, 41, 41, 41, 41, 41, 41,
  41, 41, 41, 41, 42, 42, 42, 42, 42, 42, 42, 42, 42, 42, 42, 42, 42, 42, 42, 42, 42, 42, 42, 42, 42, 42, 42, 42, 42, 42,
  42, 42, 42, 42, 42, 42,
]);
const LITERAL_DELTA: u32 = 19;
const MATCH_DELTA: u32 = 36;
// Fewer sequences than this are not worth tables of their own.
const OWN_TABLES_MIN: u32 = 60;

// Scratch: counts of three codes, normalised counts, three coding tables, what building takes, then three codes a sequence.
const COUNTS: usize = 0;
const COUNTS_EACH: usize = 256;
const NORMAL: usize = 3 * COUNTS_EACH;
const TABLES: usize = NORMAL + 256;
const BUILD: usize = TABLES + 3 * FSE_CODING_BYTES;
const CODES: usize = BUILD + FSE_CODING_SCRATCH_BYTES;

/** Bytes of scratch memory for up to `sequenceMax` sequences. */
export function sequences_scratch_bytes(sequenceMax: usize): usize {
  return CODES + 4 * sequenceMax + 64;
}

function count_codes(sequences: usize, count: u32, scratch: usize): void {
  memory.fill(scratch + COUNTS, 0, 3 * COUNTS_EACH);
  let codes = scratch + CODES;
  let at = sequences;
  for (let i: u32 = 0; i < count; i++) {
    const literals = load<u32>(at);
    const match = load<u32>(at, 8) - 3;
    const literalCode = literals < 64 ? <u32>load<u8>(LITERAL_CODES + literals) : 31 - <u32>clz(literals) + LITERAL_DELTA;
    const matchCode = match < 128 ? <u32>load<u8>(MATCH_CODES + match) : 31 - <u32>clz(match) + MATCH_DELTA;
    const offsetCode = 31 - <u32>clz(load<u32>(at, 4));
    store<u32>(codes, literalCode | (offsetCode << 8) | (matchCode << 16));
    const a = scratch + COUNTS + (<usize>literalCode << 2);
    const b = scratch + COUNTS + COUNTS_EACH + (<usize>offsetCode << 2);
    const c = scratch + COUNTS + 2 * COUNTS_EACH + (<usize>matchCode << 2);
    store<u32>(a, load<u32>(a) + 1);
    store<u32>(b, load<u32>(b) + 1);
    store<u32>(c, load<u32>(c) + 1);
    codes += 4;
    at += SEQUENCE_BYTES;
  }
}

let tableLog: i32 = 0;
let tableMode: u32 = 0;

// Chooses and describes one of the three tables; sets tableLog (-1: every code is the same) and tableMode, gives the address reached.
function write_table(
  which: usize,
  count: u32,
  scratch: usize,
  logMax: i32,
  predefined: usize,
  predefinedCount: i32,
  predefinedLog: i32,
  output: usize,
): usize {
  const counts = scratch + COUNTS + which * COUNTS_EACH;
  const normal = scratch + NORMAL;
  const table = scratch + TABLES + which * FSE_CODING_BYTES;
  let symbolMax = 63;
  while (load<u32>(counts + (<usize>symbolMax << 2)) == 0) symbolMax--;
  if (load<u32>(counts + (<usize>symbolMax << 2)) == count) {
    tableLog = -1;
    tableMode = 1;
    store<u8>(output, <u8>symbolMax);
    return output + 1;
  }
  if (count < OWN_TABLES_MIN && symbolMax < predefinedCount) {
    for (let i = 0; i < predefinedCount; i++)
      store<i16>(normal + (<usize>i << 1), <i16>load<i8>(predefined + <usize>i));
    fse_coding_build(normal, predefinedCount - 1, predefinedLog, table, scratch + BUILD);
    tableLog = predefinedLog;
    tableMode = 0;
    return output;
  }
  const log = fse_log_for(count, <u32>symbolMax, logMax);
  fse_normalize(counts, symbolMax, count, log, normal);
  fse_coding_build(normal, symbolMax, log, table, scratch + BUILD);
  tableLog = log;
  tableMode = 2;
  return fse_write_counts(normal, symbolMax, log, output);
}

/** Writes the section; gives the address behind it. Writes up to 8 bytes beyond that. */
export function write_sequences(sequences: usize, count: u32, output: usize, scratch: usize): usize {
  let out = output;
  if (count < 128) store<u8>(out++, <u8>count);
  else if (count < 0x7f00) {
    store<u8>(out, <u8>((count >> 8) + 128));
    store<u8>(out, <u8>count, 1);
    out += 2;
  } else {
    store<u8>(out, 255);
    store<u16>(out, <u16>(count - 0x7f00), 1);
    out += 3;
  }
  if (count == 0) return out;
  count_codes(sequences, count, scratch);
  const modesAt = out++;
  out = write_table(0, count, scratch, 9, LITERAL_LENGTH_COUNTS, 36, 6, out);
  const literalLog = tableLog;
  let modes = tableMode << 6;
  out = write_table(1, count, scratch, 8, OFFSET_COUNTS, 29, 5, out);
  const offsetLog = tableLog;
  modes |= tableMode << 4;
  out = write_table(2, count, scratch, 9, MATCH_LENGTH_COUNTS, 53, 6, out);
  const matchLog = tableLog;
  store<u8>(modesAt, <u8>(modes | (tableMode << 2)));
  return write_bits(sequences, count, out, scratch, literalLog, offsetLog, matchLog);
}

function write_bits(
  sequences: usize,
  count: u32,
  output: usize,
  scratch: usize,
  literalLog: i32,
  offsetLog: i32,
  matchLog: i32,
): usize {
  const literalTable = scratch + TABLES;
  const offsetTable = literalTable + FSE_CODING_BYTES;
  const matchTable = offsetTable + FSE_CODING_BYTES;
  let out = output;
  let bits: u64 = 0;
  let bitCount: u64 = 0;
  let literalState: u32 = 0;
  let offsetState: u32 = 0;
  let matchState: u32 = 0;
  for (let i = <i32>count - 1; i >= 0; i--) {
    const codes = load<u32>(scratch + CODES + (<usize>i << 2));
    const literalCode = codes & 255;
    const offsetCode = (codes >> 8) & 255;
    const matchCode = codes >> 16;
    if (i == <i32>count - 1) {
      if (literalLog >= 0) literalState = fse_first_state(literalTable, literalCode);
      if (offsetLog >= 0) offsetState = fse_first_state(offsetTable, offsetCode);
      if (matchLog >= 0) matchState = fse_first_state(matchTable, matchCode);
    } else {
      if (offsetLog >= 0) {
        const width = fse_state_bits(offsetTable, offsetCode, offsetState);
        bits |= <u64>(offsetState & ((1 << width) - 1)) << bitCount;
        bitCount += width;
        offsetState = fse_next_state(offsetTable, offsetCode, offsetState, width);
      }
      if (matchLog >= 0) {
        const width = fse_state_bits(matchTable, matchCode, matchState);
        bits |= <u64>(matchState & ((1 << width) - 1)) << bitCount;
        bitCount += width;
        matchState = fse_next_state(matchTable, matchCode, matchState, width);
      }
      if (literalLog >= 0) {
        const width = fse_state_bits(literalTable, literalCode, literalState);
        bits |= <u64>(literalState & ((1 << width) - 1)) << bitCount;
        bitCount += width;
        literalState = fse_next_state(literalTable, literalCode, literalState, width);
      }
    }
    store<u64>(out, bits);
    let whole = bitCount >> 3;
    out += <usize>whole;
    bits >>= whole << 3;
    bitCount &= 7;
    const sequence = sequences + <usize>i * SEQUENCE_BYTES;
    const literalExtra = <u64>load<u8>(LITERAL_LENGTH_EXTRAS + literalCode);
    bits |= <u64>(load<u32>(sequence) - load<u32>(LITERAL_LENGTH_BASES + (<usize>literalCode << 2))) << bitCount;
    bitCount += literalExtra;
    const matchExtra = <u64>load<u8>(MATCH_LENGTH_EXTRAS + matchCode);
    bits |= <u64>(load<u32>(sequence, 8) - load<u32>(MATCH_LENGTH_BASES + (<usize>matchCode << 2))) << bitCount;
    bitCount += matchExtra;
    store<u64>(out, bits);
    whole = bitCount >> 3;
    out += <usize>whole;
    bits >>= whole << 3;
    bitCount &= 7;
    bits |= <u64>(load<u32>(sequence, 4) - (1 << offsetCode)) << bitCount;
    bitCount += offsetCode;
    store<u64>(out, bits);
    whole = bitCount >> 3;
    out += <usize>whole;
    bits >>= whole << 3;
    bitCount &= 7;
  }
  if (matchLog >= 0) {
    bits |= <u64>(matchState & ((1 << matchLog) - 1)) << bitCount;
    bitCount += matchLog;
  }
  if (offsetLog >= 0) {
    bits |= <u64>(offsetState & ((1 << offsetLog) - 1)) << bitCount;
    bitCount += offsetLog;
  }
  if (literalLog >= 0) {
    bits |= <u64>(literalState & ((1 << literalLog) - 1)) << bitCount;
    bitCount += literalLog;
  }
  bits |= <u64>1 << bitCount;
  bitCount++;
  store<u64>(out, bits);
  return out + <usize>((bitCount + 7) >> 3);
}
