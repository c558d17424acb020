import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { AuditLog, auditSchema } from '../../src/access/audit-log.js';
import { CatalogConnection } from '../../src/catalog/catalog-connection.js';
import { Lake } from '../../src/index.js';

// A log of more entries than a plan holds is read into a file, which queries scan. AUDIT_COUNT says how many entries: 1000000 is what it is for.
const count = Number(process.env.AUDIT_COUNT ?? 25_000);
const firstMillis = Date.UTC(2026, 0, 1);

let folder: string;
let lake: Lake;
/** Of the entries that are made here: the lake itself has noted who its administrators are. */
let firstId: number;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lakelet-large-audit-'));
  // Spilled files lie here, apart from those of other tests.
  process.env.TMPDIR = folder;
  const options = { threads: 2, memoryLimit: '256MiB', admins: ['alice'] } as const;
  await (await Lake.open(folder, options)).close();
  const log = new AuditLog(() => CatalogConnection.open(join(folder, 'audit.db'), auditSchema));
  for (let index = 0; index < count; index++)
    log.add({
      atMillis: firstMillis + index * 1000,
      principal: index % 5 === 0 ? 'bob' : `user ${index % 7}`,
      action: 'SELECT',
      object: `table d.t${index % 11}`,
      columns: index % 3 === 0 ? undefined : ['a', `b${index % 2}`],
      rowFilterApplied: index % 4 === 0,
      isAllowed: true,
    });
  log.write();
  firstId = [...log.pages()].flat().find(({ object }) => object === 'table d.t0')!.id;
  log.close();
  lake = await Lake.open(folder, options);
}, 600_000);

afterAll(async () => {
  await lake.close();
  await rm(folder, { recursive: true, force: true });
});

const rowsOf = async (sql: string, principal = 'alice'): Promise<readonly (readonly unknown[])[]> =>
  (await lake.session({ principal }).query(sql)).toArrays();
const mine = `object LIKE 'table d.t%'`;

test('each entry is counted, also by who sees only what was decided about it', async () => {
  expect(await rowsOf(`SELECT count(*), count(DISTINCT id), min(ts) FROM system.audit WHERE ${mine}`)).toEqual([
    [BigInt(count), BigInt(count), expect.anything()],
  ]);
  expect(
    await rowsOf('SELECT principal, count(*) FROM system.audit WHERE id + 0 < 1000000000 GROUP BY 1', 'bob'),
  ).toEqual([['bob', BigInt(Math.ceil(count / 5))]]);
});

test('rows that come by a file are those that a plan holds', async () => {
  const first = Math.floor(count / 2);
  const within = `BETWEEN ${first} AND ${first + 2000}`;
  const held = await rowsOf(`SELECT * FROM system.audit WHERE id ${within} ORDER BY id`);
  expect(held).toHaveLength(2001);
  expect(await rowsOf(`SELECT * FROM system.audit WHERE id + 0 ${within} ORDER BY id`)).toEqual(held);
  const shown = (sql: string): Promise<string> => rowsOf(`EXPLAIN ${sql}`).then((rows) => rows.join('\n'));
  expect(await shown(`SELECT * FROM system.audit WHERE id ${within}`)).toContain('Values');
  expect(await shown(`SELECT * FROM system.audit WHERE id + 0 ${within}`)).toContain(
    'Scan [awsdatacatalog.system.audit]',
  );
});

test('the newest and the oldest of a time are found', async () => {
  const from = new Date(firstMillis + 3_600_000).toISOString().slice(0, 19).replace('T', ' ');
  const later = `ts >= TIMESTAMP '${from} UTC' AND ${mine}`;
  expect(await rowsOf(`SELECT id FROM system.audit WHERE ${later} ORDER BY id LIMIT 2`)).toEqual([
    [BigInt(firstId + 3600)],
    [BigInt(firstId + 3601)],
  ]);
  expect(await rowsOf(`SELECT id FROM system.audit WHERE ${later} ORDER BY ts DESC LIMIT 2`)).toEqual([
    [BigInt(firstId + count - 1)],
    [BigInt(firstId + count - 2)],
  ]);
  expect(await rowsOf('SELECT id FROM system.audit LIMIT 3')).toHaveLength(3);
});

test('the log joins itself, and is read in subqueries', async () => {
  const next = `FROM system.audit a JOIN system.audit b ON b.id = a.id + 1 AND b.ts > a.ts WHERE a.${mine} AND b.${mine}`;
  expect(await rowsOf(`SELECT count(*) ${next}`)).toEqual([[BigInt(count - 1)]]);
  expect(
    await rowsOf(
      `WITH l AS (SELECT * FROM system.audit WHERE ${mine}) SELECT id FROM l WHERE id = (SELECT max(id) FROM l)`,
    ),
  ).toEqual([[BigInt(firstId + count - 1)]]);
});

test('the file goes with its statement, also with one that fails', async () => {
  const written = async (): Promise<readonly string[]> => {
    const folders = (await readdir(tmpdir())).filter((name) => name.startsWith('lakelet-spill-'));
    const names = await Promise.all(folders.map((name) => readdir(join(tmpdir(), name)).catch(() => [])));
    return names.flat().filter((name) => name.startsWith('registered-'));
  };
  await expect(rowsOf('SELECT 1 / (id - id) FROM system.audit')).rejects.toThrow('Division by zero');
  await expect.poll(written).toEqual([]);
});
