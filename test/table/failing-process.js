// Runs a statement while the file system fails once (failing-files.cjs): `node failing-process.js <folder> <statement>`. Prints what came of it
// as JSON.
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Lake } from '../../dist/src/index.js';

const [folder, name] = process.argv.slice(2);
const unloaded = join(folder, 'data', 'unloaded');
const added = 'FROM UNNEST(sequence(-5, 5)) s(y) WHERE y NOT IN (SELECT x FROM kept)';
const same = 'SELECT count(*), sum(x) FROM kept';
const partitions = 'SELECT count(*), sum(CAST(k AS bigint)) FROM "kept$partitions"';

/** Lets there be a folder k=2 that is no partition, and a partition k=7 that has no folder. */
async function part(run) {
  await run("ALTER TABLE kept DROP IF EXISTS PARTITION (k = '2')");
  await mkdir(join(folder, 'data', 'default', 'kept', 'k=2'), { recursive: true });
  await run("ALTER TABLE kept ADD IF NOT EXISTS PARTITION (k = '7')");
}

/** What each does, what is made ready before, and two numbers that tell of the table: of `now`, or how many rows with which sum; and then. */
const statements = {
  INSERT: {
    sql: 'INSERT INTO kept SELECT x, CAST(x % 2 AS varchar) FROM UNNEST(sequence(1, 1000)) t(x)',
    then: 'SELECT count(*) + 1000, sum(x) + 500500 FROM kept',
  },
  UPDATE: {
    sql: 'UPDATE kept SET x = x + 1 WHERE x % 2 = 0',
    then: 'SELECT count(*), sum(x + IF(x % 2 = 0, 1, 0)) FROM kept',
  },
  DELETE: {
    sql: 'DELETE FROM kept WHERE x % 3 = 0',
    then: 'SELECT count(*) FILTER (WHERE x % 3 <> 0), sum(x) FILTER (WHERE x % 3 <> 0) FROM kept',
  },
  MERGE: {
    sql: `MERGE INTO kept USING (SELECT * FROM UNNEST(sequence(-5, 5)) s(y)) ON x = y WHEN MATCHED AND x > 3 THEN DELETE
      WHEN MATCHED THEN UPDATE SET x = x + 1000 WHEN NOT MATCHED THEN INSERT VALUES (y, '1')`,
    then: `SELECT count(*) FILTER (WHERE x NOT IN (4, 5)) + (SELECT count(*) ${added}),
      sum(IF(x BETWEEN -5 AND 5, x + 1000, x)) FILTER (WHERE x NOT IN (4, 5)) + (SELECT coalesce(sum(y), 0) ${added}) FROM kept`,
  },
  'CREATE OR REPLACE TABLE': {
    sql: "CREATE OR REPLACE TABLE kept WITH (partitioned_by = ARRAY['k']) AS SELECT x + 1 x, k FROM kept",
    then: 'SELECT count(*), sum(x + 1) FROM kept',
  },
  TRUNCATE: { sql: 'TRUNCATE TABLE kept', then: 'SELECT 0, 0' },
  OPTIMIZE: { sql: 'OPTIMIZE kept REWRITE DATA USING BIN_PACK', then: same },
  UNLOAD: { sql: `UNLOAD (SELECT x FROM kept) TO '${unloaded}' WITH (format = 'PARQUET')`, then: same },
  MSCK: {
    ready: part,
    sql: 'MSCK REPAIR TABLE kept',
    now: partitions,
    then: 'SELECT count(*) + 1, sum(CAST(k AS bigint)) + 2 FROM "kept$partitions"',
  },
  'MSCK DROP': {
    ready: part,
    sql: 'MSCK REPAIR TABLE kept DROP PARTITIONS',
    now: partitions,
    then: 'SELECT count(*) - 1, sum(CAST(k AS bigint)) - 7 FROM "kept$partitions"',
  },
  'MSCK SYNC': {
    ready: part,
    sql: 'MSCK REPAIR TABLE kept SYNC PARTITIONS',
    now: partitions,
    then: 'SELECT count(*), sum(CAST(k AS bigint)) - 5 FROM "kept$partitions"',
  },
};

const lake = await Lake.open(folder, { threads: 1, memoryLimit: '64MiB' });
const run = async (sql) => (await lake.query(sql)).toArrays();
const numbers = async (sql) => (await run(sql))[0].map(Number);
const { sql, then, now = same, ready = () => undefined } = statements[name];
if (name !== 'INSERT')
  await run('INSERT INTO kept SELECT x, CAST(x % 2 AS varchar) FROM UNNEST(sequence(1, 20)) t(x)');
await ready(run);
const before = await numbers(now);
const wanted = await numbers(then);
globalThis.lakeletFaults.begin();
let error;
try {
  await run(sql);
} catch (caught) {
  error = { name: caught.name, type: caught.type, message: caught.message };
}
globalThis.lakeletFaults.end();
const { hasFailed } = globalThis.lakeletFaults;
const after = await numbers(now);
await lake.close();
if (!error) await rm(unloaded, { recursive: true, force: true });
console.log(JSON.stringify({ before, wanted, after, error, hasFailed }));
