import { HUFFMAN_TABLE_BYTES, huffman_decode_four, huffman_decode_one, huffman_read_table } from './zstd-huffman';
import { SEQUENCES_STATE_BYTES, sequences_decode, sequences_reset } from './zstd-sequences';

// A decoder of Zstandard frames (RFC 8878) that can stop behind any block: a page is decompressed only as far as rows are
// wanted, and each block is still in the cache when its values are decoded. Dictionaries are not supported.
//
// The whole output lies in one piece, so that matches need no window. Nothing is written past the output's end plus
// 32 bytes; memory up to 32 bytes past the source and the literals is read.

const SOURCE: usize = 0;
const SOURCE_END: usize = 4;
const OUTPUT: usize = 8;
const OUTPUT_END: usize = 12;
const FRAME_START: usize = 16;
const PHASE: usize = 20;
const HAS_TREE: usize = 24;
const FRAME_FLAGS: usize = 28;
const CONTENT_BYTES: usize = 32;
const HUFFMAN: usize = 64;
const SEQUENCES: usize = 64 + HUFFMAN_TABLE_BYTES;
const SCRATCH: usize = SEQUENCES + SEQUENCES_STATE_BYTES;
const STATE_BYTES: usize = SCRATCH + 4096;

const BETWEEN_FRAMES: u32 = 0;
const IN_FRAME: u32 = 1;

const BLOCK_BYTES_MAX: usize = 131072;


/** Bytes of the state of one decompression. */
export function zstd_state_bytes(): usize {
  return STATE_BYTES;
}

/** Bytes of the buffer for the literals of one block, and as many that a damaged one may read behind them. */
export function zstd_literals_bytes(): usize {
  return 2 * BLOCK_BYTES_MAX + 64;
}

/** Prepares to decompress [source, source + sourceBytes) to exactly `outputBytes` at `output`; false when it cannot. */
export function zstd_start(state: usize, source: usize, sourceBytes: usize, output: usize, outputBytes: usize): bool {
  // Sums of an address and two lengths of a sequence must not pass 2^32.
  if (<u64>output + outputBytes > 0xfff00000) return false;
  store<u32>(state, <u32>source, SOURCE);
  store<u32>(state, <u32>(source + sourceBytes), SOURCE_END);
  store<u32>(state, <u32>output, OUTPUT);
  store<u32>(state, <u32>(output + outputBytes), OUTPUT_END);
  store<u32>(state, BETWEEN_FRAMES, PHASE);
  return true;
}

/**
 * Decompresses until the output reaches the address `wanted` or ends. Gives the address reached; 0 when the input is
 * damaged, ends early, or holds more than the output takes.
 */
export function zstd_decode(state: usize, literals: usize, wanted: usize): usize {
  let output = <usize>load<u32>(state, OUTPUT);
  const outputEnd = <usize>load<u32>(state, OUTPUT_END);
  while (output < wanted || output == outputEnd) {
    if (load<u32>(state, PHASE) == BETWEEN_FRAMES) {
      if (load<u32>(state, SOURCE) == load<u32>(state, SOURCE_END)) return output == outputEnd ? output : 0;
      if (!read_frame_header(state, output)) return 0;
    } else {
      output = decode_block(state, literals, output, outputEnd);
      if (output == 0) return 0;
      store<u32>(state, <u32>output, OUTPUT);
    }
  }
  return output;
}

/** Gives the address behind the output once all of the input is decompressed, however much that is; else 0. */
export function zstd_end(state: usize): usize {
  const isOver = load<u32>(state, SOURCE) == load<u32>(state, SOURCE_END) && load<u32>(state, PHASE) == BETWEEN_FRAMES;
  return isOver ? <usize>load<u32>(state, OUTPUT) : 0;
}

function read_frame_header(state: usize, output: usize): bool {
  let at = <usize>load<u32>(state, SOURCE);
  const end = <usize>load<u32>(state, SOURCE_END);
  if (end - at < 8) return false;
  const magic = load<u32>(at);
  if ((magic & 0xfffffff0) == 0x184d2a50) {
    const bytes = <usize>load<u32>(at, 4);
    if (bytes > end - at - 8) return false;
    store<u32>(state, <u32>(at + 8 + bytes), SOURCE);
    return true;
  }
  if (magic != 0xfd2fb528) return false;
  const flags = <u32>load<u8>(at, 4);
  if ((flags & 8) != 0) return false;
  const isSingleSegment = (flags & 32) != 0;
  at += 5;
  if (!isSingleSegment) at += 1;
  let dictionary: u32 = 0;
  const dictionaryFlag = flags & 3;
  if (dictionaryFlag == 1) dictionary = load<u8>(at);
  else if (dictionaryFlag == 2) dictionary = load<u16>(at);
  else if (dictionaryFlag == 3) dictionary = load<u32>(at);
  if (dictionary != 0) return false;
  at += (<usize>1 << dictionaryFlag) >> 1;
  const sizeFlag = flags >> 6;
  let contentBytes: u64 = u64.MAX_VALUE;
  if (sizeFlag == 0) {
    if (isSingleSegment) {
      contentBytes = load<u8>(at);
      at += 1;
    }
  } else if (sizeFlag == 1) {
    contentBytes = <u64>load<u16>(at) + 256;
    at += 2;
  } else if (sizeFlag == 2) {
    contentBytes = load<u32>(at);
    at += 4;
  } else {
    contentBytes = load<u64>(at);
    at += 8;
  }
  if (at > end) return false;
  store<u32>(state, <u32>at, SOURCE);
  store<u32>(state, IN_FRAME, PHASE);
  store<u32>(state, 0, HAS_TREE);
  store<u32>(state, flags, FRAME_FLAGS);
  store<u64>(state, contentBytes, CONTENT_BYTES);
  store<u32>(state, <u32>output, FRAME_START);
  sequences_reset(state + SEQUENCES);
  return true;
}

