import { get as httpGet, type IncomingMessage } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Lake } from '../../src/engine/lake.js';
import { type LakeServer, startServer } from '../../src/server/server.js';
import { answers, get, parametric, post, rows } from './trino-client.js';

let lake: Lake;
let server: LakeServer;
beforeAll(async () => {
  lake = await Lake.open(undefined, { threads: 2 });
  server = await startServer(lake, { port: 0, clientTimeoutMs: 1000 });
});
afterAll(async () => {
  await server.stop();
  await lake.close();
});

const manyRows = 'SELECT x, x * 10 FROM UNNEST(sequence(1, 5000)) t(x)';
const endless =
  'SELECT count(*) FROM UNNEST(sequence(1, 10000)) a(x), UNNEST(sequence(1, 10000)) b(y), UNNEST(sequence(1, 1000)) c(z)';

describe('answers', () => {
  test('a short query is answered whole by the first', async () => {
    const sql = 'SELECT 1 AS a, 1e0 AS b';
    // The very first query of a process takes longer.
    await expect
      .poll(async () => (await post(server.url, sql, parametric)).body.nextUri, { timeout: 20_000 })
      .toBeUndefined();
    const { status, body } = (await answers(server.url, sql)).at(-1)!;
    expect(status).toBe(200);
    expect(body.id).toMatch(/^\d{8}_\d{6}_\d{5}_[a-z0-9]{5}$/);
    expect(body.columns).toEqual([
      { name: 'a', type: 'integer', typeSignature: { rawType: 'integer', arguments: [] } },
      { name: 'b', type: 'double', typeSignature: { rawType: 'double', arguments: [] } },
    ]);
    expect(await rows(server.url, sql)).toEqual([[1, 1]]);
    expect(body.stats).toMatchObject({ state: 'FINISHED', queued: false, progressPercentage: 100 });
  });

  test('clients that tell no capabilities get no rows by the first answer', async () => {
    const { body } = await post(server.url, 'SELECT 1');
    expect(body.data).toBeUndefined();
    expect((await get(body.nextUri!)).status).toBe(200);
  });

  test('a long result comes in pages, and the last has no rows', async () => {
    const first = await post(server.url, manyRows, parametric);
    const pages = [first];
    for (let next = first.body.nextUri; next; next = pages.at(-1)!.body.nextUri)
      pages.push(await get(`${next}?targetResultSize=10kB`));
    const data = pages.flatMap(({ body }) => body.data ?? []);
    expect(data).toHaveLength(5000);
    expect(data.at(-1)).toEqual([5000, 50_000]);
    if (first.body.nextUri) expect(pages.at(-1)!.body.data).toBeUndefined();
    for (const { body } of pages) if (body.data) expect(body.columns).toHaveLength(2);
  });

  test('a page is given again, older and unknown ones are not', async () => {
    const wide = "SELECT x, rpad('', 1000, 'x') FROM UNNEST(sequence(1, 5000)) t(x)";
    const first = await post(server.url, wide);
    const uri = first.body.nextUri!;
    const once = await get(uri);
    expect((await get(uri)).body).toEqual(once.body);
    const third = await get(once.body.nextUri!);
    expect(third.status).toBe(200);
    expect((await get(uri)).status).toBe(410);
    expect((await get(uri.replace(/\d+$/, '99'))).status).toBe(404);
    expect((await get(uri.replace(/[^/]+\/\d+$/, 'guess/1'))).status).toBe(404);
    expect((await get(once.body.nextUri!, { 'x-trino-user': 'bob' })).status).toBe(404);
    const gone = await fetch(once.body.nextUri!, { method: 'DELETE', headers: { 'x-trino-user': 'alice' } });
    expect(gone.status).toBe(204);
  });

  test('a query is cancelled, and says so', async () => {
    const first = await post(server.url, endless);
    expect(first.body.nextUri).toBeDefined();
    expect(['QUEUED', 'PLANNING', 'RUNNING']).toContain(first.body.stats.state);
    expect((await fetch(first.body.nextUri!, { method: 'DELETE' })).status).toBe(204);
    const last = await get(first.body.nextUri!);
    expect(last.body).toMatchObject({
      stats: { state: 'FAILED' },
      error: { errorName: 'USER_CANCELED', errorCode: 3 },
    });
    expect(last.body.nextUri).toBeUndefined();
  });
});

