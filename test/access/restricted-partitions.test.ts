import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Lake } from '../../src/index.js';
import { askingAs, noFailure } from '../asking.js';

// Which partitions exist for whom.

let folder: string;
let lake: Lake;
const { rowsAs, errorAs } = askingAs(() => lake);

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lakelet-partitions-'));
  lake = await Lake.open(folder, { threads: 1, memoryLimit: '64MiB', admins: ['alice'] });
  for (const sql of [
    `CREATE TABLE sales WITH (partitioned_by = ARRAY['region', 'month']) AS
       SELECT price, region, month FROM (VALUES (5, 'north', 1), (50, 'north', 2), (60, 'south', 1), (7, 'west', NULL)) AS t (price, region, month)`,
    'CREATE DATA FILTER cheap ON sales WHERE price < 10',
    "CREATE DATA FILTER north ON sales WHERE region = 'north'",
    'GRANT SELECT ON DATA FILTER cheap ON sales TO USER bob',
    'GRANT SELECT ON DATA FILTER north ON sales TO USER nor',
    'GRANT SELECT (price, region) ON sales TO USER cal',
    'GRANT SELECT (price) ON sales TO USER pat',
    'GRANT SELECT ON sales TO USER all',
    'GRANT DESCRIBE ON sales TO USER dan',
  ])
    await rowsAs('alice', sql);
});

afterAll(async () => {
  await lake.close();
  await rm(folder, { recursive: true, force: true });
});

const all = [
  'region=north/month=1',
  'region=north/month=2',
  'region=south/month=1',
  'region=west/month=__HIVE_DEFAULT_PARTITION__',
];

test.each([
  ['all', all],
  ['dan', all],
  ['bob', [all[0], all[3]]],
  ['nor', [all[0], all[1]]],
  ['cal', ['region=north', 'region=south', 'region=west']],
])('SHOW PARTITIONS for %s', async (principal, names) => {
  expect((await rowsAs(principal, 'SHOW PARTITIONS sales')).flat()).toEqual(names);
});

test('SHOW PARTITIONS of some', async () => {
  expect(await rowsAs('bob', "SHOW PARTITIONS sales PARTITION (region = 'north')")).toEqual([[all[0]]]);
  expect(await rowsAs('cal', "SHOW PARTITIONS sales PARTITION (region = 'west')")).toEqual([['region=west']]);
  const hidden = await errorAs('cal', 'SHOW PARTITIONS sales PARTITION (month = 1)');
  expect(hidden.replace('month', 'nope')).toBe(await errorAs('cal', 'SHOW PARTITIONS sales PARTITION (nope = 1)'));
  expect(hidden).not.toBe(noFailure);
  expect(await errorAs('pat', 'SHOW PARTITIONS sales')).toContain('INVALID_DDL');
});

test.each([
  [
    'all',
    [
      ['north', 1],
      ['north', 2],
      ['south', 1],
      ['west', null],
    ],
  ],
  [
    'bob',
    [
      ['north', 1],
      ['west', null],
    ],
  ],
  [
    'nor',
    [
      ['north', 1],
      ['north', 2],
    ],
  ],
  ['cal', [['north'], ['south'], ['west']]],
])('"sales$partitions" for %s', async (principal, rows) => {
  expect(
    await rowsAs(
      principal,
      'SELECT * FROM "sales$partitions" ORDER BY 1, 2 NULLS LAST'.replace(', 2', principal === 'cal' ? '' : ', 2'),
    ),
  ).toEqual(rows);
});

test('"sales$partitions" is missing without SELECT, and without a key that is shown', async () => {
  for (const principal of ['dan', 'pat', 'alice2'])
    expect(await errorAs(principal, 'SELECT * FROM "sales$partitions"')).toMatch(/^(?:TABLE|SCHEMA)_NOT_FOUND:/);
});