// Gives the address behind the block's output, 0 for damaged input.
function decode_block(state: usize, literals: usize, output: usize, outputEnd: usize): usize {
  let at = <usize>load<u32>(state, SOURCE);
  const end = <usize>load<u32>(state, SOURCE_END);
  if (end - at < 3) return 0;
  const header = <u32>load<u16>(at) | (<u32>load<u8>(at, 2) << 16);
  at += 3;
  const type = (header >> 1) & 3;
  const bytes = <usize>(header >> 3);
  const stored: usize = type == 1 ? 1 : bytes;
  if (stored > end - at || bytes > BLOCK_BYTES_MAX) return 0;
  let reached: usize = 0;
  if (type == 2) {
    const blockEnd = outputEnd - output > BLOCK_BYTES_MAX ? output + BLOCK_BYTES_MAX : outputEnd;
    reached = decode_compressed(state, at, at + bytes, literals, output, blockEnd);
  } else if (type < 2 && bytes <= outputEnd - output) {
    if (type == 0) memory.copy(output, at, bytes);
    else memory.fill(output, load<u8>(at), bytes);
    reached = output + bytes;
  }
  if (reached == 0) return 0;
  at += stored;
  if ((header & 1) != 0) {
    // The checksum of the content is not verified: a page has its own.
    if ((load<u32>(state, FRAME_FLAGS) & 4) != 0) at += 4;
    if (at > end) return 0;
    const contentBytes = load<u64>(state, CONTENT_BYTES);
    if (contentBytes != u64.MAX_VALUE && contentBytes != reached - <usize>load<u32>(state, FRAME_START)) return 0;
    store<u32>(state, BETWEEN_FRAMES, PHASE);
  }
  store<u32>(state, <u32>at, SOURCE);
  return reached;
}

function decode_compressed(
  state: usize,
  source: usize,
  end: usize,
  literalsBuffer: usize,
  output: usize,
  outputEnd: usize,
): usize {
  if (end - source < 2) return 0;
  const first = <u32>load<u8>(source);
  const type = first & 3;
  const format = (first >> 2) & 3;
  let at: usize;
  let literalBytes: usize;
  let literals = literalsBuffer;
  if (type < 2) {
    if ((format & 1) == 0) {
      literalBytes = first >> 3;
      at = source + 1;
    } else if (format == 1) {
      literalBytes = <usize>load<u16>(source) >> 4;
      at = source + 2;
    } else {
      literalBytes = (<usize>load<u32>(source) & 0xffffff) >> 4;
      at = source + 3;
    }
    if (literalBytes > BLOCK_BYTES_MAX) return 0;
    const stored: usize = type == 1 ? 1 : literalBytes;
    if (at + stored > end) return 0;
    if (type == 1) memory.fill(literals, load<u8>(at), literalBytes);
    else if (<u64>at + 2 * BLOCK_BYTES_MAX + 64 <= <u64>memory.size() << 16) literals = at;
    else memory.copy(literals, at, literalBytes);
    at += stored;
  } else {
    const header = load<u64>(source);
    const bits: u64 = format < 2 ? 10 : format == 2 ? 14 : 18;
    literalBytes = <usize>((header >> 4) & ((1 << bits) - 1));
    const stored = <usize>((header >> (4 + bits)) & ((1 << bits) - 1));
    at = source + (format < 2 ? 3 : format == 2 ? 4 : 5);
    if (literalBytes > BLOCK_BYTES_MAX || at > end || stored > end - at) return 0;
    if (!decode_literals(state, type == 3, format == 0, at, at + stored, literals, literalBytes)) return 0;
    at += stored;
  }
  return sequences_decode(
    state + SEQUENCES,
    at,
    end,
    state + SCRATCH,
    literals,
    literals + literalBytes,
    <usize>load<u32>(state, FRAME_START),
    output,
    outputEnd,
  );
}

function decode_literals(
  state: usize,
  isTreeless: bool,
  isSingleStream: bool,
  source: usize,
  end: usize,
  literals: usize,
  literalBytes: usize,
): bool {
  let at = source;
  if (isTreeless) {
    if (load<u32>(state, HAS_TREE) == 0) return false;
  } else {
    const treeBytes = huffman_read_table(at, end, state + HUFFMAN, state + SCRATCH);
    if (treeBytes < 0) return false;
    store<u32>(state, 1, HAS_TREE);
    at += treeBytes;
  }
  return isSingleStream
    ? huffman_decode_one(state + HUFFMAN, at, end, literals, literalBytes)
    : huffman_decode_four(state + HUFFMAN, at, end, literals, literalBytes);
}
