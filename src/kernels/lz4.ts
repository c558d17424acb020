import { copy_repeating, copy_wide } from './copy';

/**
 * Decompresses one LZ4 block (https://github.com/lz4/lz4/blob/dev/doc/lz4_Block_format.md) of at most `outputBytes`.
 * Gives the bytes written, or -1 for damaged input. Writes at most 31 bytes past the output, reads as much past the input.
 */
export function lz4_decode(input: usize, inputBytes: usize, outputStart: usize, outputBytes: usize): i32 {
  let at = input;
  const end = input + inputBytes;
  let output = outputStart;
  const outputEnd = outputStart + outputBytes;
  while (at < end) {
    const token = <u32>load<u8>(at++);
    let length = <usize>(token >> 4);
    if (length == 15) {
      let byte: u32;
      do {
        if (at >= end || length > outputBytes) return -1;
        byte = load<u8>(at++);
        length += byte;
      } while (byte == 255);
    }
    if (length > end - at || length > outputEnd - output) return -1;
    if (length <= 1024) copy_wide(output, at, length);
    else memory.copy(output, at, length);
    at += length;
    output += length;
    if (at == end) return <i32>(output - outputStart);
    if (end - at < 2) return -1;
    const offset = <usize>load<u16>(at);
    at += 2;
    length = (token & 15) + 4;
    if (length == 19) {
      let byte: u32;
      do {
        if (at >= end || length > outputBytes) return -1;
        byte = load<u8>(at++);
        length += byte;
      } while (byte == 255);
    }
    if (offset - 1 >= output - outputStart || length > outputEnd - output) return -1;
    if (offset >= 16) copy_wide(output, output - offset, length);
    else copy_repeating(output, offset, length);
    output += length;
  }
  return -1;
}
