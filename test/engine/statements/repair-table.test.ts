import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openLake, type TestLake } from './open-lake.js';

let lake: TestLake;
beforeEach(async () => {
  lake = await openLake();
});
afterEach(() => lake.close());
const folder = (...names: readonly string[]): string => join(lake.folder, 'visits', ...names);
const make = (...names: readonly string[]): unknown => mkdirSync(folder(...names), { recursive: true });

describe('MSCK REPAIR TABLE', () => {
  test('adds the folders that are partitions and tells of the others', async () => {
    await lake.run(
      `CREATE EXTERNAL TABLE visits (id int) PARTITIONED BY (year string, month int) STORED AS PARQUET LOCATION '${folder()}/'`,
    );
    expect(await lake.names('MSCK REPAIR TABLE visits')).toEqual(['Tables missing on filesystem:\tvisits']);
    make('year=2020', 'month=01');
    make('year=a%2Fb', 'month=2');
    make('Year=2021', 'month=1');
    make('year=2022', 'month=x');
    make('_temporary', 'month=1');
    expect(await lake.names('MSCK REPAIR TABLE visits')).toEqual([
      'Partitions not in metastore:\tvisits:year=2020/month=01\tvisits:year=a%2Fb/month=2',
      'Repair: Added partition to metastore visits:year=2020/month=01',
      'Repair: Added partition to metastore visits:year=a%2Fb/month=2',
      `Repair: Skipped ${folder('Year=2021')}: its name does not begin with year=`,
      `Repair: Skipped ${folder('year=2022', 'month=x')}: its value is no int`,
    ]);
    expect(await lake.names('SHOW PARTITIONS visits')).toEqual(['year=2020/month=01', 'year=a%2Fb/month=2']);
    rmSync(folder('Year=2021'), { recursive: true });
    rmSync(folder('year=2022'), { recursive: true });
    rmSync(folder('year=2020'), { recursive: true });
    expect(await lake.names('MSCK REPAIR TABLE visits')).toEqual([
      'Partitions missing from filesystem:\tvisits:year=2020/month=01',
    ]);
    expect(await lake.names('MSCK REPAIR TABLE none')).toEqual(['Tables not in metastore:\tnone']);
    await lake.run('CREATE TABLE plain (a int)');
    expect(await lake.failure('MSCK REPAIR TABLE plain')).toContain('is not a partitioned table');
  });
});
