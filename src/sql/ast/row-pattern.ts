import type { Position } from '../../base/lake-error.js';
import type { Identifier, SyntaxNode } from './names.js';

/** The pattern of MATCH_RECOGNIZE: a regular expression over row variables. */
export type RowPattern =
  | PatternVariable
  | EmptyPattern
  | PatternAnchor
  | PatternConcatenation
  | PatternAlternation
  | PatternPermutation
  | ExcludedPattern
  | QuantifiedPattern;

/** One row that the variable's condition accepts. */
export interface PatternVariable extends SyntaxNode {
  readonly kind: 'PatternVariable';
  readonly name: Identifier;
}

/** `()`: matches no rows. */
export interface EmptyPattern extends SyntaxNode {
  readonly kind: 'EmptyPattern';
}

/** `^` or `$`: the start or end of the partition. */
export interface PatternAnchor extends SyntaxNode {
  readonly kind: 'PatternAnchor';
  readonly at: 'start' | 'end';
}

/** `A B C`. */
export interface PatternConcatenation extends SyntaxNode {
  readonly kind: 'PatternConcatenation';
  readonly patterns: readonly RowPattern[];
}

/** `A | B | C`: earlier ones are preferred. */
export interface PatternAlternation extends SyntaxNode {
  readonly kind: 'PatternAlternation';
  readonly patterns: readonly RowPattern[];
}

/** `PERMUTE(A, B)`. */
export interface PatternPermutation extends SyntaxNode {
  readonly kind: 'PatternPermutation';
  readonly patterns: readonly RowPattern[];
}

/** `{- A -}`: rows that match but are left out of the output. */
export interface ExcludedPattern extends SyntaxNode {
  readonly kind: 'ExcludedPattern';
  readonly pattern: RowPattern;
}

/** `A+`, `A*?`, `A{2,}`: `max` undefined is unbounded. */
export interface QuantifiedPattern extends SyntaxNode {
  readonly kind: 'QuantifiedPattern';
  readonly pattern: RowPattern;
  readonly min: number;
  readonly max: number | undefined;
  readonly isGreedy: boolean;
  readonly quantifierPosition: Position;
}

/** Which row the search goes on from after a match. */
export interface SkipTo extends SyntaxNode {
  readonly kind: 'SkipTo';
  readonly target: 'next row' | 'past last row' | 'first' | 'last';
  /** The variable of `first` and `last`; `TO v` means `last`. */
  readonly variable: Identifier | undefined;
}

/** `SUBSET u = (A, B)`. */
export interface SubsetDefinition extends SyntaxNode {
  readonly name: Identifier;
  readonly variables: readonly Identifier[];
}
