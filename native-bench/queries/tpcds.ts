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

function tpcdsQuery(id: string, sql: string): BenchQuery {
  // Many orders have ties, so rows are compared without their order.
  return { id, sql, duckdbSql: forDuckdb(sql), ordered: false };
}

function forDuckdb(sql: string): string {
  return sql;
}
