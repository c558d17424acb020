import { LakeError } from '../../base/lake-error.js';
import { valueKey } from '../../types/compare-values.js';
import type { MapEntry } from '../../types/sql-value.js';
import { castText } from '../../types/value-text.js';
import type { ScalarFunction } from '../definition.js';

const invalid = (message: string): LakeError => new LakeError('INVALID_FUNCTION_ARGUMENT', message);

/** The operator `a[b]` on arrays and maps; a row's field is no call. */
export const subscript: ScalarFunction = {
  kind: 'scalar',
  name: '[]',
  summary: 'Takes an element of an array by its position from 1, or a value of a map by its key.',
  examples: [['ARRAY[4, 5, 6][2]', '5']],
  hidden: true,
  overloads: [
    {
      args: ['array(T)', 'bigint'],
      returns: 'T',
      host([array, position]) {
        const elements = array as readonly MapEntry[number][];
        const index = position as bigint;
        if (index === 0n) throw invalid('SQL array indices start at 1');
        if (index < 0n) throw invalid(`Array subscript is negative: ${index}`);
        if (index > elements.length)
          throw invalid(`Array subscript must be less than or equal to array length: ${index} > ${elements.length}`);
        return elements[Number(index) - 1]!;
      },
    },
    {
      args: ['map(K,V)', 'K'],
      returns: 'V',
      host([map, key], { args: [, type] }) {
        const wanted = valueKey(key!, type!);
        const entry = (map as unknown as readonly MapEntry[]).find(([name]) => valueKey(name, type!) === wanted);
        if (entry === undefined) throw invalid(`Key not present in map: ${castText(key!, type!)}`);
        return entry[1];
      },
    },
  ],
};
