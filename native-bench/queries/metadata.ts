import { neutral, type Suite } from './suite.js';

const texts = [
  'SELECT count(*) AS n FROM lineitem',
  'SELECT min(l_shipdate) AS lo, max(l_shipdate) AS hi FROM lineitem',
  'SELECT min(l_orderkey) AS lo, max(l_orderkey) AS hi, count(*) AS n FROM lineitem',
  'SELECT count(l_comment) AS n FROM lineitem',
  'SELECT count(*) AS n, min(o_totalprice) AS lo, max(o_totalprice) AS hi FROM orders',
  "SELECT count(*) AS n FROM lineitem WHERE l_shipdate > DATE '2010-01-01'",
  'SELECT count(*) AS n FROM orders WHERE o_orderkey = 4_000_000',
  'SELECT o_totalprice FROM orders WHERE o_orderkey = 1_000_002',
];

/** Runs queries that Parquet footers and statistics answer, or nearly. */
export const metadata: Suite = {
  name: 'metadata',
  dataSet: 'tpch',
  queries: () => texts.map((sql, i) => neutral(String(i + 1), sql)),
};
