import { childrenOf, type Expression } from '../plan/expression.js';
import type { SqlValue } from '../types/sql-value.js';

// A regular expression takes 40 ms for a text of this length at worst.
const constantSizeMax = 1000;

/** Tells whether an expression without columns is soon computed: a function may take its time over long texts, which is for workers. */
export function isSmall(expression: Expression): boolean {
  if (expression.kind === 'constant' || expression.kind === 'column') return true;
  let size = 0;
  const add = (part: Expression): boolean => {
    if (part.kind === 'constant') size += sizeOf(part.value);
    return size <= constantSizeMax && childrenOf(part).every(add);
  };
  return add(expression);
}

function sizeOf(value: SqlValue): number {
  if (typeof value === 'string' || value instanceof Uint8Array) return value.length;
  return Array.isArray(value)
    ? (value as readonly SqlValue[]).reduce<number>((sum, part) => sum + sizeOf(part), value.length)
    : 1;
}
