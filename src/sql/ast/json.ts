import type { StringLiteral } from './leaf.js';
import type { Identifier, SyntaxNode } from './names.js';
import type { DataType } from './written-type.js';

// SQL/JSON. An absent clause is `undefined`: the standard gives it a default. `E` is Expression: see tree.ts.

export type JsonFormat = 'JSON' | 'UTF8' | 'UTF16' | 'UTF32';
/** An expression with its optional FORMAT JSON [ENCODING …]. */
export interface JsonInput<E> extends SyntaxNode {
  readonly value: E;
  readonly format: JsonFormat | undefined;
}
/** `input, 'path' [AS name] [PASSING v AS "n", …]`. */
export interface JsonPathInvocation<E> extends SyntaxNode {
  readonly input: JsonInput<E>;
  readonly path: StringLiteral;
  readonly pathName: Identifier | undefined;
  readonly passing: readonly { readonly input: JsonInput<E>; readonly name: Identifier }[];
}
export type JsonValueBehavior<E> =
  | { readonly kind: 'error' | 'null' }
  | { readonly kind: 'default'; readonly value: E };
export type JsonQueryBehavior = 'ERROR' | 'NULL' | 'EMPTY ARRAY' | 'EMPTY OBJECT';
export type JsonQueryWrapper = 'WITHOUT' | 'CONDITIONAL' | 'UNCONDITIONAL';
export interface JsonReturning {
  readonly type: DataType;
  readonly format: JsonFormat | undefined;
}
export interface JsonExists<E> extends SyntaxNode {
  readonly kind: 'JsonExists';
  readonly path: JsonPathInvocation<E>;
  readonly onError: 'TRUE' | 'FALSE' | 'UNKNOWN' | 'ERROR' | undefined;
}
export interface JsonValue<E> extends SyntaxNode {
  readonly kind: 'JsonValue';
  readonly path: JsonPathInvocation<E>;
  readonly returning: DataType | undefined;
  readonly onEmpty: JsonValueBehavior<E> | undefined;
  readonly onError: JsonValueBehavior<E> | undefined;
}
/** The clauses that JSON_QUERY shares with the formatted columns of JSON_TABLE. */
export interface JsonQueryClauses {
  readonly wrapper: JsonQueryWrapper | undefined;
  readonly quotes: 'KEEP' | 'OMIT' | undefined;
  readonly onEmpty: JsonQueryBehavior | undefined;
  readonly onError: JsonQueryBehavior | undefined;
}
export interface JsonQuery<E> extends SyntaxNode, JsonQueryClauses {
  readonly kind: 'JsonQuery';
  readonly path: JsonPathInvocation<E>;
  readonly returning: JsonReturning | undefined;
}
export interface JsonObject<E> extends SyntaxNode {
  readonly kind: 'JsonObject';
  readonly members: readonly { readonly key: E; readonly input: JsonInput<E> }[];
  readonly onNull: 'NULL' | 'ABSENT' | undefined;
  readonly hasUniqueKeys: boolean;
  readonly returning: JsonReturning | undefined;
}
export interface JsonArray<E> extends SyntaxNode {
  readonly kind: 'JsonArray';
  readonly elements: readonly JsonInput<E>[];
  readonly onNull: 'NULL' | 'ABSENT' | undefined;
  readonly returning: JsonReturning | undefined;
}
/** One column of JSON_TABLE; `path` undefined means `lax $."name"`. */
export type JsonTableColumn<E> =
  | JsonOrdinalityColumn
  | JsonTableValueColumn<E>
  | JsonTableQueryColumn
  | JsonTableNestedColumns<E>;
export interface JsonOrdinalityColumn extends SyntaxNode {
  readonly kind: 'ordinality';
  readonly name: Identifier;
}
export interface JsonTableValueColumn<E> extends SyntaxNode {
  readonly kind: 'value';
  readonly name: Identifier;
  readonly type: DataType;
  readonly path: StringLiteral | undefined;
  readonly onEmpty: JsonValueBehavior<E> | undefined;
  readonly onError: JsonValueBehavior<E> | undefined;
}
export interface JsonTableQueryColumn extends SyntaxNode, JsonQueryClauses {
  readonly kind: 'query';
  readonly name: Identifier;
  readonly type: DataType;
  readonly format: JsonFormat;
  readonly path: StringLiteral | undefined;
}
export interface JsonTableNestedColumns<E> extends SyntaxNode {
  readonly kind: 'nested';
  readonly path: StringLiteral;
  readonly pathName: Identifier | undefined;
  readonly columns: readonly JsonTableColumn<E>[];
}
/** How sibling and nested paths of JSON_TABLE combine. */
export type JsonTablePlan =
  | { readonly kind: 'default'; readonly parentChild: 'OUTER' | 'INNER'; readonly siblings: 'UNION' | 'CROSS' }
  | JsonTableSpecificPlan;
export type JsonTableSpecificPlan =
  | { readonly kind: 'leaf'; readonly name: Identifier }
  | {
      readonly kind: 'parent-child';
      readonly type: 'OUTER' | 'INNER';
      readonly parent: Identifier;
      readonly child: JsonTableSpecificPlan;
    }
  | {
      readonly kind: 'siblings';
      readonly type: 'UNION' | 'CROSS';
      readonly siblings: readonly JsonTableSpecificPlan[];
    };
/** `JSON_TABLE(…)`. */
export interface JsonTable<E> extends SyntaxNode {
  readonly kind: 'JsonTable';
  readonly path: JsonPathInvocation<E>;
  readonly columns: readonly JsonTableColumn<E>[];
  readonly plan: JsonTablePlan | undefined;
  readonly onError: 'ERROR' | 'EMPTY' | undefined;
}
