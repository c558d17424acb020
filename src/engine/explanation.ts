import { LakeError } from '../base/lake-error.js';
import { explainedStatement } from '../bind/explained-statement.js';
import type { AnyStatement, Statement } from '../sql/ast.js';
import type { QueryStats } from './query-result.js';

/** A node of a plan, with what it reads below it. */
export interface PlanNode {
  /** What the node does: `Scan`, `Filter`, `InnerJoin`, `Aggregate`, … */
  readonly name: string;
  /** What EXPLAIN prints beside and below the name: tables, conditions, keys. */
  readonly details: readonly string[];
  readonly outputs: readonly { readonly name: string; readonly type: string }[];
  readonly notes: readonly string[];
  /** With `analyze`, what was measured: `rows`, `timeMs` of all threads together, and what a scan read. */
  readonly measures?: Readonly<Record<string, number>>;
  readonly children: readonly PlanNode[];
}

/** The plan of a statement; with `analyze` it was run, and `stats` tell what that took. */
export interface Explanation extends PlanNode {
  readonly stats?: QueryStats;
}

/** Makes EXPLAIN (FORMAT JSON) of a statement. @throws NOT_SUPPORTED for one that has no plan */
export function explainingStatement(statement: Statement, analyze: boolean): AnyStatement {
  const { position } = statement;
  if (statement.kind !== 'QueryStatement' && explainedStatement(statement)?.kind !== 'write')
    throw new LakeError('NOT_SUPPORTED', 'Only a query, or what writes the rows of one, has a plan', { position });
  return { kind: 'Explain', statement, type: undefined, format: 'JSON', analyze, verbose: false, position };
}
