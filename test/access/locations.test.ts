import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Lake, LakeError } from '../../src/index.js';

// Nobody comes to the files of others by a table of his own: kim may make tables in `default`, where alice's are.

let folder: string;
let lake: Lake;
let secrets: string;
let data: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lakelet-locations-'));
  data = join(folder, 'data', 'default');
  secrets = join(data, 'hidden');
  await mkdir(join(folder, 'elsewhere'), { recursive: true });
  lake = await Lake.open(folder, { threads: 1, memoryLimit: '64MiB', admins: ['alice'] });
  for (const sql of [
    `CREATE TABLE secrets WITH (external_location = '${secrets}', partitioned_by = ARRAY['b']) AS SELECT 1 AS a, 2 AS b`,
    `CREATE TABLE shown WITH (external_location = '${join(data, 'shown')}') AS SELECT 1 AS a`,
    'GRANT CREATE_TABLE ON SCHEMA default TO USER kim',
    'GRANT SELECT ON shown TO USER kim',
    "CREATE TAG level VALUES ('open')",
    'GRANT ASSOCIATE ON TAG level TO USER kim',
    'GRANT GRANT_WITH_LF_TAG_EXPRESSION ON TAG level TO USER kim',
  ])
    expect(await outcomeAs('alice', sql), sql).not.toMatch(/^[A-Z_]+$/);
  await outcomeAs('kim', 'CREATE TABLE own AS SELECT 1 AS a');
});

afterAll(async () => {
  await lake.close();
  await rm(folder, { recursive: true, force: true });
});

async function outcomeAs(principal: string, sql: string): Promise<string> {
  try {
    const result = await lake.session({ principal }).query(sql);
    return JSON.stringify(await result.toArrays(), (_key, value) =>
      typeof value === 'bigint' ? Number(value) : value,
    );
  } catch (error) {
    if (error instanceof LakeError) return error.name;
    throw error;
  }
}

const external = (name: string, location: string): string =>
  `CREATE EXTERNAL TABLE ${name} (a int) PARTITIONED BY (b int) STORED AS PARQUET LOCATION '${location}'`;

test('a table over what only others may read', async () => {
  for (const location of [secrets, `${secrets}/b=2`, data, `${data}/`, join(folder, 'elsewhere')])
    expect(await outcomeAs('kim', external('t', location)), location).toBe('PERMISSION_DENIED');
  expect(await outcomeAs('kim', external('t', `${data}/shown/../hidden`))).toBe('PERMISSION_DENIED');
  expect(await outcomeAs('kim', external('over_shown', join(data, 'shown')))).toBe('[[true]]');
  expect(await outcomeAs('kim', external('fresh', join(data, 'fresh')))).toBe('[[true]]');
});

test('a partition, or a moved table, over such files', async () => {
  const add = (location: string) => `ALTER TABLE fresh ADD PARTITION (b = 5) LOCATION '${location}'`;
  expect(await outcomeAs('kim', add(`${secrets}/b=2`))).toBe('PERMISSION_DENIED');
  expect(await outcomeAs('kim', add(`${data}/fresh/../hidden/b=2`))).toBe('PERMISSION_DENIED');
  expect(await outcomeAs('kim', add(`${data}/fresh/b=5`))).toBe('[[true]]');
  expect(await outcomeAs('kim', `ALTER TABLE fresh PARTITION (b = 5) SET LOCATION '${secrets}/b=2'`)).toBe(
    'PERMISSION_DENIED',
  );
  expect(await outcomeAs('kim', `ALTER TABLE fresh SET LOCATION '${secrets}'`)).toBe('PERMISSION_DENIED');
  const template = `ALTER TABLE fresh SET TBLPROPERTIES ('storage.location.template' = '${secrets}/b=\${b}')`;
  expect(await outcomeAs('kim', template)).toBe('PERMISSION_DENIED');
});

test('a grant on the folder allows it, and what is in it', async () => {
  const unload = `UNLOAD (SELECT 1 AS a) TO '${join(folder, 'elsewhere', 'out')}' WITH (format = 'PARQUET')`;
  expect(await outcomeAs('kim', unload)).toBe('PERMISSION_DENIED');
  await outcomeAs('alice', `GRANT DATA_LOCATION_ACCESS ON LOCATION '${join(folder, 'elsewhere')}' TO USER kim`);
  expect(await outcomeAs('kim', unload)).toBe('[[1]]');
  expect(await outcomeAs('kim', external('there', join(folder, 'elsewhere', 'x')))).toBe('[[true]]');
  expect(await outcomeAs('kim', external('tricky', `${join(folder, 'elsewhere')}/../data/default/hidden`))).toBe(
    'PERMISSION_DENIED',
  );
});

test('tags: who alters the table may give it one, who may grant by a tag grants on it', async () => {
  expect(await outcomeAs('kim', "ALTER TABLE shown SET TAGS (level = 'open')")).toBe('PERMISSION_DENIED');
  expect(await outcomeAs('kim', "ALTER TABLE own SET TAGS (level = 'open')")).toBe('[[true]]');
  expect(await outcomeAs('lea', "GRANT SELECT ON TAGS (level = 'open') TO USER zoe")).toBe('PERMISSION_DENIED');
  expect(await outcomeAs('kim', "GRANT SELECT ON TAGS (level = 'open') TO USER zoe")).toBe('[[true]]');
  expect(await outcomeAs('zoe', 'SELECT * FROM own')).toBe('[[1]]');
  const values = Array.from({ length: 1001 }, (_, index) => `'v${index}'`).join(', ');
  expect(await outcomeAs('alice', `CREATE TAG many VALUES (${values})`)).toBe('INVALID_ARGUMENTS');
});

test('SUPER_USER on the catalog is all of it', async () => {
  expect(await outcomeAs('max', 'SELECT a FROM secrets')).toBe('SCHEMA_NOT_FOUND');
  await outcomeAs('alice', 'GRANT SUPER_USER ON CATALOG TO USER max');
  expect(await outcomeAs('max', 'SELECT a FROM secrets')).toBe('[[1]]');
  expect(await outcomeAs('max', 'CREATE TABLE maxs AS SELECT 1 AS a')).toBe('[[1]]');
  expect(await outcomeAs('max', 'DROP TABLE maxs')).toBe('[[true]]');
});

test('properties that name a hidden column are hidden with it', async () => {
  await outcomeAs(
    'alice',
    "ALTER TABLE secrets SET TBLPROPERTIES ('note' = 'see b', 'avro.schema.literal' = '{}', 'numRows' = '1', 'plain' = 'x')",
  );
  await outcomeAs('alice', 'GRANT SELECT (a) ON secrets TO USER ann');
  const shown = await outcomeAs('ann', 'SHOW TBLPROPERTIES secrets');
  expect(shown).toContain('plain');
  expect(shown).not.toMatch(/note|avro|numRows/);
  expect(await outcomeAs('ann', 'SHOW CREATE TABLE secrets')).not.toMatch(/note|avro/);
  expect(await outcomeAs('alice', 'SHOW TBLPROPERTIES secrets')).toMatch(/avro.*note/s);
});
