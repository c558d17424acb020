import { decodedValues } from './decoded-values.js';
import { decodeDeltaIntegers } from './delta-lengths.js';
import type { Encoding } from './encoding.js';

/** Decodes DELTA_BINARY_PACKED integers. */
export const deltaBinaryPacked: Encoding = {
  name: 'DELTA_BINARY_PACKED',
  number: 5,
  open(page) {
    const { physical } = page.leaf;
    if (physical !== 'INT32' && physical !== 'INT64') return undefined;
    const width = physical === 'INT32' ? 4 : 8;
    const { values, count } = decodeDeltaIntegers(page, page.start, width);
    return decodedValues(page, values, count, width);
  },
};
