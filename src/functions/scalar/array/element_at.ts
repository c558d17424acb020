import type { ScalarFunction } from '../../definition.js';
import { elementsOf, hostFunction, invalidArgument } from './array-types.js';

export const element_at = hostFunction(
  'element_at',
  'Returns the element at an index, from the end where negative, or the value of a key; NULL where there is none.',
  [["element_at(ARRAY['a', 'b'], -1)", 'b']],
  {
    args: ['array(T)', 'bigint'],
    returns: 'T',
    host: ([array, index]) => {
      const elements = elementsOf(array);
      const at = Number(index as bigint);
      if (at === 0) throw invalidArgument('SQL array indices start at 1');
      return elements[at > 0 ? at - 1 : elements.length + at] ?? null;
    },
  },
);

export const cardinality: ScalarFunction = hostFunction(
  'cardinality',
  'Returns how many elements an array or entries a map has.',
  [['cardinality(ARRAY[1, 2])', '2']],
  { args: ['array(T)'], returns: 'bigint', host: ([array]) => BigInt(elementsOf(array).length) },
  { neverFails: true },
);
