import type { ScalarFunction } from '../definition.js';

/** `ARRAY[…]`: the elements, of one type, as an array. */
export const arrayConstructor: ScalarFunction = {
  kind: 'scalar',
  name: '$array',
  summary: 'Makes an array of its elements.',
  examples: [['ARRAY[1, 2]', '[1,2]']],
  hidden: true,
  neverFails: true,
  overloads: [
    {
      args: ['T'],
      variadic: true,
      returns: 'array(T)',
      nulls: 'called',
      host: (elements) => elements,
    },
  ],
};
