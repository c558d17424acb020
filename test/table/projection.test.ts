// biome-ignore-all lint/suspicious/noTemplateCurlyInString: locations are written with placeholders.
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Lake, type LakeError } from '../../src/index.js';

let folder: string;
let lake: Lake;
const today = new Date().toISOString().slice(0, 10);

/** Writes a line `region day shard` below `logs/region/yyyy/MM/dd/shard/`. */
async function writeLog(region: string, day: string, shard: string): Promise<void> {
  const place = join(folder, 'lake', 'logs', region, day, shard);
  await mkdir(place, { recursive: true });
  await writeFile(join(place, 'log'), `${region} ${day} ${shard}\n`);
}

const projection: Record<string, string> = {
  'projection.enabled': 'true',
  'projection.region.type': 'enum',
  'projection.region.values': 'eu,us',
  'projection.dt.type': 'date',
  'projection.dt.range': '2024/01/01,NOW',
  'projection.dt.format': 'yyyy/MM/dd',
  'projection.dt.interval': '1',
  'projection.dt.interval.unit': 'DAYS',
  'projection.shard.type': 'integer',
  'projection.shard.range': '0,15',
  'projection.shard.digits': '2',
};

const propertiesText = (properties: Record<string, string>): string =>
  Object.entries(properties)
    .map(([name, value]) => `'${name}'='${value}'`)
    .join(', ');

const createLogs = (name: string, properties: Record<string, string>) =>
  run(`CREATE EXTERNAL TABLE ${name} (msg string) PARTITIONED BY (region string, dt string, shard int)
    LOCATION '${join(folder, 'lake', 'logs')}/'
    TBLPROPERTIES (${propertiesText({ 'storage.location.template': `${join(folder, 'lake', 'logs')}/\${region}/\${dt}/\${shard}/`, ...properties })})`);

async function ask(sql: string) {
  const result = await lake.query(sql);
  return { rows: await result.toArrays(), stats: result.stats };
}
const run = async (sql: string) => (await ask(sql)).rows;
const failure = (sql: string): Promise<LakeError> =>
  run(sql).then(
    () => expect.fail('a failure is expected'),
    (error: LakeError) => error,
  );

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lakelet-projection-'));
  lake = await Lake.open(join(folder, 'lake'), { threads: 2, memoryLimit: '256MiB' });
  await writeLog('eu', '2024/01/01', '00');
  await writeLog('eu', '2024/02/29', '07');
  await writeLog('us', '2024/02/29', '15');
  await writeLog('us', today.replaceAll('-', '/'), '03');
  // None of these is projected.
  await writeLog('asia', '2024/02/29', '01');
  await writeLog('eu', '2023/12/31', '01');
  await writeLog('eu', '2024/02/29', '16');
  await createLogs('logs', projection);
});
afterAll(async () => {
  await lake.close();
  await rm(folder, { recursive: true });
});

describe('the documented example', () => {
  test('reads what its properties describe', async () => {
    expect(await run("SELECT msg, region, dt, shard FROM logs WHERE dt <= '2024/12/31' ORDER BY msg")).toEqual([
      ['eu 2024/01/01 00', 'eu', '2024/01/01', 0],
      ['eu 2024/02/29 07', 'eu', '2024/02/29', 7],
      ['us 2024/02/29 15', 'us', '2024/02/29', 15],
    ]);
  });

  test('lists no more than the conditions leave', async () => {
    const one = await ask("SELECT msg FROM logs WHERE region = 'us' AND dt = '2024/02/29' AND shard = 15");
    expect(one.rows).toEqual([['us 2024/02/29 15']]);
    expect(one.stats).toMatchObject({ partitionsListed: 1, filesListed: 1, filesOpened: 1 });
    expect(one.stats.partitionsTotal).toBeGreaterThan(2 * 16 * 365);
    const month = await ask("SELECT count(*) FROM logs WHERE dt LIKE '2024/02/%' AND shard IN (7, 15, 99)");
    expect(month.rows).toEqual([[2n]]);
    expect(month.stats.partitionsListed).toBe(2 * 29 * 2);
    const odd = await ask(
      "SELECT count(*) FROM logs WHERE dt BETWEEN '2024/02/28' AND '2024/03/01' AND shard % 5 = 0 AND upper(region) = 'US'",
    );
    expect(odd.rows).toEqual([[1n]]);
    expect(odd.stats.partitionsListed).toBe(3 * 4);
  });

  test('goes up to now, and not beyond', async () => {
    expect(await run(`SELECT count(*) FROM logs WHERE dt = '${today.replaceAll('-', '/')}' AND region = 'us'`)).toEqual(
      [[1n]],
    );
    const later = await ask("SELECT count(*) FROM logs WHERE dt > '9' OR dt = '2023/12/31'");
    expect(later.rows).toEqual([[0n]]);
    expect(later.stats.partitionsListed).toBe(0);
  });

  test('joins to what is known when it runs', async () => {
    expect(await run("SELECT msg FROM logs JOIN (VALUES 7, 8) v(s) ON shard = s WHERE dt = '2024/02/29'")).toEqual([
      ['eu 2024/02/29 07'],
    ]);
  });

  test('does not mind partitions of the catalog', async () => {
    await run("ALTER TABLE logs ADD PARTITION (region='asia', dt='2024/02/29', shard=1)");
    expect(await run("SELECT count(*) FROM logs WHERE region = 'asia'")).toEqual([[0n]]);
  });
});

describe('mistakes show when the table is read', () => {
  test.each([
    [
      'dt',
      { 'projection.dt.type': undefined },
      'HIVE_METASTORE_ERROR',
      'is configured for partition projection, but the following partition columns are missing projection configuration: [dt] (table default.bad',
    ],
    [
      'range',
      { 'projection.dt.range': '2024-01-01,NOW' },
      'INVALID_COLUMN_PROPERTY',
      "Column projection for column 'dt' failed. Property: 'partition_projection_range' needs to be a list of 2 valid dates formatted as 'yyyy/MM/dd' or",
    ],
    [
      'values',
      { 'projection.region.values': undefined },
      'INVALID_COLUMN_PROPERTY',
      "Column projection for column 'region' failed. Missing required property: 'partition_projection_values'",
    ],
    [
      'type',
      { 'projection.region.type': 'list' },
      'INVALID_COLUMN_PROPERTY',
      "Column projection for column 'region' failed.",
    ],
    [
      'template',
      { 'storage.location.template': '/x/${region}/${dt}/' },
      'INVALID_COLUMN_PROPERTY',
      "is missing partition column: 'shard' placeholder",
    ],
  ])('%s', async (what, change, name, message) => {
    const entries = Object.entries({ ...projection, ...change }).filter(([, value]) => value !== undefined);
    await createLogs(`bad_${what}`, Object.fromEntries(entries) as Record<string, string>);
    const error = await failure(`SELECT * FROM bad_${what} WHERE dt = '2024/02/29'`);
    expect(error.name).toBe(name);
    expect(error.message).toContain(message);
  });

  test('too many partitions', async () => {
    await createLogs('many', { ...projection, 'projection.shard.range': '0,99999999', 'projection.shard.digits': '8' });
    const error = await failure("SELECT * FROM many WHERE dt = '2024/02/29'");
    expect(error.name).toBe('HIVE_EXCEEDED_PARTITION_LIMIT');
    expect(error.message).toBe("Query over table 'default.many' can potentially read more than 1000000 partitions");
    expect(await run("SELECT * FROM many WHERE dt = '2024/02/29' AND shard = 5")).toEqual([]);
  });
});
