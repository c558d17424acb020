import type { DataSet } from './data-set.js';
import { hits } from './hits/hits.js';
import { tpcds } from './tpcds/tpcds.js';
import { tpch } from './tpch/tpch.js';

/** Lists the generated data sets. */
export const dataSets: readonly DataSet[] = [tpch, hits, tpcds];

/** Returns the data set of this name. */
export function dataSetNamed(name: string): DataSet {
  const found = dataSets.find((dataSet) => dataSet.name === name);
  if (!found) throw new Error(`no data set ${name}; there are ${dataSets.map((one) => one.name).join(', ')}`);
  return found;
}
