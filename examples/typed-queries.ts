// Typed rows, parameters, and what an error tells.
import { Lake, LakeError, typed } from 'lakelet';

interface Flight {
  readonly origin: string;
  readonly flights: number;
  readonly worst: number;
}

await using lake = await Lake.open(undefined, { values: { bigint: 'number' } });
await lake.createTable('flights', { location: 'node_modules/vega-datasets/data/flights-3m.parquet' });

const [airports, first] = [['SEA', 'PDX', 'SFO'], typed('date', '2001-02-01')];
const result = await lake.sql<Flight>`
  SELECT origin, count(*) AS flights, max(delay) AS worst
  FROM flights
  WHERE contains(${airports}, origin) AND date >= ${first}
  GROUP BY origin
  ORDER BY worst DESC`;
for await (const { origin, flights, worst } of result)
  console.log(`${origin}: ${flights} flights, up to ${worst} minutes late`);
console.log(`${result.stats.rowsRead} rows read`);

try {
  await lake.query('SELECT orgin FROM flights');
} catch (error) {
  if (!(error instanceof LakeError)) throw error;
  console.log(`${error.name} at ${error.line}:${error.column}`);
}

/* Prints:
SEA: 42042 flights, up to 1361 minutes late
PDX: 22867 flights, up to 1274 minutes late
SFO: 50551 flights, up to 562 minutes late
2727273 rows read
COLUMN_NOT_FOUND at 1:8
*/
