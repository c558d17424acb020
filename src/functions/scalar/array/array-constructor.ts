import { hostFunction } from './array-types.js';

/** `ARRAY[a, b]`. */
export const arrayConstructor = hostFunction(
  '$array',
  'Makes an array of its arguments.',
  [],
  { args: ['T'], variadic: true, returns: 'array(T)', nulls: 'called', host: (elements) => elements },
  { hidden: true, neverFails: true },
);
