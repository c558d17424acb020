import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import presto from 'presto-client';
import { BasicAuth, Trino } from 'trino-client';
import { expect } from 'vitest';

/** Uses a server by a client that `npm install` brought, or by curl. */
export type ClientWalk = (url: string) => Promise<void>;

const manyRows = 'SELECT x, y FROM UNNEST(sequence(1, 100)) a(x), UNNEST(sequence(1, 100)) b(y)';
const manyMany = 'UNNEST(sequence(1, 10000)) a(x), UNNEST(sequence(1, 10000)) b(y), UNNEST(sequence(1, 10000)) c(z)';
const endless = `SELECT count(*) FROM ${manyMany}`;
const endlessRows = `SELECT x, y, z FROM ${manyMany}`;

async function rowsOf(trino: Trino, sql: string): Promise<unknown[][]> {
  const rows: unknown[][] = [];
  for await (const { data, error } of await trino.query(sql)) {
    if (error) throw new Error(`${error.errorName}: ${error.message}`);
    rows.push(...(data ?? []));
  }
  return rows;
}

const trinoClient: ClientWalk = async (server) => {
  const trino = Trino.create({ server, catalog: 'awsdatacatalog', schema: 'default', auth: new BasicAuth('carol') });
  expect(await rowsOf(trino, 'SELECT current_user, 1.5')).toEqual([['carol', '1.5']]);
  expect(await rowsOf(trino, manyRows)).toHaveLength(10_000);
  await rowsOf(trino, 'USE system.jdbc');
  expect(await rowsOf(trino, 'SELECT * FROM table_types ORDER BY 1')).toEqual([['TABLE'], ['VIEW']]);
  await rowsOf(trino, 'PREPARE q FROM SELECT ? + 1');
  expect(await rowsOf(trino, 'EXECUTE q USING 41')).toEqual([[42]]);
  await expect(rowsOf(trino, 'SELECT nope')).rejects.toThrow(/COLUMN_NOT_FOUND: line 1:8/);
  expect(await rowsOf(Trino.create({ server }), 'SELECT 1')).toEqual([[1]]);
  await cancelled(trino);
};

/** `cancel` asks for the end by the query's id, which comes with the first rows; the reader then gets the failure. */
async function cancelled(trino: Trino): Promise<void> {
  const pages = await trino.query(endlessRows);
  const first = await pages.next();
  const { id } = first.value as { readonly id: string };
  expect(await trino.queryInfo(id)).toMatchObject({ queryId: id, query: endlessRows });
  expect(await trino.cancel(id)).toEqual({ id });
  let failure: string | undefined;
  for await (const { error } of pages) failure = error?.errorName;
  expect(failure).toBe('USER_CANCELED');
  expect(await trino.queryInfo(id)).toMatchObject({ state: 'FAILED' });
}

interface PrestoRows {
  readonly columns: readonly string[];
  readonly rows: readonly unknown[][];
}

const prestoClient =
  (engine: 'trino' | 'presto'): ClientWalk =>
  async (url) => {
    const { hostname: host, port } = new URL(url);
    const place = { catalog: 'system', schema: 'jdbc' };
    const client = new presto.Client({ host, port: Number(port), user: 'dave', engine, ...place, checkInterval: 20 });
    const run = (query: string, cancel: () => boolean = () => false): Promise<PrestoRows> =>
      new Promise((resolve, reject) => {
        const columns: string[] = [];
        const rows: unknown[][] = [];
        client.execute({
          query,
          cancel,
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
    await expect(run(endless, () => true)).rejects.toEqual({ message: 'query fetch canceled by operation' });
  };

interface CurlPage {
  readonly nextUri?: string;
  readonly data?: readonly unknown[][];
}

const curl: ClientWalk = async (url) => {
  const ask = async (...args: string[]): Promise<string> =>
    (await promisify(execFile)('curl', ['-sS', '-A', 'curl', ...args])).stdout;
  const statement = `${url}/v1/statement`;
  const rows: unknown[][] = [];
  let page = JSON.parse(await ask('--data', "SELECT 'x' AS one", statement)) as CurlPage;
  for (;;) {
    rows.push(...(page.data ?? []));
    if (page.nextUri === undefined) break;
    page = JSON.parse(await ask(page.nextUri)) as CurlPage;
  }
  expect(rows).toEqual([['x']]);
  expect(await ask('-I', '-o', '/dev/null', '-w', '%{http_code}', statement)).toBe('200');
  expect(JSON.parse(await ask(`${url}/v1/info`))).toMatchObject({ starting: false });
  const { nextUri } = JSON.parse(await ask('--data', endless, statement)) as CurlPage;
  expect(await ask('-X', 'DELETE', '-w', '%{http_code}', nextUri!)).toBe('204');
  expect(await ask('-o', '/dev/null', '-w', '%{http_code}', '--data', '', statement)).toBe('400');
};

/** Lists the clients by name. */
export const npmWalks: Readonly<Record<string, ClientWalk>> = {
  'trino-client': trinoClient,
  'presto-client': prestoClient('trino'),
  'presto-client as presto': prestoClient('presto'),
  curl,
};
