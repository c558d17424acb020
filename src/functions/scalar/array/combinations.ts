import type { SqlValue } from '../../../types/sql-value.js';
import { elementsOf, hostFunction, invalidArgument } from './array-types.js';

const sizeMax = 5;
const combinationsMax = 100_000;

function combinationCount(total: number, size: number): number {
  let count = 1;
  for (let i = 0; i < size; i++) count = (count * (total - i)) / (i + 1);
  return count;
}

/** Selections by position: the earlier positions run through before a later one moves on. */
function combine(elements: readonly SqlValue[], size: number, end: number): SqlValue[][] {
  if (size === 0) return [[]];
  const found: SqlValue[][] = [];
  for (let last = size - 1; last < end; last++)
    for (const before of combine(elements, size - 1, last)) found.push([...before, elements[last]!]);
  return found;
}

export const combinations = hostFunction(
  'combinations',
  'Returns all selections of n elements, by position.',
  [['combinations(ARRAY[1, 2, 3], 2)', '[[1, 2], [1, 3], [2, 3]]']],
  {
    args: ['array(T)', 'integer'],
    returns: 'array(array(T))',
    host: ([array, count]) => {
      const [elements, size] = [elementsOf(array), count as number];
      if (size < 0) throw invalidArgument(`combination size must not be negative: ${size}`);
      if (size > sizeMax) throw invalidArgument(`combination size must not exceed ${sizeMax}: ${size}`);
      if (combinationCount(elements.length, size) > combinationsMax)
        throw invalidArgument('combinations exceed max size');
      return combine(elements, size, elements.length);
    },
  },
);

export const ngrams = hostFunction(
  'ngrams',
  'Returns all runs of n consecutive elements.',
  [["ngrams(ARRAY['a', 'b', 'c'], 2)", '[[a, b], [b, c]]']],
  {
    args: ['array(T)', 'integer'],
    returns: 'array(array(T))',
    host: ([array, count]) => {
      const [elements, size] = [elementsOf(array), count as number];
      if (size <= 0) throw invalidArgument('N must be positive');
      const runs = Math.max(1, elements.length - size + 1);
      return Array.from({ length: runs }, (_, start) => elements.slice(start, start + size));
    },
  },
);
