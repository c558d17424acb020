import type { EncodedPage } from './encoding.js';

/** Integers of a page that were decoded together: `count` of them at `values`; their encoded bytes ended at `end`. */
export interface DeltaIntegers {
  readonly values: number;
  readonly count: number;
  readonly end: number;
}

/** Decodes DELTA_BINARY_PACKED integers of `width` bytes that start at `start`. */
export function decodeDeltaIntegers(page: EncodedPage, start: number, width: 4 | 8): DeltaIntegers {
  const { memory, bytes, valueCount, fail } = page;
  bytes.ensureAll();
  const values = page.alloc((valueCount + 1) * width);
  const count = memory.kernels.delta_decode!(start, bytes.end, width, values, valueCount, page.state);
  if (count < 0) throw fail('its delta-encoded integers are damaged');
  return { values, count, end: memory.u32[page.state >>> 2]! };
}
