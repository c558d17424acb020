import { noReads } from '../../exec/read-counters.js';
import type { ResultBatch } from '../../exec/result-batch.js';
import type { BoundQuery } from '../../plan/logical-plan.js';
import type { StatementQuery } from '../life/statement-life.js';
import { QueryResult } from '../query-result.js';
import type { StatementContext } from '../statement-context.js';
import { resultKey } from './result-key.js';
import type { StoredResult } from './stored-results.js';

const minuteMs = 60_000;

/**
 * Gives the result of an earlier statement that was the same, where workgroup or session allow it and it is not too old; else undefined, and
 * the result of this one will be kept. Rows that tables have got meanwhile are not in it, as in Athena.
 */
export async function reuseResult(query: BoundQuery, context: StatementContext): Promise<QueryResult | undefined> {
  const { life, inside, end } = context;
  if (life.reuseMinutes === 0) return undefined;
  const key = resultKey(query, context);
  if (key === undefined) return undefined;
  const stored = await end.during(inside.results.find(key, life.reuseMinutes * minuteMs));
  if (stored) return storedResult(stored, context);
  life.resultKey = key;
  return undefined;
}

/** Makes a result of what an earlier statement gave. */
function storedResult(stored: StoredResult, { life, session, startedAt, end, values }: StatementContext): QueryResult {
  const { columns, batches } = stored;
  const returned = { rowCount: 0 };
  life.watch(given, returned, false);
  life.reusedFrom = stored.queryId;
  life.resultLocation = stored.resultLocation;
  const elapsedMs = performance.now() - startedAt;
  end.dispose();
  const rows = function* (): Generator<ResultBatch> {
    for (const batch of batches) {
      returned.rowCount += batch.rowCount;
      yield batch;
    }
  };
  const source = rows();
  return new QueryResult({
    columns,
    queryId: session.queryId,
    values,
    batches: {
      next: async () => source.next(),
      return: async () => source.return(undefined),
      [Symbol.asyncIterator]() {
        return this;
      },
    },
    progress: () => ({ state: 'finished', elapsedMs, rowsReturned: returned.rowCount }),
    stats: () => ({
      elapsedMs,
      planningMs: elapsedMs,
      bytesRead: 0,
      rowsReturned: returned.rowCount,
      peakMemoryBytes: 0,
      spilledBytes: 0,
    }),
  });
}

/** A query that was there already. */
const given: StatementQuery = {
  finished: Promise.resolve(),
  failure: undefined,
  wasLeft: false,
  counters: noReads,
  peakBytes: 0,
  spilledBytes: 0,
};
