import type { Expression, Query, Relation } from '../ast/tree.js';

/** The parts of the formatter that call one another across files. */
export interface Formatter {
  expression(node: Expression): string;
  query(node: Query): string;
  relation(node: Relation): string;
}

/** Joins what is there of the parts of a clause with blanks. */
export function words(...parts: readonly (string | false | undefined)[]): string {
  return parts.filter(Boolean).join(' ');
}
