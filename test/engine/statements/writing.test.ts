import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Lake } from '../../../src/index.js';

let folder: string;
let lake: Lake;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lakelet-writing-'));
  lake = await Lake.open(join(folder, 'lake'), { threads: 2 });
});
afterAll(async () => {
  await lake.close();
  await rm(folder, { recursive: true });
});

const run = async (sql: string): Promise<readonly (readonly unknown[])[]> => (await lake.query(sql)).toArrays();
const failure = async (sql: string): Promise<string> => {
  try {
    await run(sql);
  } catch (error) {
    const { name, message } = error as Error;
    return `${name}: ${message.replaceAll(folder, '…')}`;
  }
  return 'no error';
};
const dataFiles = async (table: string): Promise<string[]> =>
  (await readdir(join(folder, 'lake', 'data', 'default', table), { recursive: true })).sort();

describe('CREATE TABLE AS', () => {
  test('makes a table with what the query gives', async () => {
    expect(await run("CREATE TABLE made AS SELECT 1 a, CAST('x' AS varchar) b, DATE '2020-01-01' d")).toEqual([[1n]]);
    expect(await run('SELECT * FROM made')).toEqual([[1, 'x', '2020-01-01']]);
    expect(await run('DESCRIBE made')).toEqual([
      ['a', 'int', ''],
      ['b', 'string', ''],
      ['d', 'date', ''],
    ]);
  });

  test('refuses what Trino and Athena refuse', async () => {
    await run('CREATE TABLE taken AS SELECT 1 a');
    expect(await failure('CREATE TABLE taken AS SELECT 1 a')).toBe(
      "TABLE_ALREADY_EXISTS: line 1:1: Destination table 'awsdatacatalog.default.taken' already exists",
    );
    expect(await run('CREATE TABLE IF NOT EXISTS taken AS SELECT 1 a')).toEqual([[0n]]);
    expect(await failure('CREATE TABLE x AS SELECT 1')).toBe(
      'MISSING_COLUMN_NAME: line 1:1: Column name not specified at position 1',
    );
    expect(await failure('CREATE TABLE x AS SELECT NULL a')).toBe(
      'COLUMN_TYPE_UNKNOWN: line 1:1: Column type is unknown: a',
    );
    expect(await failure('CREATE TABLE x AS SELECT uuid() a')).toBe('NOT_SUPPORTED: Unsupported Hive type: uuid');
    expect(await failure('CREATE TABLE nowhere.x AS SELECT 1 a')).toBe(
      'SCHEMA_NOT_FOUND: Database nowhere not found. Please check your query.',
    );
    expect(await failure("CREATE TABLE x WITH (nope = 'x') AS SELECT 1 a")).toContain(
      "INVALID_TABLE_PROPERTY: line 1:22: Catalog 'awsdatacatalog' table property 'nope' does not exist",
    );
    expect(await failure("CREATE TABLE x WITH (partitioned_by = ARRAY['a']) AS SELECT 1 a, 2 b")).toBe(
      'HIVE_COLUMN_ORDER_MISMATCH: Partition keys must be the last columns in the table and in the same order as the table properties: [a]',
    );
    expect(
      await failure("CREATE TABLE x WITH (external_location = '/tmp', partitioned_by = ARRAY['a']) AS SELECT 1 a"),
    ).toBe('INVALID_TABLE_PROPERTY: Table contains only partition columns');
  });

  test('refuses a folder with files', async () => {
    await run(`UNLOAD (SELECT 1 a) TO '${folder}/full' WITH (format = 'PARQUET')`);
    expect(await failure(`CREATE TABLE x WITH (external_location = '${folder}/full/') AS SELECT 1 a`)).toBe(
      "HIVE_PATH_ALREADY_EXISTS: Target directory for table 'default.x' already exists: …/full. You may need to manually clean the data at location '…/full' before retrying.",
    );
    expect(await failure(`UNLOAD (SELECT 1 a) TO '${folder}/full' WITH (format = 'PARQUET')`)).toContain(
      'HIVE_PATH_ALREADY_EXISTS',
    );
    expect(await run(`SELECT * FROM '${folder}/full/*.parquet'`)).toEqual([[1]]);
  });

  test('leaves nothing of a statement that fails', async () => {
    expect(await failure('CREATE TABLE gone AS SELECT 1 / (x - 9000) a FROM UNNEST(sequence(1, 10000)) t(x)')).toBe(
      'DIVISION_BY_ZERO: Division by zero',
    );
    expect(await failure('SELECT * FROM gone')).toContain('TABLE_NOT_FOUND');
    expect(await readdir(join(folder, 'lake', 'data', 'default'))).not.toContain('gone');
  });
});