describe('queries', () => {
  test('a large page is packed for clients that take gzip', async () => {
    const wide = "SELECT x, rpad('', 1000, 'x') FROM UNNEST(sequence(1, 200)) t(x)";
    const ask = async (encoding: string): Promise<[IncomingMessage, Buffer]> => {
      const { nextUri } = (await post(server.url, wide)).body;
      const headers = { 'x-trino-user': 'alice', 'accept-encoding': encoding };
      const answer = await new Promise<IncomingMessage>((resolve) => httpGet(nextUri!, { headers }, resolve));
      return [answer, await buffer(answer)];
    };
    const [plain, bytes] = await ask('identity');
    expect(plain.headers['content-encoding']).toBeUndefined();
    const [packed, packedBytes] = await ask('gzip, deflate');
    expect(packed.headers).toMatchObject({ 'content-encoding': 'gzip', vary: 'accept-encoding' });
    expect(packedBytes.length).toBeLessThan(bytes.length / 10);
    expect(JSON.parse(gunzipSync(packedBytes).toString()).data).toEqual(JSON.parse(bytes.toString()).data);
  });

  test('a query that is ended early has finished with the rows that were read', async () => {
    const pairs = 'SELECT a.x, b.x FROM UNNEST(sequence(1, 10000)) a(x), UNNEST(sequence(1, 10000)) b(x)';
    const first = await get((await post(server.url, pairs)).body.nextUri!);
    expect(first.body.data?.length).toBeGreaterThan(0);
    const ended = (user: string) =>
      fetch(first.body.partialCancelUri!, { method: 'DELETE', headers: { 'x-trino-user': user } });
    expect((await ended('bob')).status).toBe(404);
    expect((await ended('alice')).status).toBe(204);
    let last = await get(first.body.nextUri!);
    while (last.body.nextUri) last = await get(last.body.nextUri);
    expect(last.body).toMatchObject({ stats: { state: 'FINISHED' } });
    expect(last.body.error).toBeUndefined();
    expect(last.body.partialCancelUri).toBeUndefined();
    await expect.poll(() => lake.statements.list().length, { timeout: 10_000 }).toBe(0);
  });

  test('a query that nobody asks for is ended', async () => {
    const { body } = await post(server.url, endless);
    const path = `${server.url}/v1/query/${body.id}`;
    const ask = async () => (await fetch(path, { headers: { 'x-trino-user': 'alice' } })).status;
    expect(await ask()).toBe(200);
    await expect.poll(ask, { timeout: 20_000 }).toBe(410);
    expect((await get(body.nextUri!)).status).toBe(404);
  });
});

describe('failures', () => {
  test('have name, code, place and the Java class that clients look for', async () => {
    const { status, body } = (await answers(server.url, 'SELECT *\nFROM nope')).at(-1)!;
    expect(status).toBe(200);
    const place = { lineNumber: 2, columnNumber: 6 };
    const message = "line 2:6: Table 'awsdatacatalog.default.nope' does not exist";
    expect(body.error).toEqual({
      message,
      errorCode: 46,
      errorName: 'TABLE_NOT_FOUND',
      errorType: 'USER_ERROR',
      errorLocation: place,
      failureInfo: {
        type: 'io.trino.spi.TrinoException',
        message,
        suppressed: [],
        stack: [],
        errorInfo: { code: 46, name: 'TABLE_NOT_FOUND', type: 'USER_ERROR' },
        errorLocation: place,
      },
    });
    expect(body.stats.state).toBe('FAILED');
  });

  test('while rows come', async () => {
    const all = await answers(server.url, 'SELECT 1 / (x - 9999) FROM UNNEST(sequence(1, 10000)) t(x)');
    expect(all.at(-1)!.body.error).toMatchObject({ errorName: 'DIVISION_BY_ZERO' });
  });

  test('of requests are told in plain text', async () => {
    expect(await post(server.url, '')).toMatchObject({
      status: 400,
      body: { error: { message: 'Error 400 Bad Request: SQL statement is empty' } },
    });
    const bad = (headers: Record<string, string>) => post(server.url, 'SELECT 1', headers);
    expect((await bad({ 'x-trino-role': 'bad' })).status).toBe(400);
    expect((await bad({ 'x-trino-transaction-id': 'nope' })).status).toBe(400);
    expect((await bad({ 'x-trino-prepared-statement': 'p=%zz' })).status).toBe(400);
    expect((await bad({ 'x-trino-schema': 'x' })).status).toBe(400);
    expect((await bad({ 'x-presto-user': 'x' })).status).toBe(400);
    expect((await bad({ 'x-trino-session': 'nope=1' })).body.error).toMatchObject({
      errorName: 'INVALID_SESSION_PROPERTY',
    });
  });
});

