import { LakeError } from '../base/lake-error.js';
import type { BoundExplain } from '../bind/bound-statement.js';
import type { WrittenFile } from '../exec/operators/write-facts.js';
import type { BoundQuery } from '../plan/logical-plan.js';
import type { Statement } from '../sql/ast.js';
import { BOOLEAN } from '../types/sql-type.js';
import { explainText, measuredText } from './explain.js';
import { ioJson } from './explain-io.js';
import { optimizedQuery } from './plan-query.js';
import type { QueryResult } from './query-result.js';
import type { StatementContext } from './statement-context.js';
import { jobOf, rowsResult, textResult } from './statement-result.js';
import { findDefinition } from './statements/registry.js';

/** Runs EXPLAIN; with ANALYZE what it explains is run, also where that writes. */
export async function runExplain(explain: BoundExplain, context: StatementContext): Promise<QueryResult> {
  const { statement, type, text } = explain;
  if (type === 'VALIDATE') {
    if (statement?.kind === 'query') await optimizedQuery(jobOf(statement.query, context));
    return rowsResult([['Valid', BOOLEAN]], [[true]], context);
  }
  if (explain.analyze && text !== undefined)
    throw new LakeError('NOT_SUPPORTED', 'EXPLAIN ANALYZE takes a query, or a statement that writes the rows of one');
  if (explain.write) return textResult(['Query Plan'], [[await writtenText(explain, explain.write, context)]], context);
  if (text !== undefined) return textResult(['Query Plan'], [[text]], context);
  if (statement?.kind !== 'query') throw new LakeError('NOT_SUPPORTED', 'EXPLAIN takes a query');
  return textResult(['Query Plan'], [[await planText(explain, statement.query, context)]], context);
}

async function planText(explain: BoundExplain, query: BoundQuery, context: StatementContext): Promise<string> {
  const job = jobOf(query, context);
  if (explain.type === 'IO') return ioJson((await optimizedQuery(job)).plan);
  return underTitle(explain, await explainText(job, explain, context.inside.pool));
}

function underTitle({ title, format }: BoundExplain, plan: string): string {
  if (title === undefined || format !== 'TEXT') return plan;
  return `- ${title}\n${plan.replace(/^(?=.)/gm, '    ')}`;
}

/** Prints a statement that had no rows to write. */
function nothingWritten({ title = '', format }: BoundExplain): string {
  const stats = { rowsWritten: 0, filesWritten: 0, bytesWritten: 0 };
  if (format === 'JSON')
    return JSON.stringify({ name: title, details: [], outputs: [], notes: [], children: [], stats }, null, 2);
  const lines = Object.entries(stats).map(([name, count]) => `    ${name}: ${count}`);
  return [`- ${title}`, '', ...lines].join('\n');
}

/** Runs a statement that writes, and prints what was measured of the query whose rows it wrote. */
async function writtenText(explain: BoundExplain, write: Statement, context: StatementContext): Promise<string> {
  let text = nothingWritten(explain);
  const result = await findDefinition(write)!.run(write, {
    ...context,
    onWritten: (query, files) => {
      const sum = (count: (file: WrittenFile) => number): number =>
        files.reduce((total, file) => total + count(file), 0);
      const written = {
        rowsWritten: sum(({ rowCount }) => rowCount),
        filesWritten: files.length,
        bytesWritten: sum(({ byteLength }) => byteLength),
      };
      text = underTitle(explain, measuredText(query, explain.format, written));
    },
  });
  await result.toArrays();
  return text;
}
