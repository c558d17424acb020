import { hits } from './hits.js';
import { metadata } from './metadata.js';
import type { Suite } from './suite.js';
import { tpcds } from './tpcds.js';
import { tpch } from './tpch.js';

/** Lists the suites of queries. */
export const suites: readonly Suite[] = [tpch, hits, metadata, tpcds];

/** Returns the suite of this name. */
export function suiteNamed(name: string): Suite {
  const found = suites.find((suite) => suite.name === name);
  if (!found) throw new Error(`no suite ${name}; there are ${suites.map((suite) => suite.name).join(', ')}`);
  return found;
}
