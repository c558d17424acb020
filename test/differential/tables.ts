import { existsSync } from 'node:fs';
import { mkdir, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { cacheFolder } from '../../datasets/generate.js';
import { SqlRandom, sqlText } from '../../datasets/random.js';
import { openDuckdb } from '../../native-bench/engines/duckdb.js';
import type { SqlEngine } from '../../native-bench/engines/engine.js';
import type { Sort } from './query-tree.js';

// Four tables of one shape for random queries: two of some hundred rows, a tiny and an empty one. `x` has NaN and
// infinities, `e` the largest and smallest integers, `u` texts of several bytes a letter and of more than twelve bytes.

/** Lists the columns: name, Trino's type, and what expressions take it for. */
export const randomTableColumns: readonly (readonly [name: string, type: string, sort: Sort])[] = [
  ['id', 'integer', 'int'],
  ['k', 'integer', 'int'],
  ['n', 'bigint', 'int'],
  ['v', 'double', 'double'],
  ['x', 'double', 'other'],
  ['s', 'varchar', 'text'],
  ['u', 'varchar', 'text'],
  ['m', 'decimal(10,2)', 'decimal'],
  ['d', 'date', 'date'],
  ['b', 'boolean', 'bool'],
  ['t', 'timestamp(6)', 'time'],
  ['e', 'bigint', 'other'],
];

const rowCounts: Record<string, number> = { a: 300, b: 170, c: 7, z: 0 };

/** Lists the tables' names, the larger ones more than once so that they are drawn more often. */
export const randomTableNames: readonly string[] = ['a', 'a', 'a', 'a', 'b', 'b', 'b', 'c', 'c', 'z'];

const seed = 7;

/** A table of many rows is a file of each codec, so that splits, dictionaries and readers change within a query. */
const codecs = ['snappy', 'zstd', 'uncompressed'];

/** Writes the tables as Parquet, once, and makes them known to the engines. */
export async function createRandomTables(engines: readonly SqlEngine[]): Promise<void> {
  const folder = join(cacheFolder(), `random-tables-${seed}-6`);
  if (!existsSync(folder)) await writeTables(folder);
  for (const engine of engines) {
    for (const name of Object.keys(rowCounts)) {
      const columns = randomTableColumns.map(([column, type]) => [column, type] as const);
      await engine.createTable({ name, files: join(folder, name, '*.parquet'), columns });
    }
  }
}

async function writeTables(folder: string): Promise<void> {
  const unfinished = `${folder}.${process.pid}`;
  await mkdir(unfinished, { recursive: true });
  const duckdb = await openDuckdb({ threads: 1 });
  for (const [name, rows] of Object.entries(rowCounts)) {
    await mkdir(join(unfinished, name), { recursive: true });
    const parts = rows > 100 ? codecs : codecs.slice(0, 1);
    for (const [part, codec] of parts.entries()) {
      const path = sqlText(join(unfinished, name, `${part}.parquet`));
      const share = `SELECT * FROM (${selectOf(name, rows)}) WHERE id % ${parts.length} = ${part}`;
      await duckdb.query(`COPY (${share}) TO ${path} (FORMAT parquet, CODEC '${codec}')`);
    }
  }
  await duckdb.close();
  if (!existsSync(folder)) await rename(unfinished, folder);
}

function selectOf(name: string, rows: number): string {
  const random = new SqlRandom(seed);
  const int = (use: string, low: number, high: number): string => random.integer('i', `${name} ${use}`, low, high);
  const orNull = (use: string, value: string, share: number): string =>
    `CASE WHEN ${random.chance('i', `${name} ${use} null`, share)} THEN NULL ELSE ${value} END`;
  const odd = "['NaN'::DOUBLE, 'Infinity'::DOUBLE, '-Infinity'::DOUBLE, 0.0, -0.0::DOUBLE, 1.5]";
  const texts = random.pick('i', `${name} u`, [
    '',
    'é',
    'crème',
    'a longer text than twelve bytes',
    'another long text é',
    '名前',
    'x y',
    ' z ',
  ]);
  const extremes = '[9223372036854775807, -9223372036854775808, 0, -1, 4611686018427387904]::BIGINT[]';
  return `SELECT i::INTEGER AS id,
      (${orNull('k', int('k', -3, 9), 0.1)})::INTEGER AS k, (${orNull('n', int('n', -1000, 1000), 0.1)})::BIGINT AS n,
      (${orNull('v', `${int('v', -800, 800)} / 8.0`, 0.15)})::DOUBLE AS v,
      (${orNull('x', `${odd}[${int('x', 1, 6)}]`, 0.1)})::DOUBLE AS x,
      ${orNull('s', random.pick('i', `${name} s`, ['red', 'green', 'blue', 'black', 'Red']), 0.1)} AS s,
      ${orNull('u', texts, 0.1)} AS u,
      (${orNull('m', `${int('m', -99_999, 99_999)} / 100.0`, 0.1)})::DECIMAL(10,2) AS m,
      (${orNull('d', `DATE '2019-06-01' + ${int('d', 0, 900)}::INTEGER`, 0.1)})::DATE AS d,
      ${orNull('b', `${int('b', 0, 1)} = 1`, 0.2)} AS b,
      ${orNull('t', `TIMESTAMP '2020-01-01 00:00:00' + to_microseconds(${int('t', 0, 50)} * 123456789123)`, 0.1)} AS t,
      ${orNull('e', `(${extremes})[${int('e', 1, 5)}]`, 0.2)} AS e
    FROM range(1, ${rows + 1}) AS r(i)`;
}
