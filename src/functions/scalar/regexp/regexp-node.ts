import type { CodePointSet } from './code-point-set.js';

/** A regular expression as a tree. */
export type RegexpNode =
  | { readonly kind: 'empty' }
  /** One code point. */
  | { readonly kind: 'point'; readonly point: number }
  /** One code point of a set. */
  | { readonly kind: 'set'; readonly set: CodePointSet }
  | { readonly kind: 'sequence'; readonly items: readonly RegexpNode[] }
  /** The first of the options that leads to a match. */
  | { readonly kind: 'choice'; readonly options: readonly RegexpNode[] }
  | {
      readonly kind: 'repeat';
      readonly body: RegexpNode;
      readonly min: number;
      /** Infinity where there is no bound. */
      readonly max: number;
      readonly mode: 'greedy' | 'lazy' | 'possessive';
    }
  | { readonly kind: 'group'; readonly index: number; readonly body: RegexpNode }
  | { readonly kind: 'atomic'; readonly body: RegexpNode }
  | { readonly kind: 'look'; readonly isAhead: boolean; readonly isNegative: boolean; readonly body: RegexpNode }
  | { readonly kind: 'assertion'; readonly what: Assertion }
  /** The text of the last of the groups that took part in the match. */
  | { readonly kind: 'again'; readonly groups: readonly number[]; readonly ignoresCase: boolean };

/** Names what is true of a place in the text. */
export type Assertion =
  | 'textStart'
  | 'textEnd'
  | 'lastLineEnd'
  | 'lineStart'
  | 'lineEnd'
  | 'wordEdge'
  | 'noWordEdge'
  | 'searchStart';

/** A parsed pattern. */
export interface Regexp {
  readonly root: RegexpNode;
  readonly groupCount: number;
  readonly groupNames: ReadonlyMap<string, readonly number[]>;
}
