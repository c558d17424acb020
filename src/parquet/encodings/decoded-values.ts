import type { EncodedPage, ValueDecoder } from './encoding.js';

/** Hands out values of a page that were all decoded before: `count` of `width` bytes each at `values`, and room for one more. */
export function decodedValues(page: EncodedPage, values: number, count: number, width: number): ValueDecoder {
  let index = 0;
  page.memory.u8.fill(0, values + count * width, values + (count + 1) * width);
  return {
    decode(wanted) {
      if (index + wanted > count) throw page.fail(`it has ${count} values, but more are claimed`);
      const address = values + index * width;
      index += wanted;
      return address;
    },
    skip(wanted) {
      index += wanted;
    },
  };
}
