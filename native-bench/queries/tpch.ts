import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { BenchQuery, Suite } from './suite.js';

// The texts are TPC's and are no part of the project: they are read from ../shared/corpora (or LAKELET_SHARED), where
// they stand with Trino's short column names, and are brought here to the names that the files have.

/** Runs TPC-H's 22 queries. */
export const tpch: Suite = {
  name: 'tpch',
  dataSet: 'tpch',
  queries: () => {
    const path = corpusPath('tpch.sql');
    if (!existsSync(path)) return `${path} is absent`;
    return readCorpus(path).map(([id, text]) => tpchQuery(id, text));
  },
};

/** Returns the path of a corpus of SQL texts beside the project. */
export function corpusPath(file: string): string {
  const folder = process.env.LAKELET_SHARED ?? fileURLToPath(new URL('../../../../shared', import.meta.url));
  return join(folder, 'corpora', file);
}

/** Splits a corpus at its lines `-- @@ id`; a trailing semicolon is left out. */
export function readCorpus(path: string): [id: string, sql: string][] {
  const [, ...parts] = readFileSync(path, 'utf8').split(/^-- @@ /m);
  return parts.map((part) => {
    const end = part.indexOf('\n');
    return [
      part.slice(0, end).trim(),
      part
        .slice(end + 1)
        .trim()
        .replace(/;\s*$/, ''),
    ];
  });
}

function tpchQuery(id: string, text: string): BenchQuery {
  const number = id.replace(/^.*q0*/, '');
  // `c.acctbal` selected in a subquery keeps its short name for the query around it.
  const named = text.replace(/c\.acctbal\s+FROM/i, 'c.acctbal AS acctbal FROM');
  const sql = named.replace(/\b(l|o|c|ps|p|s|n|r)(\d?)\.([a-z]+)\b/g, '$1$2.$1_$3');
  return { id: number, sql, duckdbSql: forDuckdb(sql), ordered: /\border by\b/i.test(sql) };
}

/** Gives DuckDB's averages of decimals, which are doubles, the two digits that Trino keeps, where they are compared. */
function forDuckdb(sql: string): string {
  return sql
    .replace(/0\.2\*avg\((l\.l_quantity)\)/, '0.2 * round(avg($1), 2)')
    .replace(/avg\((c\.c_acctbal)\)/, 'round(avg($1), 2)')
    .replace(/\bdate\('/g, "CAST('")
    .replace(/(CAST\('[\d-]+')\)/g, '$1 AS date)');
}
