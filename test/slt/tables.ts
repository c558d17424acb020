import { existsSync } from 'node:fs';
import { mkdir, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { cacheFolder } from '../../datasets/generate.js';
import { seededRandom, sqlText } from '../../datasets/random.js';
import { openDuckdb } from '../../native-bench/engines/duckdb.js';
import type { SqlEngine } from '../../native-bench/engines/engine.js';

// Small tables that .slt files may name. The rows are SQL literals that DuckDB and Trino read alike, so the same rows
// are written as Parquet for our engine and put into the oracle's memory when expectations are recorded.

interface SmallTable {
  readonly name: string;
  readonly columns: readonly (readonly [name: string, type: string])[];
  readonly rows: readonly (readonly string[])[];
}

const seed = 20_240_229;

/** Writes the small tables as Parquet, once, and makes them known to an engine. */
export async function createSmallTables(engine: SqlEngine): Promise<void> {
  const folder = join(cacheFolder(), `small-tables-${seed}-2`);
  if (!existsSync(folder)) await writeSmallTables(folder);
  for (const { name, columns } of smallTables()) {
    await engine.createTable({ name, files: join(folder, `${name}.parquet`), columns });
  }
}

/** Lists the statements that make the small tables in the schema of an engine that has CREATE TABLE AS. */
export function smallTableStatements(schema: string): string[] {
  return smallTables().flatMap((table) => [
    `DROP TABLE IF EXISTS ${schema}.${table.name}`,
    `CREATE TABLE ${schema}.${table.name} AS ${selectOf(table)}`,
  ]);
}

async function writeSmallTables(folder: string): Promise<void> {
  const unfinished = `${folder}.${process.pid}`;
  await mkdir(unfinished, { recursive: true });
  const duckdb = await openDuckdb({ threads: 1 });
  for (const table of smallTables()) {
    const path = sqlText(join(unfinished, `${table.name}.parquet`));
    await duckdb.query(`COPY (${selectOf(table)}) TO ${path} (FORMAT parquet, CODEC 'zstd', ROW_GROUP_SIZE 2048)`);
  }
  await duckdb.close();
  if (!existsSync(folder)) await rename(unfinished, folder);
}

function selectOf({ columns, rows }: SmallTable): string {
  const casts = columns.map(([name, type]) => `CAST("${name}" AS ${type}) AS "${name}"`).join(', ');
  const names = columns.map(([name]) => `"${name}"`).join(', ');
  const values = rows.length > 0 ? rows : [columns.map(() => 'NULL')];
  const lines = values.map((row) => `(${row.join(', ')})`).join(', ');
  return `SELECT ${casts} FROM (VALUES ${lines}) AS t(${names})${rows.length > 0 ? '' : ' WHERE 1 = 0'}`;
}

function smallTables(): SmallTable[] {
  const random = seededRandom(seed);
  return [people(random), purchases(random), readings(random), { name: 'nothing', columns: nothingColumns, rows: [] }];
}

const nothingColumns = [
  ['a', 'integer'],
  ['b', 'varchar'],
  ['c', 'double'],
  ['d', 'decimal(10,2)'],
] as const;

type Random = () => number;

const pick = (random: Random, texts: readonly string[]): string => sqlText(texts[Math.floor(random() * texts.length)]!);
const whole = (random: Random, low: number, high: number): number => low + Math.floor(random() * (high - low + 1));
const orNull = (random: Random, share: number, text: string): string => (random() < share ? 'NULL' : text);
const day = (random: Random): string =>
  new Date(Date.UTC(2019, 0, 1) + whole(random, 0, 2000) * 86_400_000).toISOString().slice(0, 10);

function people(random: Random): SmallTable {
  const names = ['Ana', 'Bo', 'Chloé', 'Dmitri', 'Eve', 'Farah', 'Göran', 'Hana', 'Ilse', 'Jun'];
  const cities = ['Lisbon', 'Oslo', 'Kyoto', 'Lima', 'Graz'];
  return {
    name: 'people',
    columns: [
      ['id', 'integer'],
      ['name', 'varchar'],
      ['city', 'varchar'],
      ['age', 'integer'],
      ['height', 'double'],
      ['score', 'decimal(10,2)'],
      ['joined', 'date'],
      ['active', 'boolean'],
    ],
    rows: Array.from({ length: 40 }, (_, i) => [
      String(i + 1),
      orNull(random, 0.05, pick(random, names)),
      orNull(random, 0.15, pick(random, cities)),
      orNull(random, 0.1, String(whole(random, 18, 80))),
      orNull(random, 0.1, `${whole(random, 150, 200)}.5e0`),
      orNull(random, 0.1, `${whole(random, -500, 9999)}.${whole(random, 10, 99)}`),
      orNull(random, 0.1, `DATE '${day(random)}'`),
      orNull(random, 0.2, String(random() < 0.6)),
    ]),
  };
}

function purchases(random: Random): SmallTable {
  const items = ['apple', 'bread', 'cheese', 'dates', 'eggs', 'figs', 'a very long item name that is not inlined'];
  return {
    name: 'purchases',
    columns: [
      ['id', 'bigint'],
      ['person_id', 'integer'],
      ['item', 'varchar'],
      ['quantity', 'integer'],
      ['price', 'decimal(12,2)'],
      ['at', 'timestamp(6)'],
    ],
    rows: Array.from({ length: 120 }, (_, i) => [
      String(1_000_000_000_000 + i),
      orNull(random, 0.05, String(whole(random, 1, 45))),
      pick(random, items),
      orNull(random, 0.08, String(whole(random, 1, 12))),
      orNull(random, 0.08, `${whole(random, 0, 99)}.${whole(random, 10, 99)}`),
      `TIMESTAMP '${day(random)} ${whole(random, 10, 23)}:${whole(random, 10, 59)}:${whole(random, 10, 59)}.${whole(random, 100_000, 999_999)}'`,
    ]),
  };
}

function readings(random: Random): SmallTable {
  const odd = ["CAST('NaN' AS double)", "CAST('Infinity' AS double)", "CAST('-Infinity' AS double)", '-0e0', '0e0'];
  return {
    name: 'readings',
    columns: [
      ['sensor', 'varchar'],
      ['seq', 'integer'],
      ['value', 'double'],
      ['raw', 'bigint'],
    ],
    rows: Array.from({ length: 60 }, (_, i) => [
      pick(random, ['s1', 's2', 's3', 's4']),
      String(i),
      i % 12 === 7 ? odd[Math.floor(i / 12)]! : orNull(random, 0.1, `${whole(random, -1000, 1000) / 8}e0`),
      i % 20 === 3 ? '9223372036854775807' : orNull(random, 0.1, String(whole(random, -1_000_000, 1_000_000))),
    ]),
  };
}
