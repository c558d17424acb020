import type { Expression } from '../plan/expression.js';
import type { BoundQuery } from '../plan/logical-plan.js';
import type * as ast from '../sql/ast.js';

/** A bound statement; SHOW and DESCRIBE of what the catalog holds are queries. */
export type BoundStatement =
  | BoundSelect
  | BoundExplain
  | BoundShowSession
  | BoundShowStats
  | BoundUse
  | BoundSetSession
  | BoundResetSession
  | BoundSetTimeZone
  | BoundPrepare
  | BoundDeallocate;

/** A query to run; `settings` hold for it alone. */
export interface BoundSelect {
  readonly kind: 'query';
  readonly query: BoundQuery;
  readonly settings: readonly SessionSetting[];
}

/** One session property and its constant value. */
export interface SessionSetting {
  readonly name: string;
  readonly value: Expression;
  readonly position: ast.SyntaxNode['position'];
  readonly valuePosition: ast.SyntaxNode['position'];
}

/** EXPLAIN: print the plan of `statement`, or with `analyze` run it and print what was measured. */
export interface BoundExplain {
  readonly kind: 'explain';
  /** Undefined where the statement is only printed. */
  readonly statement: BoundStatement | undefined;
  /** What is done with the rows, where they are written. */
  readonly title?: string | undefined;
  /** The statement that writes them; only where it is run. */
  readonly write?: ast.Statement | undefined;
  readonly text?: string | undefined;
  readonly type: NonNullable<ast.Explain['type']>;
  readonly format: NonNullable<ast.Explain['format']>;
  readonly analyze: boolean;
  readonly verbose: boolean;
}

/** SHOW SESSION, its names filtered by a LIKE pattern. */
export interface BoundShowSession {
  readonly kind: 'show session';
  readonly like: string | undefined;
  readonly escape: string | undefined;
}

/** SHOW STATS of the table that a query reads. */
export interface BoundShowStats {
  readonly kind: 'show stats';
  readonly query: BoundQuery;
}

/** USE: the catalog stays where none is named. */
export interface BoundUse {
  readonly kind: 'use';
  readonly catalog: string | undefined;
  readonly schema: string;
}

export interface BoundSetSession extends SessionSetting {
  readonly kind: 'set session';
}

export interface BoundResetSession {
  readonly kind: 'reset session';
  readonly name: string;
  readonly position: ast.SyntaxNode['position'];
}

/** SET TIME ZONE; undefined: LOCAL, the zone that the session began with. */
export interface BoundSetTimeZone {
  readonly kind: 'set time zone';
  readonly zone: Expression | undefined;
}

/** PREPARE: keep a statement under a name. */
export interface BoundPrepare {
  readonly kind: 'prepare';
  readonly name: string;
  readonly statement: ast.Statement;
}

export interface BoundDeallocate {
  readonly kind: 'deallocate';
  readonly name: string;
}
