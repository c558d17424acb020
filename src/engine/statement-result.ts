import type { ColumnReference } from '../plan/expression.js';
import type { BoundQuery } from '../plan/logical-plan.js';
import { BOOLEAN, type SqlType, VARCHAR } from '../types/sql-type.js';
import type { SqlValue } from '../types/sql-value.js';
import { planQuery } from './plan-query.js';
import type { PlannedJob, QueryJob } from './query-job.js';
import type { PlannedQuery } from './query-plan.js';
import type { QueryResult } from './query-result.js';
import { runPlanned, runQuery } from './query-runner.js';
import type { StatementContext } from './statement-context.js';

/** Gives what a planned query of the statement runs with. */
function plannedJobOf(context: StatementContext): PlannedJob {
  const { inside, tables, evaluator, turns, session, settings, execution, startedAt, end, life, progress, values } =
    context;
  const threads = Math.min(settings.number('task_concurrency') || inside.threads, inside.threads);
  const { memoryLimit } = inside;
  return {
    tables,
    evaluator,
    turns,
    session,
    settings,
    execution,
    threads,
    memoryLimit,
    startedAt,
    end,
    life,
    progress,
    values,
  };
}

/** Gives what a query of the statement runs with. */
export const jobOf = (query: BoundQuery, context: StatementContext): QueryJob => ({ query, ...plannedJobOf(context) });

/** Runs a query as the statement's result. */
export const queryResult = (query: BoundQuery, context: StatementContext): Promise<QueryResult> =>
  runQuery(jobOf(query, context), context.inside.pool);

/** Runs a query that is the whole statement, and keeps its plan. */
export async function wholeQueryResult(query: BoundQuery, context: StatementContext): Promise<QueryResult> {
  const planned = await planQuery(jobOf(query, context));
  context.keepPlan(planned);
  return runPlannedQuery(planned, context);
}

/** Runs a planned query as the statement's result. */
export const runPlannedQuery = async (planned: PlannedQuery, context: StatementContext): Promise<QueryResult> =>
  (await runPlanned(planned, plannedJobOf(context), context.inside.pool)).result;

/** Gives one row, `result` true, of a statement that has none of its own. */
export const done = (context: StatementContext): Promise<QueryResult> =>
  rowsResult([['result', BOOLEAN]], [[true]], context);

/** Gives rows of text. */
export const textResult = (
  names: readonly string[],
  rows: readonly (readonly (string | null)[])[],
  context: StatementContext,
): Promise<QueryResult> =>
  rowsResult(
    names.map((name) => [name, VARCHAR]),
    rows,
    context,
  );

/** Gives rows that are known already. */
export function rowsResult(
  columns: readonly (readonly [name: string, type: SqlType])[],
  rows: readonly (readonly SqlValue[])[],
  context: StatementContext,
): Promise<QueryResult> {
  const outputs = columns.map(
    ([name, type], index): ColumnReference => ({ kind: 'column', id: index + 1, name, type }),
  );
  const plan: BoundQuery['plan'] = {
    kind: 'Values',
    outputs,
    rows: rows.map((row) => row.map((value, index) => ({ kind: 'constant', type: outputs[index]!.type, value }))),
  };
  const named = outputs.map((column) => ({ name: column.name, type: column.type, column }));
  return queryResult({ plan, columns: named }, context);
}
