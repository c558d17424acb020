import { tableFromIPC } from 'apache-arrow';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Lake } from '../../src/engine/lake.js';
import { type LakeServer, startServer } from '../../src/server/server.js';

let lake: Lake;
let server: LakeServer;
beforeAll(async () => {
  lake = await Lake.open();
  server = await startServer(lake, { port: 0 });
});
afterAll(async () => {
  await server.stop();
  await lake.close();
});

const query = (body: string | object, path = '/query', headers: Record<string, string> = {}): Promise<Response> =>
  fetch(`${server.url}${path}`, {
    method: 'POST',
    body: typeof body === 'string' ? body : JSON.stringify(body),
    headers: { ...(typeof body === 'string' ? {} : { 'content-type': 'application/json' }), ...headers },
  });
const get = (path: string, headers: Record<string, string> = {}): Promise<Response> =>
  fetch(`${server.url}${path}`, { headers });

describe('POST /query', () => {
  test('answers text with one JSON document', async () => {
    const response = await query("SELECT 9223372036854775807 AS a, 1.0E0 AS b, 'x' AS c");
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe('application/json');
    const text = await response.text();
    expect(text).toContain('[9223372036854775807,1.0,"x"]');
    const document = JSON.parse(text);
    expect(document).toMatchObject({
      columns: [
        { name: 'a', type: 'bigint' },
        { name: 'b', type: 'double' },
        { name: 'c', type: 'varchar(1)' },
      ],
      rowCount: 1,
      stats: { rowsReturned: 1 },
    });
    expect(document.queryId).toBe(response.headers.get('x-lakelet-query-id'));
  });

  test('takes parameters and settings in JSON', async () => {
    const response = await query(
      {
        sql: 'SELECT ? + 1, ?, cardinality(?), 1.5',
        parameters: [41, 'é', [1, 2]],
        settings: { parse_decimal_literals_as_double: true },
      },
      '/query?format=ndjson',
    );
    expect(await response.text()).toBe('{"_col0":42,"_col1":"é","_col2":2,"_col3":1.5}\n');
  });

  test('takes session headers as the Trino door does', async () => {
    await query('CREATE DATABASE IF NOT EXISTS own');
    const response = await query('SELECT current_schema, current_user, current_timezone()', '/query?format=csv', {
      'x-trino-catalog': 'awsdatacatalog',
      'x-trino-schema': 'own',
      'x-trino-user': 'ann',
      'x-trino-time-zone': 'Europe/Berlin',
    });
    expect(await response.text()).toBe('_col0,_col1,_col2\nown,ann,Europe/Berlin\n');
  });

  test('gives each format by name and by Accept', async () => {
    for (const [format, type] of [
      ['csv', 'text/csv'],
      ['tsv', 'text/tab-separated-values'],
      ['ndjson', 'application/x-ndjson'],
      ['arrow', 'application/vnd.apache.arrow.stream'],
      ['parquet', 'application/vnd.apache.parquet'],
    ] as const) {
      const named = await query('SELECT 7 AS a', `/query?format=${format}`);
      expect(named.headers.get('content-type')).toBe(type);
      const accepted = await query('SELECT 7 AS a', '/query', {
        accept: `text/html, ${type};q=0.9, application/json;q=0.1`,
      });
      expect(accepted.headers.get('content-type')).toBe(type);
      const [one, other] = [await named.arrayBuffer(), await accepted.arrayBuffer()];
      expect(one.byteLength).toBe(other.byteLength);
      if (format === 'arrow') expect(tableFromIPC(new Uint8Array(one)).toArray().map(String)).toEqual(['{"a": 7}']);
      if (format === 'parquet') expect(Buffer.from(one).subarray(0, 4).toString()).toBe('PAR1');
    }
    expect((await query('SELECT 1', '/query?format=xml')).status).toBe(400);
  });

  test('packs text for who takes gzip', async () => {
    const sql = 'SELECT * FROM UNNEST(sequence(1, 10000)) AS t (x)';
    const packed = await query(sql, '/query?format=csv', { 'accept-encoding': 'gzip' });
    expect(packed.headers.get('content-encoding')).toBe('gzip');
    expect((await packed.text()).split('\n')).toHaveLength(10_002);
    const plain = await query(sql, '/query?format=csv', { 'accept-encoding': 'gzip;q=0' });
    expect(plain.headers.get('content-encoding')).toBeNull();
    await plain.text();
  });
});

