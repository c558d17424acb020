import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TableFiles } from './engines/engine.js';
import { type Measurement, measure } from './measure.js';
import { MeasuredEngine } from './measured-engine.js';
import type { BenchQuery } from './queries/suite.js';
import { heading, queryLine, summary } from './report.js';

const columns: readonly (readonly [name: string, type: string])[] = [
  ...['l_orderkey', 'l_partkey', 'l_suppkey', 'l_linenumber'].map((name) => [name, 'bigint'] as const),
  ...['l_quantity', 'l_extendedprice', 'l_discount', 'l_tax'].map((name) => [name, 'decimal(15,2)'] as const),
  ...['l_returnflag', 'l_linestatus'].map((name) => [name, 'string'] as const),
  ...['l_shipdate', 'l_commitdate', 'l_receiptdate'].map((name) => [name, 'date'] as const),
  ...['l_shipinstruct', 'l_shipmode', 'l_comment'].map((name) => [name, 'string'] as const),
];

/** One way to write a table as text, and what reads it here and in DuckDB. */
interface TextForm {
  readonly name: string;
  readonly file: string;
  /** What every column is declared as; its own type if absent. */
  readonly declared?: string;
  /** Options of DuckDB's COPY, Hive's words for the rows, DuckDB's function that reads them. */
  readonly copied: string;
  readonly rowFormat: string;
  readonly reads: (file: string, types: string) => string;
}

const forms: readonly TextForm[] = [
  {
    name: 'delimited',
    file: 'rows.csv',
    copied: `FORMAT csv, HEADER false, DELIMITER '|', QUOTE ''`,
    rowFormat: `DELIMITED FIELDS TERMINATED BY '|'`,
    reads: (file, types) => `read_csv('${file}', header = false, delim = '|', quote = '', columns = ${types})`,
  },
  {
    name: 'quoted',
    file: 'rows.csv',
    declared: 'string',
    copied: 'FORMAT csv, HEADER false, FORCE_QUOTE *',
    rowFormat: `SERDE 'org.apache.hadoop.hive.serde2.OpenCSVSerde'`,
    reads: (file, types) => `read_csv('${file}', header = false, delim = ',', quote = '"', columns = ${types})`,
  },
  {
    name: 'json',
    file: 'rows.json',
    copied: 'FORMAT json',
    rowFormat: `SERDE 'org.openx.data.jsonserde.JsonSerDe'`,
    reads: (file, types) => `read_json('${file}', format = 'newline_delimited', columns = ${types})`,
  },
];

/** Queries over `t`, whose columns may all be strings. */
const queries: Readonly<Record<string, string>> = {
  count: 'SELECT count(*) FROM t',
  'three columns': `SELECT sum(CAST(l_extendedprice AS decimal(15,2)) * CAST(l_discount AS decimal(15,2))) FROM t
    WHERE CAST(l_quantity AS decimal(15,2)) < 24`,
  groups: `SELECT l_returnflag, l_linestatus, sum(CAST(l_quantity AS decimal(15,2))), count(*) FROM t
    WHERE CAST(l_shipdate AS date) <= DATE '1998-09-02' GROUP BY 1, 2 ORDER BY 1, 2`,
  texts: 'SELECT l_shipmode, count(*), max(l_comment) FROM t GROUP BY 1 ORDER BY 1',
  'all columns': `SELECT ${columns.map(([name]) => `max(${name})`).join(', ')} FROM t`,
};

interface TextOptions {
  readonly threads: number;
  readonly memory: string;
  readonly rows: number;
  readonly runs: number;
  readonly timeout: number;
}

/** Reads the first rows of lineitem from delimited text, quoted CSV and JSON lines here and with DuckDB, in turns. Gives whether the answers agree. */
export async function benchTexts(tables: TableFiles[], options: TextOptions): Promise<boolean> {
  const engineOptions = { threads: options.threads, memoryLimit: options.memory };
  const folder = await mkdtemp(join(tmpdir(), 'lakelet-bench-'));
  const lakelet = await MeasuredEngine.start('lakelet', engineOptions, []);
  const duckdb = await MeasuredEngine.start('duckdb', engineOptions, tables);
  const measurements: Measurement[] = [];
  try {
    console.log(heading());
    for (const form of forms) {
      await makeTables(form, folder, lakelet, duckdb, options);
      for (const query of queriesOf(form)) {
        const measurement = await measure(query, lakelet, duckdb, {
          runs: options.runs,
          timeoutMs: options.timeout * 1000,
        });
        console.log(queryLine(measurement));
        measurements.push(measurement);
      }
    }
  } finally {
    const [lakeletPeakRssBytes, duckdbPeakRssBytes] = [await lakelet.close(), await duckdb.close()];
    if (measurements.length > 0)
      console.log(summary({ threads: options.threads, measurements, lakeletPeakRssBytes, duckdbPeakRssBytes }));
    await rm(folder, { recursive: true });
  }
  return measurements.every(({ problem }) => problem === undefined);
}

const queriesOf = ({ name }: TextForm): BenchQuery[] =>
  Object.entries(queries).map(([title, text]) => {
    const sql = text.replace('FROM t', `FROM ${name}`);
    return { id: `${name}, ${title}`, sql, duckdbSql: sql, ordered: sql.includes('ORDER BY') };
  });

async function makeTables(
  { name, file, declared, copied, rowFormat, reads }: TextForm,
  folder: string,
  lakelet: MeasuredEngine,
  duckdb: MeasuredEngine,
  { rows, timeout }: TextOptions,
): Promise<void> {
  const place = join(folder, name);
  await mkdir(place);
  const path = join(place, file);
  const run = (engine: MeasuredEngine, sql: string) => engine.run(sql, timeout * 1000, false);
  const ordered = `SELECT * FROM lineitem ORDER BY l_orderkey, l_linenumber LIMIT ${rows}`;
  await run(duckdb, `COPY (${ordered}) TO '${path}' (${copied})`);
  const declarations = columns.map(([column, type]) => [column, declared ?? type] as const);
  const types = declarations.map(([column, type]) => `'${column}': '${type === 'string' ? 'varchar' : type}'`);
  await run(duckdb, `CREATE VIEW ${name} AS SELECT * FROM ${reads(path, `{${types.join(', ')}}`)}`);
  const list = declarations.map(([column, type]) => `${column} ${type}`).join(', ');
  await run(lakelet, `CREATE EXTERNAL TABLE ${name} (${list}) ROW FORMAT ${rowFormat} LOCATION '${place}/'`);
}
