import type { ColumnReference, Expression } from './expression.js';

/** Row pattern recognition as plain data: a program that matches rows, and values computed over what it matched. */

/**
 * One step of a program that a thread of the search runs. `label` takes a row, `split` goes on at `first` and, less
 * preferred, at `second`; `exclude` begins or ends rows that are left out of the output.
 */
export type PatternStep =
  | { readonly op: 'label'; readonly label: number }
  | { readonly op: 'jump'; readonly to: number }
  | { readonly op: 'split'; readonly first: number; readonly second: number }
  | { readonly op: 'exclude' }
  | { readonly op: 'anchor'; readonly at: 'start' | 'end' }
  | { readonly op: 'match' };

/** Which row of a match a value is of: the `offset`th with one of the labels from one end, then `distance` rows on. */
export interface PatternNavigation {
  /** Undefined: rows of any label. */
  readonly labels: readonly number[] | undefined;
  readonly from: 'first' | 'last';
  readonly offset: number;
  /** Sees the whole match, not only the rows up to the current one. */
  readonly isFinal: boolean;
  readonly distance: number;
}

/** What a parameter of a value stands for; `column` is an index into the node's columns. */
export type PatternInput =
  | { readonly kind: 'column'; readonly column: number; readonly navigation: PatternNavigation }
  | { readonly kind: 'classifier'; readonly navigation: PatternNavigation }
  | { readonly kind: 'match number' }
  | { readonly kind: 'aggregate'; readonly aggregate: PatternAggregate };

/** An expression over parameters, which stand for what the pattern matched. */
export interface PatternValue {
  readonly parameters: readonly ColumnReference[];
  readonly inputs: readonly PatternInput[];
  readonly body: Expression;
}

/** An aggregate over the rows of a match with one of the labels. */
export interface PatternAggregate {
  readonly name: string;
  readonly overload: number;
  readonly labels: readonly number[] | undefined;
  readonly isFinal: boolean;
  /** Their navigations are to the row that is aggregated. */
  readonly args: readonly PatternValue[];
  readonly output: ColumnReference;
}

/** Where the search goes on after a match; `labels` of `first` and `last`. */
export interface PatternSkip {
  readonly target: 'next row' | 'past last row' | 'first' | 'last';
  readonly labels: readonly number[];
}

/** What is searched for in each partition. */
export interface PatternSearch {
  readonly steps: readonly PatternStep[];
  /** The primary variables as CLASSIFIER gives them. */
  readonly labelNames: readonly string[];
  /** The condition of each label; undefined accepts every row. */
  readonly conditions: readonly (PatternValue | undefined)[];
  readonly skip: PatternSkip;
}

/** Which rows MATCH_RECOGNIZE gives. */
export interface PatternOutput {
  readonly rows: 'one' | 'all';
  readonly showsEmpty: boolean;
  readonly showsUnmatched: boolean;
}

/** Lists the labels' steps of a program in which no thread can tell how it came there, so that equal ones may be joined. */
export function forgetsHistory({ conditions }: PatternSearch): boolean {
  return conditions.every((condition, label) =>
    (condition?.inputs ?? []).every((input) => {
      if (input.kind === 'match number') return true;
      if (input.kind === 'aggregate') return false;
      const { labels, from, offset } = input.navigation;
      return from === 'last' && offset === 0 && (labels === undefined || labels.includes(label));
    }),
  );
}
