import { type Encoding, fixedBytes } from './encoding.js';

/** Decodes BYTE_STREAM_SPLIT: the first bytes of all values, then the second bytes, and so on. */
export const byteStreamSplit: Encoding = {
  name: 'BYTE_STREAM_SPLIT',
  number: 9,
  open({ memory, leaf, bytes, start, fail }) {
    const width = fixedBytes(leaf);
    if (width === 0) return undefined;
    bytes.ensureAll();
    const stride = Math.floor((bytes.end - start) / width);
    let index = 0;
    return {
      decode(count, arena) {
        if (index + count > stride) throw fail(`it has ${stride} values, but more are claimed`);
        const output = arena.alloc((count + 1) * width);
        memory.kernels.byte_stream_join!(start + index, stride, width, count, output);
        index += count;
        return output;
      },
      skip(count) {
        index += count;
      },
    };
  },
};
