import type { SqlValue } from '../../../types/sql-value.js';
import type { ScalarFunction } from '../../definition.js';
import { elementsOf, hostFunction } from './array-types.js';

/** The arrays' elements by position, NULL where one has ended. */
function zipped(arrays: readonly SqlValue[]): SqlValue[][] {
  const lists = arrays.map(elementsOf);
  const length = Math.max(...lists.map((list) => list.length));
  return Array.from({ length }, (_, i) => lists.map((list) => list[i] ?? null));
}

const arityMax = 5;
const variables = Array.from({ length: arityMax }, (_, i) => `T${i + 1}`);

export const zip: ScalarFunction = {
  kind: 'scalar',
  name: 'zip',
  summary: 'Makes rows of the elements of several arrays by position.',
  examples: [["zip(ARRAY[1, 2], ARRAY['a'])", '[[1, a], [2, NULL]]']],
  neverFails: true,
  overloads: variables.slice(1).map((_, i) => {
    const names = variables.slice(0, i + 2);
    return {
      args: names.map((name) => `array(${name})`),
      returns: `array(row(${names.join(',')}))`,
      host: (arrays: readonly SqlValue[]) => zipped(arrays),
    };
  }),
};

export const zip_with = hostFunction(
  'zip_with',
  'Applies a function to the elements of two arrays by position.',
  [['zip_with(ARRAY[1, 2], ARRAY[10, 20], (x, y) -> x + y)', '[11, 22]']],
  {
    args: ['array(T)', 'array(U)', 'function(T,U,R)'],
    returns: 'array(R)',
    host: ([a, b], { lambdas }) => zipped([a!, b!]).map(([x, y]) => lambdas[0]!(x!, y!)),
  },
);
