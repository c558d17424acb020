import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import presto from 'presto-client';
import { BasicAuth, Trino } from 'trino-client';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Lake } from '../../src/engine/lake.js';
import { type LakeServer, startServer } from '../../src/server/server.js';

let lake: Lake;
let server: LakeServer;
beforeAll(async () => {
  lake = await Lake.open(undefined, { threads: 2 });
  server = await startServer(lake, { port: 0 });
});
afterAll(async () => {
  await server.stop();
  await lake.close();
});

const manyRows = 'SELECT x, y FROM UNNEST(sequence(1, 100)) a(x), UNNEST(sequence(1, 100)) b(y)';

describe('trino-client', () => {
  const rowsOf = async (trino: Trino, sql: string): Promise<unknown[][]> => {
    const rows: unknown[][] = [];
    for await (const { data, error } of await trino.query(sql)) {
      if (error) throw new Error(`${error.errorName}: ${error.message}`);
      rows.push(...(data ?? []));
    }
    return rows;
  };

  test('reads rows, changes its session and prepares statements', async () => {
    const trino = Trino.create({
      server: server.url,
      catalog: 'awsdatacatalog',
      schema: 'default',
      auth: new BasicAuth('carol'),
    });
    expect(await rowsOf(trino, 'SELECT current_user, 1.5')).toEqual([['carol', '1.5']]);
    expect(await rowsOf(trino, manyRows)).toHaveLength(10_000);
    await rowsOf(trino, 'USE system.jdbc');
    expect(await rowsOf(trino, 'SELECT * FROM table_types ORDER BY 1')).toEqual([['TABLE'], ['VIEW']]);
    await rowsOf(trino, 'PREPARE q FROM SELECT ? + 1');
    expect(await rowsOf(trino, 'EXECUTE q USING 41')).toEqual([[42]]);
    await expect(rowsOf(trino, 'SELECT nope')).rejects.toThrow(/COLUMN_NOT_FOUND: line 1:8/);
  });

  test('needs no user', async () => {
    expect(await rowsOf(Trino.create({ server: server.url }), 'SELECT 1')).toEqual([[1]]);
  });
});

describe('presto-client', () => {
  test.each(['trino', 'presto'] as const)('reads rows as %s', async (engine) => {
    const client = new presto.Client({
      host: '127.0.0.1',
      port: server.port,
      user: 'dave',
      engine,
      catalog: 'system',
      schema: 'jdbc',
    });
    const run = (query: string): Promise<{ columns: string[]; rows: unknown[][] }> =>
      new Promise((resolve, reject) => {
        const columns: string[] = [];
        const rows: unknown[][] = [];
        client.execute({
          query,
          columns: (error, names) => (error ? reject(error) : columns.push(...names.map(({ name }) => name))),
          data: (error, data) => (error ? reject(error) : rows.push(...data)),
          success: () => resolve({ columns, rows }),
          error: reject,
        });
      });
    expect((await run('SELECT * FROM table_types ORDER BY 1')).rows).toEqual([['TABLE'], ['VIEW']]);
    expect((await run('SELECT current_user AS who')).rows).toEqual([['dave']]);
    expect((await run(manyRows)).rows).toHaveLength(10_000);
    await expect(run('SELECT nope')).rejects.toMatchObject({
      message: expect.stringContaining("Column 'nope' cannot be resolved"),
    });
  });
});

test('curl', async () => {
  const curl = async (...args: string[]) => (await promisify(execFile)('curl', ['-sS', ...args])).stdout;
  const url = `${server.url}/v1/statement`;
  expect(JSON.parse(await curl('--data', 'SELECT 1 AS one', url))).toMatchObject({ stats: expect.anything() });
  const h2 = await curl(
    '--http2-prior-knowledge',
    '-w',
    '%{http_version}',
    '-o',
    '/dev/null',
    '--data',
    'SELECT 1',
    url,
  );
  expect(h2).toBe('2');
  expect(await curl('-I', '-o', '/dev/null', '-w', '%{http_code}', url)).toBe('200');
});