const changes = async (sql: string, headers: Record<string, string> = {}) => {
  const { headers: own, body } = (await answers(server.url, sql, headers)).at(-1)!;
  const found = [...own]
    .filter(([name]) => name.startsWith('x-trino-'))
    .map(([name, value]) => `${name.slice(8)}: ${value}`);
  return [body.updateType ?? body.error?.errorName, ...found];
};

describe('the session that the client keeps', () => {
  test('is told of changes', async () => {
    expect(await changes('USE system.information_schema')).toEqual([
      'USE',
      'set-catalog: system',
      'set-schema: information_schema',
    ]);
    expect(await changes('SET SESSION batch_rows = 7')).toEqual(['SET SESSION', 'set-session: batch_rows=7']);
    expect(await changes('RESET SESSION batch_rows')).toEqual(['RESET SESSION', 'clear-session: batch_rows']);
    expect(await changes("SET TIME ZONE 'Europe/Paris'")).toEqual([
      'SET TIME ZONE',
      'set-session: time_zone_id=Europe%2FParis',
    ]);
    expect(await changes('PREPARE p FROM SELECT ? + 1')).toEqual([
      'PREPARE',
      expect.stringMatching(/^added-prepare: p=SELECT/),
    ]);
    expect(await changes('START TRANSACTION')).toEqual(['INCOMPATIBLE_CLIENT']);
    expect(await changes('START TRANSACTION', { 'x-trino-transaction-id': 'NONE' })).toEqual([
      'START TRANSACTION',
      expect.stringMatching(/^started-transaction-id: /),
    ]);
    const inside = { 'x-trino-transaction-id': '5296ccd9-d3f1-48cc-b1af-db55378aaaf8' };
    expect(await changes('COMMIT', inside)).toEqual(['COMMIT', 'clear-transaction-id: true']);
    expect(await changes('COMMIT')).toEqual(['NOT_IN_TRANSACTION']);
    expect(await changes('SET ROLE NONE')).toEqual(['SET ROLE', 'set-role: awsdatacatalog=NONE']);
  });

  test('is read from headers', async () => {
    const session = {
      'x-trino-session': 'batch_rows=7,parse_decimal_literals_as_double=true',
      'x-trino-time-zone': 'Europe/Paris',
    };
    expect(await rows(server.url, "SHOW SESSION LIKE 'batch_rows'", session)).toEqual([
      ['batch_rows', '7', '8192', 'integer', 'Rows of a batch'],
    ]);
    expect(await rows(server.url, 'SELECT typeof(1.5), current_timezone()', session)).toEqual([
      ['double', 'Europe/Paris'],
    ]);
    const zone = { 'x-trino-session': 'time_zone_id=Asia%2FTokyo', 'x-trino-time-zone': 'Europe/Paris' };
    expect(await rows(server.url, 'SELECT current_timezone()', zone)).toEqual([['Asia/Tokyo']]);
    const prepared = { 'x-trino-prepared-statement': 'p=SELECT+%3F+%2B+1,q=SELECT+2' };
    expect(await rows(server.url, 'EXECUTE p USING 4', prepared)).toEqual([[5]]);
    expect(await changes('DEALLOCATE PREPARE q', prepared)).toEqual(['DEALLOCATE', 'deallocated-prepare: q']);
    expect(
      await rows(server.url, 'SELECT current_user, current_schema', {
        'x-trino-catalog': 'system',
        'x-trino-schema': 'jdbc',
      }),
    ).toEqual([['alice', 'jdbc']]);
    expect(await rows(server.url, 'SELECT 1', { 'x-trino-session': '' })).toEqual([[1]]);
  });
});

