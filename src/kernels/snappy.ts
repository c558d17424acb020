import { copy_repeating, copy_wide } from './copy';

// Snappy (https://github.com/google/snappy/blob/main/format_description.txt), decompressed in steps. A state is 16 bytes:
//   0 next input byte   4 end of the input   8 output reached   12 end of the output
// and 16: start of the output. Writes at most 31 bytes past the output's end, reads as much past the input's.

const INPUT: usize = 0;
const INPUT_END: usize = 4;
const OUTPUT: usize = 8;
const OUTPUT_END: usize = 12;
const OUTPUT_START: usize = 16;

/** Prepares to decompress; false unless the input claims exactly `outputBytes`. */
export function snappy_start(state: usize, input: usize, inputBytes: usize, output: usize, outputBytes: usize): bool {
  let at = input;
  const end = input + inputBytes;
  let claimed: u64 = 0;
  let shift: u64 = 0;
  let byte: u32;
  do {
    if (at >= end || shift > 28) return false;
    byte = load<u8>(at++);
    claimed |= <u64>(byte & 127) << shift;
    shift += 7;
  } while (byte >= 128);
  store<u32>(state, <u32>at, INPUT);
  store<u32>(state, <u32>end, INPUT_END);
  store<u32>(state, <u32>output, OUTPUT);
  store<u32>(state, <u32>(output + outputBytes), OUTPUT_END);
  store<u32>(state, <u32>output, OUTPUT_START);
  return claimed == outputBytes;
}

/** Decompresses until the output reaches `wanted` or ends; gives the address reached, 0 for damaged input. */
export function snappy_decode(state: usize, wanted: usize): usize {
  let at = <usize>load<u32>(state, INPUT);
  const end = <usize>load<u32>(state, INPUT_END);
  let output = <usize>load<u32>(state, OUTPUT);
  const outputEnd = <usize>load<u32>(state, OUTPUT_END);
  const outputStart = <usize>load<u32>(state, OUTPUT_START);
  while (output < wanted) {
    if (at >= end) return 0;
    const word = load<u64>(at);
    const tag = <u32>word & 255;
    const kind = tag & 3;
    let length: usize;
    if (kind == 0) {
      length = (tag >> 2) + 1;
      at += 1;
      if (length > 60) {
        const bytes = length - 60;
        length = <usize>((word >> 8) & (u64.MAX_VALUE >> (64 - (bytes << 3)))) + 1;
        at += bytes;
        if (length == 0 || at > end) return 0;
      }
      if (length > end - at || length > outputEnd - output) return 0;
      if (length <= 1024) copy_wide(output, at, length);
      else memory.copy(output, at, length);
      at += length;
      output += length;
      continue;
    }
    // Short and medium distances follow each other without a pattern, so there is no branch between them.
    const isShort = kind == 1;
    length = select<usize>(((tag >> 2) & 7) + 4, (tag >> 2) + 1, isShort);
    let offset = select<usize>(
      (<usize>(tag >> 5) << 8) | (<usize>(word >> 8) & 255),
      <usize>(word >> 8) & 0xffff,
      isShort,
    );
    at += kind + 1;
    if (kind == 3) {
      offset = <usize>(word >> 8);
      at += 1;
    }
    if (offset - 1 >= output - outputStart || length > outputEnd - output) return 0;
    if (offset >= 16) copy_wide(output, output - offset, length);
    else copy_repeating(output, offset, length);
    output += length;
  }
  if (output == outputEnd && at != end) return 0;
  store<u32>(state, <u32>at, INPUT);
  store<u32>(state, <u32>output, OUTPUT);
  return output;
}
