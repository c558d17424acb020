import type { AnyStatement } from '../../sql/ast.js';
import type { QueryResult } from '../query-result.js';
import type { StatementContext } from '../statement-context.js';

/**
 * A kind of statement that does more than query or set up the session. One file of this folder exports one definition, and registry.ts lists
 * it. Its changes to the catalog are one `context.catalog.transaction`. The tables that it reads are loaded; `context.binding` has the
 * parameters of an EXECUTE.
 */
export interface StatementDefinition<S extends AnyStatement = AnyStatement> {
  readonly kind: S['kind'];
  /** The statement changes neither the lake nor files, so that a session which only reads may run it. */
  readonly keepsLake?: true;
  run(statement: S, context: StatementContext): Promise<QueryResult>;
}