test("knows the lake's catalog as AwsDataCatalog too", async () => {
  const place = { 'x-trino-catalog': 'AwsDataCatalog', 'x-trino-schema': 'Default' };
  const session = { ...place, 'x-trino-session': 'AwsDataCatalog.batch_rows=7' };
  expect(await rows(server.url, 'SELECT current_catalog, current_schema', place)).toEqual([
    ['awsdatacatalog', 'default'],
  ]);
  expect(await rows(server.url, "SHOW SESSION LIKE 'batch_rows'", session)).toEqual([
    ['batch_rows', '7', '8192', 'integer', 'Rows of a batch'],
  ]);
  expect(await rows(server.url, 'SHOW SCHEMAS FROM "AwsDataCatalog" LIKE \'default\'')).toEqual([['default']]);
  const tables = 'SELECT table_name FROM "AwsDataCatalog".information_schema.tables WHERE table_name = \'tables\'';
  expect(await rows(server.url, tables)).toEqual([['tables']]);
  expect(await changes('USE "AwsDataCatalog"."default"')).toEqual([
    'USE',
    'set-catalog: awsdatacatalog',
    'set-schema: default',
  ]);
});

test('ends statements that run longer than query_max_run_time', async () => {
  const long = 'SELECT count(*) FROM UNNEST(sequence(1, 10000)) a(x), UNNEST(sequence(1, 10000)) b(y)';
  const session = { 'x-trino-session': 'query_max_run_time=20ms' };
  const last = (await answers(server.url, `${long}, UNNEST(sequence(1, 10000)) c(z)`, session)).at(-1)!;
  expect(last.body.error).toMatchObject({
    errorName: 'EXCEEDED_TIME_LIMIT',
    message: 'Query exceeded maximum time limit of 20.00ms',
  });
});

test('describes statements whose number of rows is a parameter', async () => {
  const prepared = { 'x-trino-prepared-statement': 'p=SELECT+1+AS+a+OFFSET+%3F+LIMIT+%3F' };
  expect(await rows(server.url, 'DESCRIBE OUTPUT p', prepared)).toEqual([['a', '', '', '', 'integer', 4, true]]);
  expect(await rows(server.url, 'DESCRIBE INPUT p', prepared)).toEqual([
    [0, 'bigint'],
    [1, 'bigint'],
  ]);
  expect(await rows(server.url, 'EXECUTE p USING 0, 1', prepared)).toEqual([[1]]);
});

test('may be one of Presto', async () => {
  const response = await fetch(`${server.url}/v1/statement`, {
    method: 'POST',
    body: 'SET SESSION batch_rows = 7',
    headers: { 'x-presto-user': 'bob', 'x-presto-client-capabilities': 'PARAMETRIC_DATETIME' },
  });
  expect(response.headers.get('x-presto-set-session')).toBe('batch_rows=7');
});

test('statements without rows, and counts', async () => {
  const created = (await answers(server.url, 'CREATE SCHEMA s1')).at(-1)!.body;
  expect(created).toMatchObject({ updateType: 'CREATE SCHEMA', columns: [] });
  expect(created.data).toBeUndefined();
  const filled = await answers(server.url, 'CREATE TABLE s1.t AS SELECT x FROM UNNEST(sequence(1, 3)) t(x)');
  expect(filled.at(-1)!.body).toMatchObject({ updateType: 'CREATE TABLE', updateCount: 3 });
  expect(filled.flatMap(({ body }) => body.data ?? [])).toEqual([[3]]);
  expect(await rows(server.url, 'SELECT 1;', parametric)).toEqual([[1]]);
  await answers(server.url, 'DROP TABLE s1.t');
  expect((await answers(server.url, 'DROP SCHEMA s1')).at(-1)!.body.updateType).toBe('DROP SCHEMA');
});

test('what is asked beside statements', async () => {
  const json = async (path: string) => (await fetch(`${server.url}${path}`)).json();
  expect(await json('/v1/info')).toMatchObject({ nodeVersion: { version: '476' }, coordinator: true, starting: false });
  expect(await json('/v1/info/state')).toBe('ACTIVE');
  expect(await json('/v1/status')).toMatchObject({ coordinator: true });
  expect(await json('/v1/node')).toEqual([]);
  const { body } = await post(server.url, endless);
  const own = { headers: { 'x-trino-user': 'alice' } };
  expect(await (await fetch(`${server.url}/v1/query/${body.id}`, own)).json()).toMatchObject({
    queryId: body.id,
    query: endless,
  });
  expect((await fetch(`${server.url}/v1/query/${body.id}`, { headers: { 'x-trino-user': 'bob' } })).status).toBe(410);
  expect((await fetch(`${server.url}/v1/query/${body.id}`, { ...own, method: 'DELETE' })).status).toBe(204);
  expect((await get(body.nextUri!)).body.error).toMatchObject({ errorName: 'USER_CANCELED' });
  expect((await fetch(`${server.url}/v1/statement`, { method: 'HEAD' })).status).toBe(200);
});