describe('CREATE TABLE AS with properties', () => {
  test('writes at most a hundred partitions', async () => {
    const sql = (name: string, most: number): string =>
      `CREATE TABLE ${name} WITH (partitioned_by = ARRAY['k']) AS SELECT x a, x k FROM UNNEST(sequence(1, ${most})) t(x)`;
    expect(await failure(sql('too_many', 101))).toBe(
      'HIVE_TOO_MANY_OPEN_PARTITIONS: Exceeded limit of 100 open writers for partitions/buckets',
    );
    expect(await run(sql('a_hundred', 100))).toEqual([[100n]]);
    expect((await run('SHOW PARTITIONS a_hundred')).length).toBe(100);
    await run('SET SESSION max_partitions_per_writers = 150');
    expect(await run(sql('more', 101))).toEqual([[101n]]);
    await run('RESET SESSION max_partitions_per_writers');
  });

  test('names folders of partitions as Hive does', async () => {
    await run(
      `CREATE TABLE names WITH (partitioned_by = ARRAY['k', 'd']) AS
       SELECT * FROM (VALUES (1, 'a/b=c%', DATE '2024-01-02'), (2, NULL, NULL), (3, '', NULL), (4, '..', NULL)) t(x, k, d)`,
    );
    expect((await dataFiles('names')).filter((name) => name.split('/').length === 2)).toEqual([
      '../d=__HIVE_DEFAULT_PARTITION__'.replace('..', 'k=..'),
      'k=__HIVE_DEFAULT_PARTITION__/d=__HIVE_DEFAULT_PARTITION__',
      'k=a%2Fb%3Dc%25/d=2024-01-02',
    ]);
    expect(await run('SELECT x, k, d FROM names ORDER BY x')).toEqual([
      [1, 'a/b=c%', '2024-01-02'],
      [2, null, null],
      [3, null, null],
      [4, '..', null],
    ]);
  });

  test('buckets and sorts', async () => {
    await run(
      `CREATE TABLE sorted WITH (bucketed_by = ARRAY['a'], bucket_count = 3, sorted_by = ARRAY['a']) AS
       SELECT (x * 7919) % 10007 a FROM UNNEST(sequence(1, 3000)) t(x)`,
    );
    const files = await dataFiles('sorted');
    expect(files.map((name) => name.slice(0, 9))).toEqual(['000000_0_', '000001_0_', '000002_0_']);
    for (const [index, name] of files.entries()) {
      const values = (await run(`SELECT a FROM '${folder}/lake/data/default/sorted/${name}'`)).map(([a]) => Number(a));
      expect(values).toEqual([...values].sort((a, b) => a - b));
      expect(values.every((value) => value % 3 === index)).toBe(true);
    }
    await run('INSERT INTO sorted SELECT x FROM UNNEST(sequence(7, 9)) t(x)');
    const more = (await dataFiles('sorted')).map((name) => name.slice(0, 9));
    expect(more).toEqual(['000000_0_', '000001_0_', '000002_0_'].flatMap((bucket) => [bucket, bucket]));
  });

  test.each([
    ['TEXTFILE', "field_delimiter = '|'"],
    ['TEXTFILE', "write_compression = 'NONE'"],
    ['JSON', "write_compression = 'GZIP'"],
  ])('writes %s with %s', async (format, more) => {
    const name = `text_${format}_${more.length}`.toLowerCase();
    await run(
      `CREATE TABLE ${name} WITH (format = '${format}', ${more}) AS SELECT x, 'text ' || CAST(x AS varchar) t, IF(x = 2, NULL, x / 2e0) h FROM UNNEST(sequence(1, 3)) u(x)`,
    );
    await run(`INSERT INTO ${name} VALUES (4, 'é, "quoted"', NULL)`);
    expect(await run(`SELECT * FROM ${name} ORDER BY x`)).toEqual([
      [1n, 'text 1', 0.5],
      [2n, 'text 2', null],
      [3n, 'text 3', 1.5],
      [4n, 'é, "quoted"', null],
    ]);
  });
});

