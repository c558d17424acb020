// Queries built by Kysely.
import { Kysely } from 'kysely';
import { Lake } from 'lakelet';
import { LakeletDialect } from 'lakelet/kysely';

interface Tables {
  flights: { origin: string; delay: bigint };
}

await using lake = await Lake.open();
await lake.createTable('flights', { location: 'node_modules/vega-datasets/data/flights-3m.parquet' });
const db = new Kysely<Tables>({ dialect: new LakeletDialect(lake) });

const rows = await db
  .selectFrom('flights')
  .select(({ fn }) => ['origin', fn.max('delay').as('worst')])
  .groupBy('origin')
  .orderBy('worst', 'desc')
  .limit(3)
  .execute();
for (const { origin, worst } of rows) console.log(origin, worst);

/* Prints:
HNL 1688n
MCO 1575n
PHX 1447n
*/
