import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { Lake, type Session } from '../../../src/index.js';
import { failureOf, rowsOf } from '../../asking.js';
import { flightsFile } from '../flights.js';

let folder: string;
let lake: Lake;
let session: Session;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'lakelet-results-'));
  lake = await Lake.open(join(folder, 'lake'), {
    threads: 1,
    memoryLimit: '128MiB',
    s3Folders: { 's3://results/': join(folder, 'results') },
  });
  await rowsOf(lake, "CREATE WORKGROUP w WITH (output_location = 's3://results/w/')");
  session = lake.session({ workgroup: 'w' });
});
afterEach(async () => {
  await lake.close();
  rmSync(folder, { recursive: true, force: true });
});

/** How long files may take to come and go on a busy machine. */
const patience = { timeout: 10_000 };

/** Runs a statement; gives its id, and the text of a file of its result. */
async function run(sql: string): Promise<{ id: string; file: (suffix: string, below?: string) => string }> {
  const result = await session.query(sql);
  await result.toArrays();
  const id = result.queryId;
  return { id, file: (suffix, below = '') => readFileSync(join(folder, 'results/w', below, `${id}${suffix}`), 'utf8') };
}
const filesOf = (id: string, below = ''): string[] =>
  readdirSync(join(folder, 'results/w', below))
    .filter((name) => name.startsWith(id))
    .map((name) => name.slice(id.length))
    .sort();
const noted = async (id: string): Promise<unknown[]> =>
  (
    await rowsOf(lake, `SELECT state, result_location, manifest_location FROM system.queries WHERE query_id = '${id}'`)
  )[0]!;

describe('the result of a query', () => {
  test('is a CSV file with all values in quotes', async () => {
    const { id, file } = await run(
      `SELECT a AS "A b", b, c FROM (VALUES (1, 'say "hi"', DATE '2020-01-01'), (2, NULL, NULL), (3, '', NULL)) AS t(a, b, c) ORDER BY 1`,
    );
    expect(file('.csv')).toBe('"A b","b","c"\n"1","say ""hi""","2020-01-01"\n"2",,\n"3","",\n');
    expect(filesOf(id)).toEqual(['.csv', '.csv.metadata']);
    expect(await noted(id)).toEqual(['SUCCEEDED', `s3://results/w/${id}.csv`, null]);
  });

  test('shows values as Athena does', async () => {
    const { file } =
      await run(`SELECT ARRAY['a, b', NULL], MAP(ARRAY['k', 'j'], ARRAY[1, 2]), CAST(ROW(1, 'x') AS row(a integer, b varchar)),
      X'0102ff', 1.5, 1e20, TIMESTAMP '2020-01-01 12:34:56.789', true, CAST('a' AS char(3)), JSON '{"a": 1}', ROW(1, ARRAY[X'01'])`);
    expect(file('.csv').split('\n')[1]).toBe(
      '"[a, b, null]","{j=2, k=1}","{a=1, b=x}","01 02 ff","1.5","1.0E20","2020-01-01 12:34:56.789","true","a  ","{""a"":1}","{1, [01]}"',
    );
  });

  test('has its columns in the metadata', async () => {
    const { id } = await run("SELECT 1 AS n, CAST('x' AS varchar(7)) AS s, 1.25 AS d");
    const bytes = readFileSync(join(folder, 'results/w', `${id}.csv.metadata`));
    const column = (name: string, type: string, precision: number, scale: number, isCaseSensitive: number): string => {
      const text = (field: number, value: string): string =>
        String.fromCharCode((field << 3) | 2, value.length) + value;
      const all = `${text(1, 'hive')}${text(4, name)}${text(5, name)}${text(6, type)}\x38${String.fromCharCode(precision)}\x40${String.fromCharCode(scale)}\x48\x03\x50${String.fromCharCode(isCaseSensitive)}`;
      return `\x22${String.fromCharCode(all.length)}${all}`;
    };
    expect(bytes.toString('latin1')).toBe(
      `\x0a\x1b${id}${column('n', 'integer', 10, 0, 0)}${column('s', 'varchar', 7, 0, 1)}${column('d', 'decimal', 3, 2, 0)}`,
    );
  });

  test('of many rows is whole when the reader is told of the end', async () => {
    const { file } = await run(`SELECT origin, delay FROM '${flightsFile}' LIMIT 20000`);
    const lines = file('.csv').split('\n');
    expect(lines).toHaveLength(20_002);
    expect(lines[20_000]).toMatch(/^"[A-Z]{3}","-?\d+"$/);
  });

  test('is not there when the query fails or is left', async () => {
    const failed = await session.query(`SELECT 1 / (delay - delay) FROM '${flightsFile}'`);
    await expect(failed.toArrays()).rejects.toMatchObject({ name: 'DIVISION_BY_ZERO' });
    const left = await session.query(`SELECT * FROM '${flightsFile}'`);
    for await (const _row of left) break;
    expect(existsSync(join(folder, 'results/w')) ? readdirSync(join(folder, 'results/w')) : []).toEqual([]);
    expect((await noted(failed.queryId))[0]).toBe('FAILED');
    expect((await noted(left.queryId))[0]).toBe('CANCELLED');
  });
});