describe('INSERT INTO', () => {
  test('adds rows, by place or by name', async () => {
    await run("CREATE TABLE grown AS SELECT 1 a, CAST('one' AS varchar) b");
    await run("INSERT INTO grown VALUES (2, 'two'), (3, NULL)");
    await run("INSERT INTO grown (b) SELECT 'only b'");
    await run("INSERT INTO grown (b, a) VALUES ('four', bigint '4')");
    expect(await run('SELECT * FROM grown ORDER BY a')).toEqual([
      [1, 'one'],
      [2, 'two'],
      [3, null],
      [4, 'four'],
      [null, 'only b'],
    ]);
  });

  test('makes types fit as Trino does', async () => {
    await run("CREATE TABLE fitting AS SELECT 1 a, CAST('abc' AS varchar(3)) b, DECIMAL '1.00' c");
    expect(await failure("INSERT INTO fitting (a) VALUES ('x')")).toBe(
      'TYPE_MISMATCH: line 1:1: Insert query has mismatched column types: Table: [integer], Query: [varchar(1)]',
    );
    expect(await failure('INSERT INTO fitting (a) VALUES (3000000000)')).toContain('NUMERIC_VALUE_OUT_OF_RANGE');
    expect(await failure("INSERT INTO fitting (b) VALUES ('abcd')")).toBe(
      'INVALID_CAST_ARGUMENT: Cannot truncate non-space characters when casting from varchar(4) to varchar(3) on INSERT',
    );
    await run("INSERT INTO fitting VALUES (2, 'ab   ', 1.456)");
    expect(await run('SELECT * FROM fitting WHERE a = 2')).toEqual([[2, 'ab ', '1.46']]);
    expect(await failure('INSERT INTO fitting (a, a) VALUES (1, 2)')).toBe(
      'DUPLICATE_COLUMN_NAME: line 1:1: Insert column name is specified more than once: a',
    );
    expect(await failure('INSERT INTO fitting (zz) VALUES (1)')).toBe(
      'COLUMN_NOT_FOUND: line 1:1: Insert column name does not exist in target table: zz',
    );
    expect(await failure('INSERT INTO missing VALUES (1)')).toBe(
      "TABLE_NOT_FOUND: line 1:1: Table 'awsdatacatalog.default.missing' does not exist",
    );
  });

  test('adds partitions, and uses the folders of those that have one', async () => {
    await run(
      `CREATE EXTERNAL TABLE placed (a int) PARTITIONED BY (k string) STORED AS PARQUET LOCATION '${folder}/lake/placed'`,
    );
    await run(`ALTER TABLE placed ADD PARTITION (k = 'far') LOCATION '${folder}/lake/elsewhere'`);
    await run("INSERT INTO placed VALUES (1, 'far'), (2, 'near')");
    expect(await run('SHOW PARTITIONS placed')).toEqual([['k=far'], ['k=near']]);
    const paths = (await run('SELECT "$path" FROM placed ORDER BY a')).map(
      ([path]) => (path as string).split('/lake/')[1],
    );
    expect(paths[0]).toMatch(/^elsewhere\//);
    expect(paths[1]).toMatch(/^placed\/k=near\//);
  });
});

describe('OPTIMIZE', () => {
  test('merges the small files of partitions that a condition names', async () => {
    await run("CREATE TABLE merged WITH (partitioned_by = ARRAY['k']) AS SELECT 0 a, CAST('x' AS varchar) k");
    for (let i = 1; i < 6; i++) await run(`INSERT INTO merged VALUES (${i}, '${'xy'[i % 2]}')`);
    const files = 'SELECT k, count(DISTINCT "$path"), sum(a) FROM merged GROUP BY k ORDER BY k';
    expect(await run(files)).toEqual([
      ['x', 3n, 6n],
      ['y', 3n, 9n],
    ]);
    await run("OPTIMIZE merged REWRITE DATA USING BIN_PACK WHERE k = 'y'");
    expect(await run(files)).toEqual([
      ['x', 3n, 6n],
      ['y', 1n, 9n],
    ]);
    expect(await failure('OPTIMIZE merged REWRITE DATA USING BIN_PACK WHERE a = 1')).toContain('NOT_SUPPORTED');
    await run("ALTER TABLE merged EXECUTE optimize(file_size_threshold => '10MB')");
    expect(await run(files)).toEqual([
      ['x', 1n, 6n],
      ['y', 1n, 9n],
    ]);
    expect((await dataFiles('merged')).filter((name) => name.endsWith('.parquet')).length).toBe(2);
  });

  test('a query that began before reads the files that it began with', async () => {
    await run('CREATE TABLE seen AS SELECT x a FROM UNNEST(sequence(1, 10000)) t(x)');
    await run('INSERT INTO seen SELECT x + 10000 FROM UNNEST(sequence(1, 10000)) t(x)');
    const before = await lake.query('SELECT s.a FROM seen s CROSS JOIN UNNEST(sequence(1, 200)) u(y)');
    const reader = before[Symbol.asyncIterator]();
    await reader.next();
    await run('OPTIMIZE seen REWRITE DATA USING BIN_PACK');
    expect((await dataFiles('seen')).length).toBeGreaterThan(1);
    expect(await run('SELECT count(*), count(DISTINCT "$path") FROM seen')).toEqual([[20000n, 1n]]);
    await reader.return?.(undefined);
    await new Promise((resolve) => setTimeout(resolve, 500));
    expect((await dataFiles('seen')).length).toBe(1);
  });
});
