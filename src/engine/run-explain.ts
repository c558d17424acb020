import { LakeError } from '../base/lake-error.js';
import type { BoundExplain } from '../bind/bound-statement.js';
import type { BoundQuery } from '../plan/logical-plan.js';
import { BOOLEAN } from '../types/sql-type.js';
import { explainText } from './explain.js';
import { ioJson } from './explain-io.js';
import type { QueryResult } from './query-result.js';
import { optimizedQuery } from './query-runner.js';
import type { StatementContext } from './statement-context.js';
import { jobOf, rowsResult, textResult } from './statement-result.js';

/** Runs EXPLAIN. Only what reads is run by its ANALYZE. */
export async function runExplain(explain: BoundExplain, context: StatementContext): Promise<QueryResult> {
  const { statement, type, title, text } = explain;
  if (type === 'VALIDATE') {
    if (statement?.kind === 'query') await optimizedQuery(jobOf(statement.query, context));
    return rowsResult([['Valid', BOOLEAN]], [[true]], context);
  }
  if (explain.analyze && (title !== undefined || text !== undefined))
    throw new LakeError('NOT_SUPPORTED', 'EXPLAIN ANALYZE of a statement that writes is not supported');
  if (text !== undefined) return textResult(['Query Plan'], [[text]], context);
  if (statement?.kind !== 'query') throw new LakeError('NOT_SUPPORTED', 'EXPLAIN takes a query');
  return textResult(['Query Plan'], [[await planText(explain, statement.query, context)]], context);
}

async function planText(explain: BoundExplain, query: BoundQuery, context: StatementContext): Promise<string> {
  const job = jobOf(query, context);
  if (explain.type === 'IO') return ioJson((await optimizedQuery(job)).plan);
  const plan = await explainText(job, explain, context.inside.pool);
  if (explain.title === undefined || explain.format === 'JSON') return plan;
  return `- ${explain.title}\n${plan.replace(/^(?=.)/gm, '    ')}`;
}