describe('failures of POST /query', () => {
  test('tell their name, place and status', async () => {
    const wrong = await query('SELECT x FROM nowhere');
    expect(wrong.status).toBe(400);
    expect(await wrong.json()).toMatchObject({
      error: {
        name: 'TABLE_NOT_FOUND',
        code: 46,
        type: 'USER_ERROR',
        line: 1,
        column: 15,
        queryId: expect.any(String),
      },
    });
    for (const body of ['', '{', { sql: 5 }, { sql: 'SELECT 1', other: 1 }, []] as const) {
      const response = await query(body as object, '/query', { 'content-type': 'application/json' });
      expect(response.status).toBe(400);
      expect(((await response.json()) as { error: { name: string } }).error.name).toBe('GENERIC_USER_ERROR');
    }
  });

  test('break the answer off after the first rows', async () => {
    const response = await query(
      'SELECT 1 / (1500000 - x * 1000 - y) FROM UNNEST(sequence(1, 2000)) AS s (x) CROSS JOIN UNNEST(sequence(1, 1000)) AS t (y)',
      '/query?format=csv',
    );
    await expect(response.text()).rejects.toThrow();
  });

  test('Arrow parts of any size are one stream', async () => {
    const sql =
      "SELECT x, CAST(x AS varchar) AS text, nullif(x % 3, 0) AS rest, rpad('', 100, 'y') AS wide FROM UNNEST(sequence(1, 9999)) AS t (x)";
    const table = tableFromIPC(new Uint8Array(await (await query(sql, '/query?format=arrow')).arrayBuffer()));
    expect(table.numRows).toBe(9999);
    const rows = table.toArray().map((row) => [row.x, row.text, row.rest, row.wide.length]);
    for (const [x, text, rest, width] of rows) {
      expect([String(x), width]).toEqual([text, 100]);
      expect(rest).toEqual(Number(x) % 3 === 0 ? null : expect.anything());
    }
    expect(new Set(rows.map(([x]) => Number(x))).size).toBe(9999);
  });

  test.each(['csv', 'arrow'])('a client that goes away ends its statement (%s)', async (format) => {
    const going = new AbortController();
    const sql = 'SELECT x FROM UNNEST(sequence(1, 10000)) AS s (x) CROSS JOIN UNNEST(sequence(1, 10000)) AS t (y)';
    const response = await fetch(`${server.url}/query?format=${format}`, {
      method: 'POST',
      body: sql,
      signal: going.signal,
    });
    const id = response.headers.get('x-lakelet-query-id')!;
    expect(lake.statements.find(id)).toBeDefined();
    going.abort();
    await expect.poll(() => lake.statements.find(id), { timeout: 10_000 }).toBeUndefined();
  });
});

test('HEAD of a query tells the form and leaves no statement', async () => {
  const sql = 'SELECT x FROM UNNEST(sequence(1, 10000)) AS s (x) CROSS JOIN UNNEST(sequence(1, 10000)) AS t (y)';
  const response = await fetch(`${server.url}/query?format=csv&sql=${encodeURIComponent(sql)}`, { method: 'HEAD' });
  expect(response.status).toBe(200);
  expect(response.headers.get('content-type')).toContain('text/csv');
  const id = response.headers.get('x-lakelet-query-id')!;
  await expect.poll(() => lake.statements.find(id), { timeout: 10_000 }).toBeUndefined();
});

describe('GET /query', () => {
  test('reads, and changes nothing', async () => {
    expect(
      await (await get(`/query?format=csv&sql=${encodeURIComponent('SELECT ? AS a')}&parameters=[5]`)).text(),
    ).toBe('a\n5\n');
    const changing = await get(`/query?sql=${encodeURIComponent('CREATE TABLE forbidden AS SELECT 1 AS a')}`);
    expect(changing.status).toBe(403);
    expect(await changing.json()).toMatchObject({ error: { name: 'READ_ONLY_VIOLATION' } });
    expect((await get('/query')).status).toBe(400);
  });
});

describe('statements that run by themselves', () => {
  interface Described {
    readonly id: string;
    readonly state: string;
    readonly links: { readonly self: string; readonly result?: string };
    readonly error?: { readonly name: string };
  }
  const described = async (path: string): Promise<Described> => (await (await get(path)).json()) as Described;
  const ended = async (path: string): Promise<Described> => {
    await expect
      .poll(async () => (await described(path)).state, { timeout: 20_000 })
      .toMatch(/^(SUCCEEDED|FAILED|CANCELLED)$/);
    return described(path);
  };

  test('keep their result until it is deleted', async () => {
    const response = await query('SELECT 5 AS a', '/query?async=true&format=csv');
    expect(response.status).toBe(202);
    const { links } = (await response.json()) as Described;
    expect(response.headers.get('location')).toBe(links.self);
    const { state, links: later } = await ended(links.self);
    expect(state).toBe('SUCCEEDED');
    for (let time = 0; time < 2; time++) expect(await (await get(later.result!)).text()).toBe('a\n5\n');
    // Another principal does not see it.
    expect((await get(links.self, { 'x-trino-user': 'eve' })).status).toBe(404);
    expect((await fetch(`${server.url}${links.self}`, { method: 'DELETE' })).status).toBe(204);
    expect((await get(links.self)).status).toBe(404);
  });

  test('tell why they failed', async () => {
    const { links } = (await (await query('SELECT 1/0', '/query?async=true')).json()) as Described;
    const { state, error } = await ended(links.self);
    expect([state, error?.name]).toEqual(['FAILED', 'DIVISION_BY_ZERO']);
    expect((await get(`${links.self}/result`)).status).toBe(409);
  });

  test('end when they are deleted', async () => {
    const sql =
      'SELECT count(*) FROM UNNEST(sequence(1, 10000)) AS s (x), UNNEST(sequence(1, 10000)) AS t (y), UNNEST(sequence(1, 10000)) AS u (z) WHERE x * y > z';
    const { id, links } = (await (await query(sql, '/query?async=true')).json()) as Described;
    expect(lake.statements.find(id)).toBeDefined();
    expect((await fetch(`${server.url}${links.self}`, { method: 'DELETE' })).status).toBe(204);
    expect(lake.statements.find(id)).toBeUndefined();
  });
});

describe('what watchers ask', () => {
  test('health, metrics, the description of the doors', async () => {
    expect(await (await get('/health')).json()).toEqual({ status: 'ok' });
    await (await query('SELECT 1')).text();
    const metrics = await (await get('/metrics')).text();
    expect(metrics).toMatch(/^lakelet_statements_total\{state="SUCCEEDED",type="DML"\} \d+$/m);
    expect(metrics).toMatch(/^lakelet_http_requests_total\{method="POST",status="200"\} \d+$/m);
    expect(metrics).toMatch(/^lakelet_http_connections \d+$/m);
    const document = (await (await get('/openapi.json')).json()) as { openapi: string; paths: object };
    expect(document.openapi).toBe('3.1.0');
    expect(Object.keys(document.paths)).toContain('/query');
  });
});
