import type { Position } from '../../base/lake-error.js';

/** Describes what every node of the syntax tree carries: the place that messages about it name. */
export interface SyntaxNode {
  readonly position: Position;
}

/** A name as written; `delimited` when in double quotes. Names match without case either way, as in Trino. */
export interface Identifier extends SyntaxNode {
  readonly kind: 'Identifier';
  readonly value: string;
  readonly delimited: boolean;
}

/** A dotted name: catalog, schema, table, function. Positioned at its first part. */
export interface QualifiedName extends SyntaxNode {
  readonly kind: 'QualifiedName';
  readonly parts: readonly Identifier[];
}
