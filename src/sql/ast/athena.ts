import type { QualifiedName, SyntaxNode } from './names.js';
import type { Property } from './statement.js';
import type { Expression, Query } from './tree.js';

/** `UNLOAD (query) TO 'location' WITH (…)`: writes files without a table. */
export interface Unload extends SyntaxNode {
  readonly kind: 'Unload';
  readonly query: Query;
  readonly location: string;
  readonly properties: readonly Property[];
}
/** `OPTIMIZE t REWRITE DATA USING BIN_PACK [WHERE …]`: merges small files. */
export interface Optimize extends SyntaxNode {
  readonly kind: 'Optimize';
  readonly table: QualifiedName;
  readonly where: Expression | undefined;
}
/** `VACUUM t`. */
export interface Vacuum extends SyntaxNode {
  readonly kind: 'Vacuum';
  readonly table: QualifiedName;
}
