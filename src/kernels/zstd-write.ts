import { HUFFMAN_WRITE_SCRATCH_BYTES, huffman_write_literals } from './zstd-huffman-write';
import { LITERALS_END, RECENT0, RECENT1, SEQUENCE_BYTES } from './zstd-found';
import { find_matches, MATCH_TABLES_BYTES } from './zstd-match';
import { DEEP_TABLES_BYTES, find_matches_deep } from './zstd-match-deep';
import { sequences_scratch_bytes, write_sequences } from './zstd-write-sequences';

// An encoder of Zstandard frames (RFC 8878): as fast and as strong as the reference's level 3, or with chains of matches that are tried
// about as its lazy levels. A frame is one page.

const BLOCK_BYTES_MAX: usize = 131072;
const SEQUENCES_MAX: usize = BLOCK_BYTES_MAX / 4 + 16;

const NEXT_POSITION: usize = 0;
const FRAME: usize = 16;
const TABLES: usize = 64;
const SEQUENCES: usize = TABLES + MATCH_TABLES_BYTES;
const LITERALS: usize = SEQUENCES + SEQUENCES_MAX * SEQUENCE_BYTES;
const HUFFMAN: usize = LITERALS + BLOCK_BYTES_MAX + 64;
const SCRATCH: usize = HUFFMAN + HUFFMAN_WRITE_SCRATCH_BYTES;

const STATE: usize = SCRATCH + sequences_scratch_bytes(SEQUENCES_MAX);

/** Bytes of an encoder's state, which tries `depth` earlier positions for a match; 0: it is the fast one. Zeroed before its first page. */
export function zstd_write_state_bytes(depth: u32): usize {
  return depth == 0 ? STATE : STATE + DEEP_TABLES_BYTES;
}

/** Most bytes that `bytes` bytes become, with what is written beyond the end. */
export function zstd_write_bound(bytes: usize): usize {
  return bytes + (bytes >> 8) + 1024;
}

/** Compresses [source, source + bytes) to `output`; gives the compressed bytes. Reads up to 31 bytes past the source. */
export function zstd_write(state: usize, depth: u32, source: usize, bytes: usize, output: usize): usize {
  let next = <usize>load<u32>(state, NEXT_POSITION);
  // Positions are 32 bits; 0 means none.
  if (next == 0 || <u64>next + bytes > 0xf0000000) {
    memory.fill(state + TABLES, 0, MATCH_TABLES_BYTES);
    if (depth > 0) memory.fill(state + STATE, 0, DEEP_TABLES_BYTES);
    next = 1;
  }
  store<u32>(state, <u32>(next + bytes), NEXT_POSITION);
  store<u32>(state + FRAME, 1, RECENT0);
  store<u32>(state + FRAME, 4, RECENT1);
  let out = write_header(bytes, output);
  const end = source + bytes;
  let block = source;
  do {
    const blockEnd = min(block + BLOCK_BYTES_MAX, end);
    out = write_block(state, depth, source, next - source, block, blockEnd, blockEnd == end, out);
    block = blockEnd;
  } while (block < end);
  return out - output;
}

function write_header(bytes: usize, output: usize): usize {
  store<u32>(output, 0xfd2fb528);
  if (bytes < 256) {
    store<u8>(output, 0x20, 4);
    store<u8>(output, <u8>bytes, 5);
    return output + 6;
  }
  if (bytes < 65792) {
    store<u8>(output, 0x60, 4);
    store<u16>(output, <u16>(bytes - 256), 5);
    return output + 7;
  }
  store<u8>(output, 0xa0, 4);
  store<u32>(output, <u32>bytes, 5);
  return output + 9;
}

function write_block(
  state: usize,
  depth: u32,
  source: usize,
  shift: usize,
  block: usize,
  blockEnd: usize,
  isLast: bool,
  output: usize,
): usize {
  const bytes = blockEnd - block;
  const last: u32 = isLast ? 1 : 0;
  const frame = state + FRAME;
  const recent0 = load<u32>(frame, RECENT0);
  const recent1 = load<u32>(frame, RECENT1);
  const sequences = state + SEQUENCES;
  const literals = state + LITERALS;
  const count =
    depth == 0
      ? find_matches(state + TABLES, frame, source, shift, block, blockEnd, sequences, literals)
      : find_matches_deep(state + STATE, depth, frame, source, shift, block, blockEnd, sequences, literals);
  const literalBytes = <usize>load<u32>(frame, LITERALS_END) - literals;
  let out = huffman_write_literals(literals, literalBytes, output + 3, state + HUFFMAN);
  // A block that does not become smaller goes as it is: do not go on when literals alone have filled it.
  if (out - output - 3 < bytes) out = write_sequences(sequences, count, out, state + SCRATCH);
  const coded = out - output - 3;
  let header: u32;
  if (coded < bytes) header = last | 4 | (<u32>coded << 3);
  else {
    header = last | (<u32>bytes << 3);
    memory.copy(output + 3, block, bytes);
    out = output + 3 + bytes;
    // A decoder sees no sequences here, so its recent offsets stay.
    store<u32>(frame, recent0, RECENT0);
    store<u32>(frame, recent1, RECENT1);
  }
  store<u16>(output, <u16>header);
  store<u8>(output, <u8>(header >> 16), 2);
  return out;
}
