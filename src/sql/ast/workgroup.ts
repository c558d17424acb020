import type { Identifier, SyntaxNode } from './names.js';
import type { Property } from './statement.js';

/** Statements about workgroups: an extension, for Athena has only an API for them. Names are case-sensitive, as Athena's are. */
export type WorkgroupStatement = CreateWorkgroup | AlterWorkgroup | DropWorkgroup | ShowWorkgroups;

/** `CREATE WORKGROUP [IF NOT EXISTS] w [COMMENT 'c'] [WITH (property = value, …)]`. */
export interface CreateWorkgroup extends SyntaxNode {
  readonly kind: 'CreateWorkgroup';
  readonly name: Identifier;
  readonly ifNotExists: boolean;
  readonly comment: string | undefined;
  readonly properties: readonly Property[];
}

/** `ALTER WORKGROUP w ENABLE | DISABLE | SET PROPERTIES property = value | DEFAULT, …`. */
export interface AlterWorkgroup extends SyntaxNode {
  readonly kind: 'AlterWorkgroup';
  readonly name: Identifier;
  /** Undefined: it stays as it is. */
  readonly state: 'ENABLED' | 'DISABLED' | undefined;
  readonly properties: readonly Property[];
}

/** `DROP WORKGROUP [IF EXISTS] w [CASCADE]`. */
export interface DropWorkgroup extends SyntaxNode {
  readonly kind: 'DropWorkgroup';
  readonly name: Identifier;
  readonly ifExists: boolean;
  readonly cascade: boolean;
}

/** `SHOW WORKGROUPS [LIKE 'pattern']`. */
export interface ShowWorkgroups extends SyntaxNode {
  readonly kind: 'ShowWorkgroups';
  readonly like: string | undefined;
}
