import { decodedValues } from './decoded-values.js';
import { decodeDeltaIntegers } from './delta-lengths.js';
import type { Encoding } from './encoding.js';

const viewBytes = 16;

/** Decodes DELTA_BYTE_ARRAY: each value is a prefix of the one before and a suffix of its own. */
export const deltaByteArray: Encoding = {
  name: 'DELTA_BYTE_ARRAY',
  number: 7,
  open(page) {
    const { leaf, memory, bytes, fail } = page;
    const isFixed = leaf.physical === 'FIXED_LEN_BYTE_ARRAY';
    if (leaf.physical !== 'BYTE_ARRAY' && !isFixed) return undefined;
    const { kernels } = memory;
    const prefixes = decodeDeltaIntegers(page, page.start, 4);
    const suffixes = decodeDeltaIntegers(page, prefixes.end, 4);
    const { count } = prefixes;
    if (suffixes.count !== count) throw fail('it has not as many prefixes as suffixes');
    if (kernels.lengths_sum!(suffixes.values, count) > bytes.end - suffixes.end)
      throw fail('its values go beyond its end');
    const totalBytes = kernels.prefixed_sum!(prefixes.values, suffixes.values, count);
    if (totalBytes < 0) throw fail('a prefix is longer than the value before it');
    const output = page.alloc(totalBytes + leaf.byteWidth + 16);
    const views = page.alloc((count + 1) * viewBytes);
    kernels.prefixed_build!(prefixes.values, suffixes.values, count, suffixes.end, output, views);
    if (!isFixed) return decodedValues(page, views, count, viewBytes);
    if (kernels.views_have_length!(views, count, leaf.byteWidth) === 0)
      throw fail(`a value has not the ${leaf.byteWidth} bytes of its type`);
    return decodedValues(page, output, count, leaf.byteWidth);
  },
};
