import { compareValues } from '../../../types/compare-values.js';
import type { SqlType } from '../../../types/sql-type.js';
import type { SqlValue } from '../../../types/sql-value.js';
import type { HostCall, ScalarFunction } from '../../definition.js';
import { elementsOf, elementType, hostFunction, invalidArgument } from './array-types.js';

const isNaNNumber = (value: SqlValue): boolean => typeof value === 'number' && Number.isNaN(value);

/** The element nearest to an end of the order: NaN only if all are, NULL if any is. */
function extreme(elements: readonly SqlValue[], type: SqlType, direction: 1 | -1): SqlValue {
  if (elements.length === 0) return null;
  return elements.reduce((best, value) => {
    if (best === null || value === null) return null;
    if (isNaNNumber(value)) return best;
    return isNaNNumber(best) || compareValues(value, best, type) * direction > 0 ? value : best;
  });
}

const extremeFunction = (name: string, summary: string, example: readonly [string, string], direction: 1 | -1) =>
  hostFunction(name, summary, [example], {
    args: ['array(O)'],
    returns: 'O',
    host: ([array], call) => extreme(elementsOf(array), elementType(call), direction),
  });

export const array_max = extremeFunction(
  'array_max',
  'Returns the largest element.',
  ['array_max(ARRAY[1, 3, 2])', '3'],
  1,
);
export const array_min = extremeFunction(
  'array_min',
  'Returns the smallest element.',
  ['array_min(ARRAY[3, 1, 2])', '1'],
  -1,
);

function sortByLambda(elements: readonly SqlValue[], { lambdas }: HostCall): SqlValue[] {
  const [compare] = lambdas;
  return [...elements].sort((a, b) => {
    const order = compare!(a, b);
    if (order !== -1 && order !== 0 && order !== 1)
      throw invalidArgument('Lambda comparator must return either -1, 0, or 1');
    return order;
  });
}

export const array_sort: ScalarFunction = {
  kind: 'scalar',
  name: 'array_sort',
  summary: 'Sorts the elements, NULLs last, or by a function that compares two of them.',
  examples: [
    ['array_sort(ARRAY[3, NULL, 1])', '[1, 3, NULL]'],
    ['array_sort(ARRAY[1, 3, 2], (x, y) -> IF(x < y, 1, IF(x = y, 0, -1)))', '[3, 2, 1]'],
  ],
  overloads: [
    {
      args: ['array(O)'],
      returns: 'array(O)',
      host: ([array], call) => {
        const elements = elementsOf(array);
        const type = elementType(call);
        const present = elements.filter((item) => item !== null).sort((a, b) => compareValues(a, b, type));
        return [...present, ...elements.filter((item) => item === null)];
      },
    },
    {
      args: ['array(T)', 'function(T,T,integer)'],
      returns: 'array(T)',
      host: ([array], call) => sortByLambda(elementsOf(array), call),
    },
  ],
};
