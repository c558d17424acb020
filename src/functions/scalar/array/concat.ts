import { valueKey } from '../../../types/compare-values.js';
import type { SqlValue } from '../../../types/sql-value.js';
import type { ScalarFunction } from '../../definition.js';
import { elementsOf, hostFunction, invalidArgument } from './array-types.js';

/** `concat` and `||` of arrays; texts and bytes have overloads of their own. */
export const concat: ScalarFunction = {
  kind: 'scalar',
  name: 'concat',
  summary: 'Appends arrays, elements, texts or bytes to each other.',
  examples: [['concat(ARRAY[1], ARRAY[2, 3])', '[1, 2, 3]']],
  overloads: [
    {
      args: ['T', 'array(T)'],
      returns: 'array(T)',
      host: ([element, array]) => [element!, ...elementsOf(array)],
    },
    {
      args: ['array(T)', 'array(T)'],
      variadic: true,
      returns: 'array(T)',
      host: (arrays) => {
        if (arrays.length < 2) throw invalidArgument('There must be two or more concatenation arguments to concat');
        return arrays.flatMap(elementsOf);
      },
    },
    {
      args: ['array(T)', 'T'],
      returns: 'array(T)',
      host: ([array, element]) => [...elementsOf(array), element!],
    },
  ],
};

export const flatten = hostFunction(
  'flatten',
  'Makes one array of the elements of all.',
  [['flatten(ARRAY[ARRAY[1, 2], ARRAY[3]])', '[1, 2, 3]']],
  {
    args: ['array(array(T))'],
    returns: 'array(T)',
    host: ([arrays]) => elementsOf(arrays).flatMap((array) => (array === null ? [] : elementsOf(array))),
  },
  { neverFails: true },
);

export const reverse = hostFunction(
  'reverse',
  'Turns the order of elements, characters or bytes.',
  [['reverse(ARRAY[1, 2])', '[2, 1]']],
  { args: ['array(T)'], returns: 'array(T)', host: ([array]) => [...elementsOf(array)].reverse() },
  { neverFails: true },
);

export const shuffle = hostFunction(
  'shuffle',
  'Puts the elements into a random order.',
  [],
  {
    args: ['array(T)'],
    returns: 'array(T)',
    host: ([array]) => {
      const elements = [...elementsOf(array)];
      for (let i = elements.length - 1; i > 0; i--) {
        const j = Math.floor(Math.random() * (i + 1));
        [elements[i], elements[j]] = [elements[j]!, elements[i]!];
      }
      return elements;
    },
  },
  { deterministic: false },
);

const repeatMax = 10_000;
const repeatBytesMax = 1_000_000;

export const repeat = hostFunction(
  'repeat',
  'Makes an array of a value so many times.',
  [['repeat(7, 3)', '[7, 7, 7]']],
  {
    args: ['T', 'bigint'],
    returns: 'array(T)',
    nulls: 'called',
    host: ([element, count], { args }) => {
      if (count === null) return null;
      const times = count as bigint;
      if (times < 0n) throw invalidArgument('count argument of repeat function must be greater than or equal to 0');
      if (times > repeatMax)
        throw invalidArgument(`count argument of repeat function must be less than or equal to ${repeatMax}`);
      if (element !== null && valueKey(element!, args[0]!).length * Number(times) > repeatBytesMax)
        throw invalidArgument(`result of repeat function must not take more than ${repeatBytesMax} bytes`);
      return Array.from({ length: Number(times) }, (): SqlValue => element!);
    },
  },
);

export const slice = hostFunction(
  'slice',
  'Returns so many elements from an index on, from the end where negative.',
  [['slice(ARRAY[1, 2, 3, 4], -2, 2)', '[3, 4]']],
  {
    args: ['array(T)', 'bigint', 'bigint'],
    returns: 'array(T)',
    host: ([array, from, count]) => {
      const elements = elementsOf(array);
      const [start, length] = [Number(from as bigint), Number(count as bigint)];
      if (length < 0) throw invalidArgument('length must be greater than or equal to 0');
      if (start === 0) throw invalidArgument('SQL array indices start at 1');
      const first = start > 0 ? start - 1 : elements.length + start;
      return first < 0 ? [] : elements.slice(first, first + length);
    },
  },
);

export const trim_array = hostFunction(
  'trim_array',
  'Drops so many elements at the end.',
  [['trim_array(ARRAY[1, 2, 3], 1)', '[1, 2]']],
  {
    args: ['array(T)', 'bigint'],
    returns: 'array(T)',
    host: ([array, count]) => {
      const elements = elementsOf(array);
      const size = count as bigint;
      if (size < 0n) throw invalidArgument(`size must not be negative: ${size}`);
      if (size > elements.length)
        throw invalidArgument(`size must not exceed array cardinality ${elements.length}: ${size}`);
      return elements.slice(0, elements.length - Number(size));
    },
  },
);
