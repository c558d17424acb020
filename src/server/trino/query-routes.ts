import type { Hono } from 'hono';
import { trinoVersion } from '../../base/version.js';
import type { DoorContext, DoorEnvironment } from '../door.js';
import type { Exchange } from '../exchange.js';
import { jsonAnswer } from '../json-answer.js';
import type { OpenQueries } from './open-queries.js';
import type { OpenQuery } from './open-query.js';
import { queryPage } from './query-page.js';

const json = (value: unknown): Response => jsonAnswer(200, value);
const empty = (status: number): Response => new Response(null, { status });

/** Adds what clients ask beside statements: of the server, and of their queries by id. */
export function addQueryRoutes(routes: Hono<DoorEnvironment>, context: DoorContext, queries: OpenQueries): void {
  const { now, findCaller } = context;
  const startedAt = now();
  const uptime = (): string => `${((now() - startedAt) / 60_000).toFixed(2)}m`;
  routes.get('/v1/info', () =>
    json({
      nodeVersion: { version: trinoVersion },
      environment: 'lakelet',
      coordinator: true,
      starting: false,
      uptime: uptime(),
    }),
  );
  routes.get('/v1/info/state', () => json('ACTIVE'));
  routes.get('/v1/status', (c) => (c.env.incoming.method === 'HEAD' ? empty(200) : json(statusOf(uptime()))));
  routes.get('/v1/node', () => json([]));

  const principalOf = async (exchange: Exchange): Promise<string> => {
    const claimed = exchange.header('x-trino-user') ?? exchange.header('x-presto-user');
    return (await findCaller(exchange, claimed)).principal;
  };
  /** Only one's own queries are told of. */
  const own = async (exchange: Exchange, id: string): Promise<OpenQuery | undefined> => {
    const principal = await principalOf(exchange);
    const query = queries.find(id);
    return principal === query?.caller.principal ? query : undefined;
  };
  routes.get('/v1/query', async (c) => {
    const principal = await principalOf(c.env);
    const found = queries.list().filter(({ caller }) => caller.principal === principal);
    return json(found.map(queryDetail));
  });
  routes.get('/ui/query.html', async (c) => {
    const id = (c.env.incoming.url ?? '').split('?')[1] ?? '';
    return queryPage(context.lake, await principalOf(c.env), id);
  });
  routes.get('/v1/query/:id', async (c) => {
    const query = await own(c.env, c.req.param('id'));
    return query ? json(queryDetail(query)) : empty(410);
  });
  routes.delete('/v1/query/:id', async (c) => {
    const query = await own(c.env, c.req.param('id'));
    query?.cancel();
    return empty(204);
  });
}

const statusOf = (uptime: string): object => ({
  nodeId: 'lakelet',
  nodeVersion: { version: trinoVersion },
  environment: 'lakelet',
  coordinator: true,
  uptime,
  processors: 1,
  heapUsed: process.memoryUsage().heapUsed,
});

function queryDetail(query: OpenQuery): object {
  const { record, state } = query.describe();
  return {
    queryId: query.id,
    state,
    query: query.sql,
    session: { queryId: query.id, user: query.caller.principal, principal: query.caller.principal },
    scheduled: state !== 'QUEUED' && state !== 'PLANNING',
    ...(record?.failure
      ? {
          errorType: record.failure.type,
          errorCode: { code: record.failure.code, name: record.failure.name, type: record.failure.type },
        }
      : {}),
    queryStats: {
      createTime: new Date(record?.submittedMillis ?? 0).toISOString(),
      ...(record?.finishedMillis === undefined ? {} : { endTime: new Date(record.finishedMillis).toISOString() }),
      queuedTime: `${(record?.queuedMs ?? 0).toFixed(2)}ms`,
      elapsedTime: `${((record?.queuedMs ?? 0) + (record?.planningMs ?? 0) + (record?.executionMs ?? 0)).toFixed(2)}ms`,
    },
  };
}
