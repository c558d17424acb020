import type { SqlValue } from '../../../types/sql-value.js';
import type { ScalarFunction } from '../../definition.js';
import { elementsOf, hostFunction } from './array-types.js';

export const transform = hostFunction(
  'transform',
  'Applies a function to every element.',
  [['transform(ARRAY[1, 2], x -> x + 1)', '[2, 3]']],
  {
    args: ['array(T)', 'function(T,U)'],
    returns: 'array(U)',
    host: ([array], { lambdas }) => elementsOf(array).map((item) => lambdas[0]!(item)),
  },
);

export const filter = hostFunction(
  'filter',
  'Keeps the elements for which a function is true.',
  [['filter(ARRAY[1, 2, 3], x -> x > 1)', '[2, 3]']],
  {
    args: ['array(T)', 'function(T,boolean)'],
    returns: 'array(T)',
    host: ([array], { lambdas }) => elementsOf(array).filter((item) => lambdas[0]!(item) === true),
  },
);

export const reduce = hostFunction(
  'reduce',
  'Folds the elements into a state by a function, and makes a result of the state by another.',
  [['reduce(ARRAY[1, 2, 3], 0, (s, x) -> s + x, s -> s)', '6']],
  {
    args: ['array(T)', 'S', 'function(S,T,S)', 'function(S,R)'],
    returns: 'R',
    nulls: 'called',
    host: ([array, initial], { lambdas }) => {
      if (array === null) return null;
      const [step, finish] = lambdas;
      return finish!(elementsOf(array).reduce((state, item) => step!(state, item), initial!));
    },
  },
);

/** Looks for an element for which a predicate is `wanted`: NULL answers leave it open where none is found. */
function search(array: SqlValue, predicate: (item: SqlValue) => SqlValue, wanted: boolean): boolean | null {
  let isOpen = false;
  for (const item of elementsOf(array)) {
    const answer = predicate(item);
    if (answer === wanted) return true;
    if (answer === null) isOpen = true;
  }
  return isOpen ? null : false;
}

const matcher = (
  name: string,
  summary: string,
  example: readonly [string, string],
  wanted: boolean,
  isNegated: boolean,
): ScalarFunction =>
  hostFunction(name, summary, [example], {
    args: ['array(T)', 'function(T,boolean)'],
    returns: 'boolean',
    host: ([array], { lambdas }) => {
      const found = search(array!, (item) => lambdas[0]!(item), wanted);
      return found === null || !isNegated ? found : !found;
    },
  });

export const any_match = matcher(
  'any_match',
  'Tells whether a predicate is true of any element.',
  ['any_match(ARRAY[1, 2], x -> x > 1)', 'true'],
  true,
  false,
);

export const all_match = matcher(
  'all_match',
  'Tells whether a predicate is true of all elements.',
  ['all_match(ARRAY[1, 2], x -> x > 1)', 'false'],
  false,
  true,
);

export const none_match = matcher(
  'none_match',
  'Tells whether a predicate is true of no element.',
  ['none_match(ARRAY[1, 2], x -> x > 2)', 'true'],
  true,
  true,
);
