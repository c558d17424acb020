import type { Expression } from '../../plan/expression.js';
import { columnsUsed } from '../expression/columns-used.js';

/** Ids of the columns that the nodes above need. */
export type Needed = ReadonlySet<number>;

/** Adds the columns that expressions use. */
export function neededBy(needed: Needed, ...expressions: readonly (Expression | undefined)[]): Needed {
  const all = new Set(needed);
  for (const expression of expressions) if (expression) for (const id of columnsUsed(expression).keys()) all.add(id);
  return all;
}

export const noneNeeded: Needed = new Set();
