import type { SqlType } from '../../../../types/sql-type.js';
import type { SqlValue } from '../../../../types/sql-value.js';

/** Names the operators of arithmetic. */
export type PathOperator = '+' | '-' | '*' | '/' | '%';

/** Names the methods of items. */
export type PathMethod = 'abs' | 'ceiling' | 'double' | 'floor' | 'keyvalue' | 'size' | 'type';

/** An expression of the SQL/JSON path language: it gives a sequence of items. */
export type PathNode =
  | { readonly kind: 'literal'; readonly type: SqlType; readonly value: SqlValue }
  /** `$` is the input, `@` what a filter tests, `last` the last index of the array in brackets. */
  | { readonly kind: 'context' | 'current' | 'last' }
  | { readonly kind: 'variable'; readonly name: string; readonly offset: number }
  | { readonly kind: 'sign'; readonly isNegative: boolean; readonly operand: PathNode }
  | { readonly kind: 'arithmetic'; readonly operator: PathOperator; readonly left: PathNode; readonly right: PathNode }
  /** All members where there is no key. */
  | { readonly kind: 'member'; readonly base: PathNode; readonly key: string | undefined }
  | { readonly kind: 'descendants'; readonly base: PathNode; readonly key: string }
  /** All elements where there are no subscripts. */
  | { readonly kind: 'elements'; readonly base: PathNode; readonly subscripts: readonly Subscript[] | undefined }
  | { readonly kind: 'filter'; readonly base: PathNode; readonly predicate: PathPredicate }
  | { readonly kind: 'method'; readonly base: PathNode; readonly method: PathMethod };

/** `from` or `from to to`. */
export interface Subscript {
  readonly from: PathNode;
  readonly to: PathNode | undefined;
}

/** Names the comparisons. */
export type PathComparison = '==' | '<>' | '<' | '<=' | '>' | '>=';

/** What a filter tests: true, false or unknown. */
export type PathPredicate =
  | { readonly kind: 'and' | 'or'; readonly left: PathPredicate; readonly right: PathPredicate }
  | { readonly kind: 'not' | 'isUnknown'; readonly operand: PathPredicate }
  | { readonly kind: 'exists'; readonly path: PathNode }
  | {
      readonly kind: 'comparison';
      readonly operator: PathComparison;
      readonly left: PathNode;
      readonly right: PathNode;
    }
  | { readonly kind: 'startsWith'; readonly whole: PathNode; readonly start: PathNode };

/** A parsed path. In `lax` mode structures are unwrapped and wrapped as needed, and what is missing is no error. */
export interface JsonPath {
  readonly isLax: boolean;
  readonly root: PathNode;
  /** The named parameters that it uses. */
  readonly variables: readonly Extract<PathNode, { kind: 'variable' }>[];
}