describe('the result that nobody reads', () => {
  test('leaves nothing when its statement is stopped', async () => {
    const result = await session.query(`SELECT * FROM '${flightsFile}'`);
    await vi.waitFor(() => expect(readdirSync(join(folder, 'results/w'))).toHaveLength(1), patience);
    await rowsOf(lake, `CALL system.runtime.kill_query('${result.queryId}')`);
    await vi.waitFor(() => expect(readdirSync(join(folder, 'results/w'))).toEqual([]), patience);
    expect((await noted(result.queryId))[0]).toBe('CANCELLED');
  });
});

describe('the result of other statements', () => {
  test('is lines of text', async () => {
    const created = await run("CREATE EXTERNAL TABLE t (a int, b string) LOCATION 's3://results/t/'");
    expect(created.file('.txt')).toBe('');
    expect(filesOf(created.id)).toEqual(['.txt']);
    expect((await run('SHOW TABLES')).file('.txt')).toBe('t');
    expect((await run('DESCRIBE t')).file('.txt')).toBe('a\tint\t\nb\tstring\t');
    const plan = (await run('EXPLAIN SELECT 1')).file('.txt');
    expect(plan.split('\n')[0]).toBe('Query Plan');
    expect((await run("SHOW FUNCTIONS LIKE 'abs'")).file('.csv').split('\n')[1]).toMatch(/^"abs",/);
  });

  test('lists the files that were written', async () => {
    const made = await run('CREATE TABLE c AS SELECT 1 AS a UNION ALL SELECT 2');
    expect(filesOf(made.id, 'tables')).toEqual(['', '-manifest.csv', '.metadata']);
    const [written] = made.file('-manifest.csv', 'tables').split('\n');
    expect(written).toMatch(new RegExp(`^s3://results/w/tables/${made.id}/[^/]+$`));
    expect(existsSync(join(folder, 'results', written!.slice('s3://results/'.length)))).toBe(true);
    expect(await noted(made.id)).toEqual([
      'SUCCEEDED',
      `s3://results/w/tables/${made.id}`,
      `s3://results/w/tables/${made.id}-manifest.csv`,
    ]);
    const inserted = await run('INSERT INTO c VALUES 3');
    expect(filesOf(inserted.id)).toEqual(['', '-manifest.csv', '.metadata']);
    const unloaded = await run("UNLOAD (SELECT * FROM c) TO 's3://results/u/' WITH (format = 'PARQUET')");
    expect(unloaded.file('-manifest.csv')).toMatch(/^s3:\/\/results\/u\/[^/]+\n$/);
    expect((await rowsOf(lake, 'SELECT a FROM c ORDER BY 1')).flat()).toEqual([1, 2, 3]);
  });

  test('that set up the session is none', async () => {
    await run('SET SESSION batch_rows = 100');
    expect(existsSync(join(folder, 'results/w'))).toBe(false);
  });
});

