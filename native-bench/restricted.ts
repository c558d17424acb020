import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Lake, type Session } from '../src/index.js';
import { differenceAcross } from './answers/cross-engine.js';
import type { Answer, TableFiles } from './engines/engine.js';
import { geometricMean } from './measure.js';

const columns = 'l_orderkey, l_partkey, l_quantity, l_extendedprice, l_discount, l_shipdate, l_returnflag';

/** What may be seen of lineitem: as a data filter of bob's, and written by hand by who sees all. */
const parts = {
  columns: undefined,
  'half of the rows': "l_returnflag = 'N'",
  'a tenth of the rows': "l_shipdate BETWEEN DATE '1994-01-01' AND DATE '1994-09-01'",
  'some row groups': 'l_orderkey BETWEEN 100000 AND 200000',
} as const;

/** Queries over `t`, which is the table or what stands for it. */
const queries = {
  count: 'SELECT count(*) FROM t',
  sums: 'SELECT l_returnflag, count(*), sum(l_quantity), sum(l_extendedprice * (1 - l_discount)) FROM t GROUP BY 1',
  'a condition more': 'SELECT sum(l_extendedprice) FROM t WHERE l_quantity < 10 AND l_discount > 0.05',
  join: "SELECT count(*), sum(l_extendedprice) FROM t JOIN orders ON o_orderkey = l_orderkey WHERE o_orderpriority = '1-URGENT'",
} as const;

interface RestrictedOptions {
  readonly threads: number;
  readonly memory: string;
  readonly runs: number;
}

/**
 * Compares what a principal pays that sees a part of a table with what the same costs who sees all and writes the part by hand, in turns. Prints
 * the ratios; gives whether the answers are the same.
 */
export async function benchRestricted(tables: readonly TableFiles[], options: RestrictedOptions): Promise<boolean> {
  const folder = await mkdtemp(join(tmpdir(), 'lakelet-bench-'));
  const lake = await Lake.open(folder, { threads: options.threads, memoryLimit: options.memory, admins: ['admin'] });
  try {
    for (const { name, files } of tables) {
      await lake.createTable(name, { location: files });
      if (name !== 'lineitem') await run(lake, `GRANT SELECT ON ${name} TO USER bob`);
    }
    const bob = lake.session({ principal: 'bob' });
    const ratios: number[] = [];
    let areSame = true;
    for (const [part, condition] of Object.entries(parts)) {
      const where = condition === undefined ? '' : ` WHERE ${condition}`;
      await run(lake, `CREATE DATA FILTER f ON lineitem COLUMNS (${columns})${where}`);
      await run(lake, 'GRANT SELECT ON DATA FILTER f ON lineitem TO USER bob');
      for (const [id, sql] of Object.entries(queries)) {
        const byHand = sql.replace('FROM t', `FROM (SELECT ${columns} FROM lineitem${where}) t`);
        const times = await timesOf(bob, sql.replace('FROM t', 'FROM lineitem t'), lake, byHand, options.runs);
        const ratio = times.restricted / times.byHand;
        ratios.push(ratio);
        areSame &&= times.difference === undefined;
        const ms = `restricted ${times.restricted.toFixed(1)} ms, by hand ${times.byHand.toFixed(1)} ms`;
        console.log(
          `${part}, ${id}: ${ms}, ratio ${ratio.toFixed(2)}${times.difference ? ` ${times.difference}` : ''}`,
        );
      }
      await run(lake, 'DROP DATA FILTER f ON lineitem');
    }
    console.log(
      `geometric mean of ratios ${geometricMean(ratios).toFixed(3)}, worst ${Math.max(...ratios).toFixed(2)}`,
    );
    return areSame;
  } finally {
    await lake.close();
    await rm(folder, { recursive: true });
  }
}

const warmUps = 10;

type Asked = Pick<Session, 'query'>;

async function timesOf(bob: Asked, sql: string, admin: Asked, byHand: string, runs: number) {
  const difference = differenceAcross(await run(bob, sql), await run(admin, byHand), false);
  // The first runs of a query take twice as long as later ones, which would be the chance of which half of a pair they fall to.
  for (let i = 0; i < warmUps; i++) {
    await run(bob, sql);
    await run(admin, byHand);
  }
  const [ours, theirs]: [number[], number[]] = [[], []];
  // Each is the first of a pair as often as the other: what comes second finds more of the page cache in the processor's.
  for (let i = 0; i < runs; i++) {
    if (i % 2 === 0) ours.push(await msOf(bob, sql));
    theirs.push(await msOf(admin, byHand));
    if (i % 2 === 1) ours.push(await msOf(bob, sql));
  }
  return { restricted: median(ours), byHand: median(theirs), difference };
}

async function run(session: Asked, sql: string): Promise<Answer> {
  const result = await session.query(sql);
  return { columns: result.columns, rows: await result.toArrays() };
}

async function msOf(session: Asked, sql: string): Promise<number> {
  const startedAt = performance.now();
  await run(session, sql);
  return performance.now() - startedAt;
}

const median = (times: number[]): number => times.sort((a, b) => a - b)[times.length >> 1]!;
