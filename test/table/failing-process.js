// Runs a statement while the file system fails once (failing-files.cjs): `node failing-process.js <folder> <statement>`. Prints what came of it
// as JSON.
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Lake } from '../../dist/src/index.js';

const [folder, name] = process.argv.slice(2);
const unloaded = join(folder, 'data', 'unloaded');
const added = 'FROM UNNEST(sequence(-5, 5)) s(y) WHERE y NOT IN (SELECT x FROM kept)';
const same = 'SELECT count(*), sum(x) FROM kept';

/** What each does, and how many rows there are then with which sum. */
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
};

const lake = await Lake.open(folder, { threads: 1, memoryLimit: '64MiB' });
const run = async (sql) => (await lake.query(sql)).toArrays();
const numbers = async (sql) => (await run(sql))[0].map(Number);
const { sql, then } = statements[name];
if (name !== 'INSERT')
  await run('INSERT INTO kept SELECT x, CAST(x % 2 AS varchar) FROM UNNEST(sequence(1, 20)) t(x)');
const before = await numbers(same);
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
const after = await numbers(same);
await lake.close();
if (!error) await rm(unloaded, { recursive: true, force: true });
console.log(JSON.stringify({ before, wanted, after, error, hasFailed }));
