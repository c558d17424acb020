#!/usr/bin/env node
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Lake, type QueryResult } from '../src/index.js';
import { generate } from './generate.js';
import { dataSetNamed } from './registry.js';

// A lake of real and generated files under a temporary folder, and a few queries through the library.

const tpchScale = 0.05;
const hitsRows = 200_000;

const flights = fileURLToPath(new URL('../../node_modules/vega-datasets/data/flights-3m.parquet', import.meta.url));

const queries: readonly (readonly [title: string, sql: string])[] = [
  [
    'Airports by departures (real: 3 million flights)',
    `SELECT origin, count(*) AS flights, round(avg(delay), 2) AS delay, count(DISTINCT destination) AS destinations
     FROM flights GROUP BY origin ORDER BY flights DESC LIMIT 5`,
  ],
  [
    'One weekend: row groups outside it are never read',
    `SELECT date_trunc('day', date) AS day, count(*) AS flights, max(delay) AS latest
     FROM flights WHERE date >= TIMESTAMP '2001-02-10 00:00:00' AND date < TIMESTAMP '2001-02-12 00:00:00'
     GROUP BY 1 ORDER BY 1`,
  ],
  ['Answered by the footers', 'SELECT count(*) AS flights, min(date) AS first, max(date) AS last FROM flights'],
  [
    'The latest three of each of two airports (window)',
    `SELECT origin, destination, date, delay FROM (
       SELECT *, row_number() OVER (PARTITION BY origin ORDER BY delay DESC) AS place
       FROM flights WHERE origin IN ('SFO', 'JFK')
     ) WHERE place <= 3 ORDER BY origin, place`,
  ],
  [
    'Revenue by nation (three joins, generated)',
    `SELECT n.n_name AS nation, count(*) AS items, sum(l.l_extendedprice * (1 - l.l_discount)) AS revenue
     FROM lineitem l
     JOIN supplier s ON s.s_suppkey = l.l_suppkey
     JOIN nation n ON n.n_nationkey = s.s_nationkey
     JOIN region r ON r.r_regionkey = n.n_regionkey
     WHERE r.r_name = 'EUROPE' AND l.l_shipdate >= DATE '1996-01-01'
     GROUP BY n.n_name ORDER BY revenue DESC`,
  ],
  [
    'Search phrases (105 columns, three of them read)',
    `SELECT SearchPhrase AS phrase, count(*) AS hits, count(DISTINCT UserID) AS users
     FROM hits WHERE SearchPhrase <> '' GROUP BY 1 ORDER BY hits DESC, phrase LIMIT 5`,
  ],
];

const folder = await mkdtemp(join(tmpdir(), 'lakelet-demo-'));
try {
  console.log(`Generating Parquet under ${folder} …`);
  const options = { seed: 1, codec: 'zstd' as const };
  const tpch = await generate(dataSetNamed('tpch'), {
    ...options,
    scale: tpchScale,
    rows: 0,
    out: join(folder, 'tpch'),
  });
  const hits = await generate(dataSetNamed('hits'), {
    ...options,
    scale: 0,
    rows: hitsRows,
    out: join(folder, 'hits'),
  });
  const lake = await Lake.open(join(folder, 'lake'));
  try {
    await lake.createTable('flights', { location: flights });
    await lake.createTable('hits', { location: join(hits, '*.parquet') });
    for (const table of ['lineitem', 'supplier', 'nation', 'region'])
      await lake.createTable(table, { location: join(tpch, `${table}.parquet`) });
    for (const [title, sql] of queries) {
      console.log(`\n── ${title}`);
      await print(await lake.query(sql));
    }
    console.log('\n── Values as parameters of a template');
    await print(await lake.sql`SELECT count(*) AS late FROM flights WHERE delay > ${60} AND origin = ${'ORD'}`);
  } finally {
    await lake.close();
  }
} finally {
  await rm(folder, { recursive: true, force: true });
}

async function print(result: QueryResult): Promise<void> {
  const rows = (await result.toArrays()).map((row) => row.map((value) => String(value ?? 'NULL')));
  const widths = result.columns.map(({ name, type }, index) =>
    Math.max(name.length, type.length, ...rows.map((row) => row[index]!.length)),
  );
  const line = (cells: readonly string[]): string => cells.map((cell, index) => cell.padEnd(widths[index]!)).join('  ');
  console.log(line(result.columns.map(({ name }) => name)));
  console.log(line(result.columns.map(({ type }) => type)));
  for (const row of rows) console.log(line(row));
  const { elapsedMs, rowsRead = 0, bytesRead = 0, rowGroupsTotal = 0, rowGroupsRead = 0 } = result.stats;
  console.log(
    `${elapsedMs.toFixed(0)} ms · ${rowsRead.toLocaleString('en')} rows and ${(bytesRead / 1e6).toFixed(2)} MB read · ` +
      `${rowGroupsTotal - rowGroupsRead} of ${rowGroupsTotal} row groups pruned`,
  );
}
