import type { DataSet, DataSetOptions } from '../data-set.js';
import { SqlRandom } from '../random.js';
import { hitsColumns } from './columns.js';

const siteCount = 6500;
const hitsPerSession = 5;
const monthSeconds = 31 * 86_400;

/**
 * Generates a web analytics table with the shape of ClickBench's `hits`: sorted by site, sessions of a few hits of one
 * user, Zipf-distributed sites, pages and phrases, mostly empty text columns.
 */
export const hits: DataSet = {
  name: 'hits',
  label: ({ rows }) => `${rows}`,
  prepare: () => [],
  tables: (options) => [{ name: 'hits', select: () => hitsSelect(options) }],
};

function hitsSelect({ rows, seed }: DataSetOptions): string {
  const random = new SqlRandom(seed);
  const columns = hitsColumns(random).map(([name, type, value]) => `(${value})::${type} AS ${name}`);
  const sessions = `(SELECT i, i // ${hitsPerSession} AS s FROM range(0, ${rows}) AS r(i))`;
  // The site is the quantile of the row's place, so the file is sorted by it and the first sites hold most rows.
  const sites = `(SELECT i, s, least(floor(exp((s * ${hitsPerSession} + 0.5) / ${rows} * ln(${siteCount + 1}.0))) - 1, ${siteCount - 1})::BIGINT AS counter,
      floor(pow(${random.unit('s', 'user')}, 2) * ${Math.max(10, Math.round(rows / 5))})::BIGINT AS u FROM ${sessions})`;
  const visits = `(SELECT *, ${random.zipf('i', 'page', Math.max(10, Math.round(rows / 200)))} AS page,
      (TIMESTAMP '2013-07-01 00:00:00' + to_seconds(${random.integer('s', 'time', 0, monthSeconds - 3600)} + i % ${hitsPerSession} * ${random.integer('s', 'pace', 1, 600)})) AS t
    FROM ${sites})`;
  return `SELECT ${columns.join(',\n')} FROM ${visits}`;
}
