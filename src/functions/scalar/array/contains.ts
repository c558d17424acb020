import { LakeError } from '../../../base/lake-error.js';
import { equalValues, sameValue, valueKey } from '../../../types/compare-values.js';
import type { SqlValue } from '../../../types/sql-value.js';
import type { HostCall } from '../../definition.js';
import { elementsOf, elementType, hostFunction } from './array-types.js';

/** Compares with `=`; fails where a NULL inside leaves the answer open. */
export function isEqualElement(name: string, a: SqlValue, b: SqlValue, call: HostCall): boolean {
  const equal = equalValues(a, b, elementType(call));
  if (equal !== null) return equal;
  throw new LakeError('NOT_SUPPORTED', `${name} does not support arrays with elements that are null or contain null`);
}

export const contains = hostFunction(
  'contains',
  'Tells whether an array has an element; NULL when it does not but has a NULL.',
  [['contains(ARRAY[1, 2], 2)', 'true']],
  {
    args: ['array(E)', 'E'],
    returns: 'boolean',
    host: ([array, element], call) => {
      let hasNull = false;
      for (const item of elementsOf(array)) {
        if (item === null) hasNull = true;
        else if (isEqualElement('contains', item, element!, call)) return true;
      }
      return hasNull ? null : false;
    },
  },
);

export const contains_sequence = hostFunction(
  'contains_sequence',
  'Tells whether an array has another as consecutive elements.',
  [['contains_sequence(ARRAY[1, 2, 3], ARRAY[2, 3])', 'true']],
  {
    args: ['array(E)', 'array(E)'],
    returns: 'boolean',
    host: ([array, sequence], call) => {
      const [elements, wanted] = [elementsOf(array), elementsOf(sequence)];
      const type = elementType(call);
      for (let start = 0; start + wanted.length <= elements.length; start++)
        if (wanted.every((item, i) => sameValue(elements[start + i]!, item, type))) return true;
      return false;
    },
  },
);

export const array_position = hostFunction(
  'array_position',
  'Returns the index of the first such element, from 1; 0 when there is none.',
  [['array_position(ARRAY[5, 7], 7)', '2']],
  {
    args: ['array(E)', 'E'],
    returns: 'bigint',
    host: ([array, element], call) => {
      const index = elementsOf(array).findIndex(
        (item) => item !== null && isEqualElement('array_position', item, element!, call),
      );
      return BigInt(index + 1);
    },
  },
);

export const arrays_overlap = hostFunction(
  'arrays_overlap',
  'Tells whether two arrays have an element in common; NULL when they do not but have a NULL.',
  [['arrays_overlap(ARRAY[1, 2], ARRAY[2, 3])', 'true']],
  {
    args: ['array(E)', 'array(E)'],
    returns: 'boolean',
    host: ([a, b], call) => {
      const [left, right] = [elementsOf(a), elementsOf(b)];
      if (left.length === 0 || right.length === 0) return false;
      const type = elementType(call);
      const keys = new Set(left.filter((item) => item !== null).map((item) => valueKey(item, type)));
      if (right.some((item) => item !== null && keys.has(valueKey(item, type)))) return true;
      return left.includes(null) || right.includes(null) ? null : false;
    },
  },
);
