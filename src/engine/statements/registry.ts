import type { AnyStatement } from '../../sql/ast.js';
import type { StatementDefinition } from './definition.js';

const definitions: readonly StatementDefinition[] = [];

const byKind = new Map<AnyStatement['kind'], StatementDefinition>(
  definitions.map((definition) => [definition.kind, definition]),
);

/** Finds how a statement runs; undefined for what the binder knows: queries, EXPLAIN, the session's own. */
export const findDefinition = (statement: AnyStatement): StatementDefinition | undefined => byKind.get(statement.kind);
