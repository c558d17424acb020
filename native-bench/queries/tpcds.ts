import { existsSync } from 'node:fs';
import type { BenchQuery, Suite } from './suite.js';
import { corpusPath, readCorpus } from './tpch.js';

/** Runs TPC-DS's 99 queries (103 statements), read from ../shared/corpora like TPC-H's. */
export const tpcds: Suite = {
  name: 'tpcds',
  dataSet: 'tpcds',
  queries: () => {
    const path = corpusPath('tpcds.sql');
    if (!existsSync(path)) return `${path} is absent`;
    return readCorpus(path).map(([id, text]) => tpcdsQuery(id.replace(/^.*q0*/, ''), text));
  },
};

/** Writes a DuckDB expression rounded to digits; the factor lifts doubles that stand for exact halves above them. */
function rounded(expression: string, scale: number): string {
  return `CAST(round((${expression}) * (1 + 1e-13::DOUBLE), ${scale}) AS DECIMAL(38, ${scale}))`;
}

// Trino divides decimals to the larger scale of the two and averages them to their own; DuckDB answers a double. Where
// quotients are compared, ranked or summed, DuckDB is told to round as Trino does.
const roundings: readonly (readonly [pattern: RegExp, replacement: string])[] = [
  // Deviations of integers are doubles in both.
  [/\(((?!"stdev)[\w".]+) \/ (?!"mean)("[\w".]+")\)/g, rounded('$1 / $2', 2)],
  [/\("sum"\(("\w+")\) \/ "sum"\(("\w+")\)\)/g, rounded('sum($1) / sum($2)', 2)],
  [
    /\((CAST\([\w".]+ AS DECIMAL\(\d+,2\)\)) \/ ([\w".]+|CAST\([\w".]+ AS DECIMAL\(\d+,2\)\))\)/g,
    rounded('$1 / $2', 2),
  ],
  [/\((CAST\([\w".]+ AS DECIMAL\(38,3\)\)) \/ ([\w".]+)\)/g, rounded('$1 / $2', 3)],
  [/\((CAST\(.+ AS DECIMAL\(15,4\)\)) \/ (CAST\(.+ AS DECIMAL\(15,4\)\))\)/g, rounded('$1 / $2', 4)],
  [/\(DECIMAL '([\d.]+)' \/ DECIMAL '([\d.]+)'\)/g, rounded('$1 / $2', 2)],
  [/\("abs"\((.+)\) \/ ("avg_monthly_sales")\)/g, rounded('abs($1) / $2', 2)],
  [/\("abs"\((.+)\) \/ ("avg_quarterly_sales")\)/g, rounded('abs($1) / $2', 4)],
  [/("avg"\("sum"\("\w+"\)\) OVER \([^()]*\))/g, rounded('$1', 2)],
  [/"sum"\(\((\(\(\(.+\)) \/ 2\)\)/g, 'sum(round($1 * 0.5, 2))'],
  // DuckDB's concat leaves NULLs out.
  [/"concat"\("concat"\(("\w+"), (', ')\), ("\w+")\)/g, '($1 || $2 || $3)'],
];

// Their order leaves ties, so which rows a LIMIT takes is open.
const tied = new Set(['59', '63']);

function tpcdsQuery(id: string, text: string): BenchQuery {
  const sql = tied.has(id) ? text.replace(/LIMIT 100\s*$/, '') : text;
  const duckdbSql = roundings.reduce((rounded, [pattern, replacement]) => rounded.replace(pattern, replacement), sql);
  // Many orders have ties within the LIMIT, so rows are compared without their order.
  return { id, sql, duckdbSql, ordered: false };
}
