import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Lake } from '../../src/index.js';
import { askingAs, noFailure } from '../asking.js';

// What several data filters of one principal show together, over JSON files, beside LF-Tags, and of nested columns.

let lake: Lake;
let folder: string;
const { rowsAs, errorAs } = askingAs(() => lake);

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'lakelet-filter-rules-'));
  writeFileSync(
    join(folder, 'a.json'),
    [1, 2, 3, 4].map((i) => JSON.stringify({ i, s: `s${i}`, o: { zip: `800${i}`, n: i } })).join('\n'),
  );
  lake = await Lake.open(undefined, {
    threads: 1,
    memoryLimit: '64MiB',
    admins: ['alice'],
    dataLocations: [folder],
  });
  for (const sql of [
    'CREATE TABLE t AS SELECT i, i * 10 AS a, i * 100 AS b, i % 3 AS c FROM UNNEST(sequence(1, 30)) s(i)',
    `CREATE EXTERNAL TABLE j (i int, s string, o struct<zip:string,n:int>)
       ROW FORMAT SERDE 'org.apache.hive.hcatalog.data.JsonSerDe' LOCATION '${folder}/'`,
    'CREATE TABLE n AS SELECT i, CAST(ROW(i, ROW(i * 2)) AS row(id bigint, deep row(er bigint))) AS o FROM UNNEST(sequence(1, 4)) s(i)',
    "CREATE TAG level VALUES ('open', 'closed')",
  ])
    expect(await errorAs('alice', sql), sql).toBe(noFailure);
});

afterAll(async () => {
  await lake.close();
  rmSync(folder, { recursive: true });
});

async function grantFilter(table: string, name: string, what: string, user: string): Promise<void> {
  for (const sql of [
    `CREATE DATA FILTER ${name} ON ${table} ${what}`,
    `GRANT SELECT ON DATA FILTER ${name} ON ${table} TO USER ${user}`,
  ])
    expect(await errorAs('alice', sql), sql).toBe(noFailure);
}

test('of ten filters each row and each value is shown that one of them shows', async () => {
  // Filter k shows the rows 3k, 3k + 1; the even ones without b, the odd ones without a.
  for (let k = 0; k < 10; k++)
    await grantFilter('t', `f${k}`, `COLUMNS (i, c, ${k % 2 ? 'b' : 'a'}) WHERE i IN (${3 * k}, ${3 * k + 1})`, 'bob');
  // Rows 3 and 6 by another filter, with both.
  await grantFilter('t', 'both', 'WHERE i BETWEEN 6 AND 6 OR i = 3', 'bob');
  const shown = [];
  for (let i = 1; i <= 30; i++) {
    if (i % 3 === 2 || i >= 30) continue;
    const [isOdd, isBoth] = [Math.floor(i / 3) % 2 === 1, i === 3 || i === 6];
    shown.push([BigInt(i), isOdd && !isBoth ? null : BigInt(i * 10), isOdd || isBoth ? BigInt(i * 100) : null]);
  }
  expect(await rowsAs('bob', 'SELECT i, a, b FROM t ORDER BY i')).toEqual(shown);
  const counts = [
    shown.length,
    shown.filter(([, a]) => a !== null).length,
    shown.filter(([, , b]) => b !== null).length,
  ];
  expect(await rowsAs('bob', 'SELECT count(*), count(a), count(b) FROM t')).toEqual([counts.map(BigInt)]);
  // A value that is not shown is NULL to conditions, too.
  expect(await rowsAs('bob', 'SELECT i FROM t WHERE a = 40 OR b = 10000')).toEqual([]);
  expect(await rowsAs('alice', 'SELECT i FROM t WHERE a = 40')).toEqual([[4n]]);
  await rowsAs('alice', 'REVOKE SELECT ON DATA FILTER both ON t FROM USER bob');
  expect(await rowsAs('bob', 'SELECT i, a FROM t WHERE i IN (3, 6)')).toEqual([
    [3n, null],
    [6n, 60n],
  ]);
});

// Lake Formation has no filters over Hive's JSON files: nothing of ours stands against them.
test('rows, columns and fields of JSON files are filtered as those of others', async () => {
  await grantFilter('j', 'fields', "COLUMNS (i, o) WHERE o.zip = '8002' OR o.n > 3", 'bob');
  expect(await rowsAs('bob', 'SELECT * FROM j ORDER BY i')).toEqual([
    [2, ['8002', 2]],
    [4, ['8004', 4]],
  ]);
  expect(await rowsAs('bob', 'SELECT count(*), max(o.n) FROM j')).toEqual([[2n, 4]]);
  expect(await errorAs('bob', 'SELECT s FROM j')).toContain("Column 's' cannot be resolved");
  expect(await rowsAs('bob', 'SELECT i FROM j WHERE 1 / (i - 1) > 0 ORDER BY 1')).toEqual([[2]]);
});

test('what is granted by tags and by filters adds up', async () => {
  await grantFilter('t', 'low', 'COLUMNS (i, a) WHERE i <= 2', 'cal');
  await rowsAs('alice', "ALTER TABLE t COLUMN c SET TAGS (level = 'open')");
  await rowsAs('alice', "GRANT SELECT ON TAGS (level = 'open') TO USER cal");
  expect(await rowsAs('cal', 'SELECT count(*), count(i), count(a), count(c) FROM t')).toEqual([[30n, 2n, 2n, 30n]]);
  expect(await errorAs('cal', 'SELECT b FROM t')).toContain("Column 'b' cannot be resolved");
  await rowsAs('alice', "ALTER TABLE t SET TAGS (level = 'open')");
  expect(await rowsAs('cal', 'SELECT count(i), count(b) FROM t')).toEqual([[30n, 30n]]);
  await rowsAs('alice', "ALTER TABLE t SET TAGS (level = 'closed')");
  await rowsAs('alice', 'ALTER TABLE t COLUMN c UNSET TAGS (level)');
  expect(await rowsAs('cal', 'SELECT * FROM t ORDER BY 1')).toEqual([
    [1n, 10n],
    [2n, 20n],
  ]);
});

test('a condition may name fields of a nested column, a list of columns only whole ones', async () => {
  expect(await errorAs('alice', 'CREATE DATA FILTER bad ON n COLUMNS (o.id)')).toMatch(/^SYNTAX_ERROR/);
  expect(await errorAs('alice', 'CREATE DATA FILTER bad ON n WHERE o.nope = 1')).not.toBe(noFailure);
  expect(await errorAs('alice', 'CREATE DATA FILTER bad ON n WHERE o.deep = 1')).not.toBe(noFailure);
  await grantFilter('n', 'one', 'COLUMNS (i) WHERE i = 1', 'bob');
  await grantFilter('n', 'deep', 'COLUMNS (i, o) WHERE o.deep.er >= 6', 'bob');
  expect(await rowsAs('bob', 'SELECT i, o.deep.er, o IS NULL FROM n ORDER BY i')).toEqual([
    [1n, null, true],
    [3n, 6n, false],
    [4n, 8n, false],
  ]);
  expect(await rowsAs('bob', 'SELECT sum(o.id), count(o) FROM n')).toEqual([[7n, 2n]]);
});