describe('the files of each statement', () => {
  const withTable = ["CREATE TABLE c WITH (partitioned_by = ARRAY['k']) AS SELECT 1 AS a, 2 AS k"];
  const withView = [...withTable, 'CREATE VIEW v AS SELECT a FROM c'];
  const external = "CREATE EXTERNAL TABLE e (a int) LOCATION 's3://results/e/'";

  test.each<
    readonly [sql: string, files: readonly string[], text: string | RegExp | undefined, before: readonly string[]]
  >([
    ['WITH t AS (SELECT 1 AS a) SELECT * FROM t', ['.csv', '.csv.metadata'], '"a"\n"1"\n', []],
    ['VALUES (1, true)', ['.csv', '.csv.metadata'], '"_col0","_col1"\n"1","true"\n', []],
    ['TABLE c', ['.csv', '.csv.metadata'], '"a","k"\n"1","2"\n', withTable],
    ['(SELECT 2 AS b)', ['.csv', '.csv.metadata'], '"b"\n"2"\n', []],
    ['EXPLAIN SELECT 1', ['.txt', '.txt.metadata'], /^Query Plan\n/, []],
    ['EXPLAIN ANALYZE SELECT 1', ['.txt', '.txt.metadata'], /^Query Plan\n/, []],
    ['SHOW FUNCTIONS', ['.csv', '.csv.metadata'], /^"Function","Return Type"/, []],
    ['SHOW TABLES', ['.txt', '.txt.metadata'], 'c\nv', withView],
    ['SHOW DATABASES', ['.txt', '.txt.metadata'], 'default', []],
    ['SHOW VIEWS', ['.txt', '.txt.metadata'], 'v', withView],
    ['SHOW PARTITIONS c', ['.txt', '.txt.metadata'], 'k=2', withTable],
    ['SHOW COLUMNS IN c', ['.txt', '.txt.metadata'], /^a\tinteger\t\t\nk\tinteger\t\t$/, withTable],
    [
      "SHOW TBLPROPERTIES c('x')",
      ['.txt', '.txt.metadata'],
      /^x\ty$/,
      [...withTable, "ALTER TABLE c SET TBLPROPERTIES ('x' = 'y')"],
    ],
    ['SHOW CREATE TABLE c', ['.txt', '.txt.metadata'], /^CREATE TABLE `c`\(\n[\s\S]*[^\n]$/, withTable],
    ['SHOW CREATE VIEW v', ['.txt', '.txt.metadata'], /^CREATE VIEW [\s\S]*[^\n]$/, withView],
    ['DESC c', ['.txt', '.txt.metadata'], /^a\s*\tint\s*\t[\s\S]*[^\n]$/, withTable],
    ['CREATE DATABASE d', ['.txt'], '', []],
    ['DROP DATABASE d', ['.txt'], '', ['CREATE DATABASE d']],
    [external, ['.txt'], '', []],
    ["ALTER TABLE e SET TBLPROPERTIES ('x' = 'y')", ['.txt'], '', [external]],
    ['ALTER TABLE e ADD COLUMNS (b int)', ['.txt'], '', [external]],
    ['DROP TABLE e', ['.txt'], '', [external]],
    ['CREATE VIEW v AS SELECT 1 AS a', ['.txt'], '', []],
    ['DROP VIEW v', ['.txt'], '', withView],
    ['MSCK REPAIR TABLE c', ['.txt', '.txt.metadata'], '', withTable],
    ['INSERT INTO c VALUES (3, 4)', ['', '-manifest.csv', '.metadata'], '', withTable],
    ['INSERT INTO c SELECT 1, 1 WHERE false', ['', '.metadata'], '', withTable],
    ['UPDATE c SET a = 5', ['.csv.metadata'], undefined, withTable],
    ['DELETE FROM c', ['.csv.metadata'], undefined, withTable],
    ['MERGE INTO c USING c s ON c.a = s.a WHEN MATCHED THEN DELETE', ['.csv.metadata'], undefined, withTable],
    ['OPTIMIZE c REWRITE DATA USING BIN_PACK', ['.txt'], '', withTable],
    ['EXECUTE p', ['.csv', '.csv.metadata'], '"_col0"\n"1"\n', ['PREPARE p FROM SELECT 1']],
  ])('of %s', async (sql, files, text, before) => {
    for (const earlier of before) await run(earlier);
    const { id, file } = await run(sql);
    expect(filesOf(id)).toEqual(files);
    if (text === undefined) expect(await noted(id)).toEqual(['SUCCEEDED', `s3://results/w/${id}.csv`, null]);
    else if (typeof text === 'string') expect(file(files[0]!)).toBe(text);
    else expect(file(files[0]!)).toMatch(text);
  });
});

describe('who says where results go', () => {
  test('the workgroup, or the session where that may', async () => {
    await rowsOf(session, "SET SESSION result_location = 's3://results/own'");
    const enforced = await session.query('SELECT 1');
    await enforced.toArrays();
    await rowsOf(lake, 'ALTER WORKGROUP w SET PROPERTIES enforce = false');
    const own = await session.query('SELECT 2');
    await own.toArrays();
    expect(await noted(enforced.queryId)).toContain(`s3://results/w/${enforced.queryId}.csv`);
    expect(await noted(own.queryId)).toContain(`s3://results/own/${own.queryId}.csv`);
    expect(
      await failureOf(lake.session({ workgroup: 'w', settings: { result_location: 'ftp://x/y' } }), 'SELECT 1'),
    ).toBe('NOT_SUPPORTED: Locations of scheme ftp are not supported: ftp://x/y');
  });

  test('a workgroup that enforces its place takes no other for tables', async () => {
    expect(
      await failureOf(session, "CREATE TABLE x WITH (external_location = 's3://results/x/') AS SELECT 1 AS a"),
    ).toMatch(
      /^INVALID_TABLE_PROPERTY: The Create Table As Select query failed because it was submitted with an 'external_location' property/,
    );
  });

  test('in a governed lake a session only where it may write', async () => {
    await lake.close();
    lake = await Lake.open(join(folder, 'lake'), { threads: 1, memoryLimit: '128MiB', admins: ['root'] });
    const settings = { result_location: join(folder, 'mine') };
    const ana = lake.session({ principal: 'ana', settings });
    expect(await failureOf(ana, 'SELECT 1')).toBe(
      `PERMISSION_DENIED: Insufficient Lake Formation permissions on ${join(folder, 'mine')}`,
    );
    await rowsOf(
      lake.session({ principal: 'root' }),
      `GRANT DATA_LOCATION_ACCESS ON LOCATION '${join(folder, 'mine')}' TO USER ana`,
    );
    expect(await rowsOf(ana, 'SELECT 1')).toEqual([[1]]);
    expect(readdirSync(join(folder, 'mine'))).toHaveLength(2);
  });
});
