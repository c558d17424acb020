// Arrow out, as a table and as a stream into a file; progress, a limit of time, and what a query read.
import { createWriteStream } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { tableFromIPC } from 'apache-arrow';
import { Lake } from 'lakelet';

const folder = await mkdtemp(join(tmpdir(), 'arrow-'));
const lake = await Lake.open(undefined, { threads: 2 });
await lake.createTable('flights', { location: 'node_modules/vega-datasets/data/flights-3m.parquet' });

const table = await (await lake.query('SELECT origin, count(*) AS n FROM flights GROUP BY 1')).toArrow();
console.log(`${table.numRows} airports: ${table.schema.fields.join(', ')}`);

const states = new Set<string>();
const result = await lake.query('SELECT origin, delay FROM flights WHERE delay > 300', {
  timeoutMs: 60_000,
  onProgress: ({ state }) => states.add(state),
});
await pipeline(Readable.from(result.arrowStream()), createWriteStream(join(folder, 'late.arrows')));
console.log(`${tableFromIPC(await readFile(join(folder, 'late.arrows'))).numRows} rows in the file`);
console.log(
  `${states.has('finished')} ${result.stats.rowGroupsRead} of ${result.stats.rowGroupsTotal} row groups read`,
);

await lake.close();
await rm(folder, { recursive: true });

/* Prints:
229 airports: origin: Utf8, n: Int64
2151 rows in the file
true 11 of 11 row groups read
*/
