import type { Identifier, QualifiedName, SyntaxNode } from './names.js';

/** Statements about who may do what: Trino's GRANT and REVOKE with Lake Formation's resources, data filters, tags. */
export type AccessStatement =
  | GrantPermissions
  | RevokePermissions
  | ShowGrants
  | CreateDataFilter
  | DropDataFilter
  | ShowDataFilters
  | DropRole
  | CreateTag
  | AlterTag
  | DropTag
  | ShowTags
  | SetTags
  | CreateTagExpression
  | AlterTagExpression
  | DropTagExpression
  | ShowTagExpressions
  | CreateOptIn
  | DropOptIn
  | ShowOptIns;

/** To whom: `USER u`, `ROLE r`, `PRINCIPAL 'arn'`, or a bare user's name. */
export interface Grantee extends SyntaxNode {
  readonly type: 'USER' | 'ROLE' | 'PRINCIPAL';
  readonly name: string;
}

/** `k IN ('a', 'b')` or `k = 'a'`. */
export interface TagCondition {
  readonly key: string;
  readonly values: readonly string[];
}

/** What permissions are on. */
export type GrantTarget =
  | { readonly kind: 'table'; readonly name: QualifiedName }
  | { readonly kind: 'schema'; readonly name: QualifiedName }
  | { readonly kind: 'catalog' }
  | { readonly kind: 'location'; readonly location: string }
  | { readonly kind: 'user'; readonly user: string | undefined }
  | { readonly kind: 'data filter'; readonly filter: Identifier; readonly table: QualifiedName }
  | { readonly kind: 'tag'; readonly key: string }
  | { readonly kind: 'tags'; readonly scope: 'TABLE' | 'SCHEMA'; readonly conditions: readonly TagCondition[] }
  | { readonly kind: 'tag expression'; readonly scope: 'TABLE' | 'SCHEMA'; readonly name: string };

/** A permission in upper case; columns are those in parentheses behind it. */
export interface NamedPrivilege {
  readonly name: string;
  readonly columns: readonly Identifier[] | undefined;
}

/** What is granted; undefined means ALL PRIVILEGES. */
export interface PermissionList {
  readonly privileges: readonly NamedPrivilege[] | undefined;
  readonly on: GrantTarget;
}

export interface GrantPermissions extends SyntaxNode, PermissionList {
  readonly kind: 'GrantPermissions';
  readonly to: Grantee;
  readonly withGrantOption: boolean;
}

export interface RevokePermissions extends SyntaxNode, PermissionList {
  readonly kind: 'RevokePermissions';
  readonly from: Grantee;
  readonly grantOptionOnly: boolean;
}

export interface ShowGrants extends SyntaxNode {
  readonly kind: 'ShowGrants';
  readonly on: GrantTarget | undefined;
  readonly to: Grantee | undefined;
}

/** `CREATE DATA FILTER f ON db.t [COLUMNS (a, b) | EXCLUDE COLUMNS (c)] [WHERE …]`. */
export interface CreateDataFilter extends SyntaxNode {
  readonly kind: 'CreateDataFilter';
  readonly filter: Identifier;
  readonly table: QualifiedName;
  readonly columnRule: 'all' | 'include' | 'exclude';
  readonly columns: readonly Identifier[];
  /** The condition as it was written. */
  readonly where: string | undefined;
}

export interface DropDataFilter extends SyntaxNode {
  readonly kind: 'DropDataFilter';
  readonly filter: Identifier;
  readonly table: QualifiedName;
}

export interface ShowDataFilters extends SyntaxNode {
  readonly kind: 'ShowDataFilters';
  readonly table: QualifiedName;
}

export interface DropRole extends SyntaxNode {
  readonly kind: 'DropRole';
  readonly name: Identifier;
}

export interface CreateTag extends SyntaxNode {
  readonly kind: 'CreateTag';
  readonly key: string;
  readonly values: readonly string[];
}

export interface AlterTag extends SyntaxNode {
  readonly kind: 'AlterTag';
  readonly key: string;
  readonly change: 'ADD' | 'DROP';
  readonly values: readonly string[];
}

export interface DropTag extends SyntaxNode {
  readonly kind: 'DropTag';
  readonly key: string;
}

/** A database, a table, or a column of one. */
export interface TagTarget extends SyntaxNode {
  readonly type: 'DATABASE' | 'TABLE';
  readonly name: QualifiedName;
  readonly column: Identifier | undefined;
}

export interface ShowTags extends SyntaxNode {
  readonly kind: 'ShowTags';
  readonly on: TagTarget | undefined;
}

/** `ALTER DATABASE d | TABLE t [COLUMN c] SET TAGS (k = 'a') | UNSET TAGS (k)`: a value undefined takes the tag away. */
export interface SetTags extends SyntaxNode {
  readonly kind: 'SetTags';
  readonly on: TagTarget;
  readonly tags: readonly (readonly [key: string, value: string | undefined])[];
}

/** `CREATE TAG EXPRESSION e AS (k = 'a' AND …)`: conditions on tags that grants name. */
export interface CreateTagExpression extends SyntaxNode {
  readonly kind: 'CreateTagExpression';
  readonly name: string;
  readonly conditions: readonly TagCondition[];
}

/** `ALTER TAG EXPRESSION e AS (…)`: grants that name it follow. */
export interface AlterTagExpression extends SyntaxNode {
  readonly kind: 'AlterTagExpression';
  readonly name: string;
  readonly conditions: readonly TagCondition[];
}

export interface DropTagExpression extends SyntaxNode {
  readonly kind: 'DropTagExpression';
  readonly name: string;
}

export interface ShowTagExpressions extends SyntaxNode {
  readonly kind: 'ShowTagExpressions';
}

/** `CREATE OPT IN FOR USER u ON t`: what all may do to it counts no more for that principal. */
export interface CreateOptIn extends SyntaxNode {
  readonly kind: 'CreateOptIn';
  readonly to: Grantee;
  readonly on: GrantTarget;
}

export interface DropOptIn extends SyntaxNode {
  readonly kind: 'DropOptIn';
  readonly to: Grantee;
  readonly on: GrantTarget;
}

export interface ShowOptIns extends SyntaxNode {
  readonly kind: 'ShowOptIns';
}
