import { decodedValues } from './decoded-values.js';
import { decodeDeltaIntegers } from './delta-lengths.js';
import type { Encoding } from './encoding.js';

const viewBytes = 16;

/** Decodes DELTA_LENGTH_BYTE_ARRAY: all lengths, then all bytes. */
export const deltaLengthByteArray: Encoding = {
  name: 'DELTA_LENGTH_BYTE_ARRAY',
  number: 6,
  open(page) {
    if (page.leaf.physical !== 'BYTE_ARRAY') return undefined;
    const { kernels } = page.memory;
    const { values, count, end } = decodeDeltaIntegers(page, page.start, 4);
    if (kernels.lengths_sum!(values, count) > page.bytes.end - end) throw page.fail('its values go beyond its end');
    const views = page.alloc((count + 1) * viewBytes);
    kernels.length_views!(end, values, count, views);
    return decodedValues(page, views, count, viewBytes);
  },
};
