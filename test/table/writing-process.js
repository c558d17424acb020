// A process that writes to a lake: `node writing-process.js <folder> <number> <count>`. It prints a line for each statement that was
// acknowledged, and for some that begin; kill.test.ts kills it in the middle.
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { Lake } from '../../dist/src/index.js';

const [folder, number, count] = process.argv.slice(2);
const lake = await Lake.open(folder, { threads: 1, memoryLimit: '64MiB' });
const run = async (sql) => (await lake.query(sql)).toArrays();
let granted;
let renamed;

async function insert(id) {
  await run(`INSERT INTO kept SELECT x, ${id}, CAST(x % 2 AS varchar) FROM UNNEST(sequence(0, 9)) t(x)`);
  console.log(`inserted ${id}`);
}

async function optimize() {
  await run('OPTIMIZE kept REWRITE DATA USING BIN_PACK');
}

async function make(id) {
  await run(`CREATE TABLE made_${id} AS SELECT ${id} id, x FROM UNNEST(sequence(1, 500)) t(x)`);
  console.log(`made ${id}`);
}

async function setProperty(id) {
  await run(`ALTER TABLE changed_${number} SET TBLPROPERTIES ('p' = '${id}', 'q' = '${id}')`);
  console.log(`property ${id}`);
}

async function addColumn(id) {
  await run(`ALTER TABLE changed_${number} ADD COLUMNS (c_${id} int)`);
  console.log(`column ${id}`);
}

async function grant(id) {
  await run(`GRANT SELECT, INSERT ON changed_${number} TO USER u_${id}`);
  console.log(`granted ${id}`);
  granted = id;
}

async function revoke(next) {
  if (granted === undefined) await grant(next);
  const id = granted;
  granted = undefined;
  console.log(`revoking ${id}`);
  await run(`REVOKE SELECT, INSERT ON changed_${number} FROM USER u_${id}`);
  console.log(`revoked ${id}`);
}

async function makeView(id) {
  await run(`CREATE OR REPLACE VIEW view_${number} AS SELECT ${id} id`);
  console.log(`view ${id}`);
}

async function makeAndRename(id) {
  await run(`CREATE TABLE own_${id} (x int) STORED AS PARQUET`);
  await run(`INSERT INTO own_${id} VALUES 1`);
  await run(`ALTER TABLE own_${id} RENAME TO renamed_${id}`);
  console.log(`renamed ${id}`);
  renamed = id;
}

async function drop(next) {
  if (renamed === undefined) await makeAndRename(next);
  const id = renamed;
  renamed = undefined;
  console.log(`dropping ${id}`);
  await run(`DROP TABLE renamed_${id}`);
  console.log(`dropped ${id}`);
}

const rows = (columns, most) => `AS SELECT ${columns} FROM UNNEST(sequence(1, ${most})) t(x)`;

const made = new Set();
/** Makes a table of the process when it is first wanted. */
async function need(name, definition) {
  if (made.has(name)) return;
  await run(`CREATE ${name === 'repaired' ? 'EXTERNAL ' : ''}TABLE ${name}_${number} ${definition}`);
  made.add(name);
}

async function updateAll(id) {
  await need('updated', rows("x, bigint '0' v", 50));
  await run(`UPDATE updated_${number} SET v = ${id}`);
  console.log(`updated ${id}`);
}

let deletedCount = 0;
async function deleteSome(id) {
  await need('deleted', rows('x', 1000));
  await run(`DELETE FROM deleted_${number} WHERE x % 100 = ${deletedCount++}`);
  console.log(`deleted ${id}`);
}

async function merge(id) {
  await need('merged', rows("x, bigint '0' v", 9));
  await run(`MERGE INTO merged_${number} USING (SELECT * FROM UNNEST(sequence(1, 9) || ${id}) s(y)) ON x = y
    WHEN MATCHED THEN UPDATE SET v = ${id} WHEN NOT MATCHED THEN INSERT VALUES (y, ${id})`);
  console.log(`merged ${id}`);
}

async function replace(id) {
  await run(`CREATE OR REPLACE TABLE replaced_${number} AS SELECT ${id} v, x FROM UNNEST(sequence(1, 100)) t(x)`);
  console.log(`replaced ${id}`);
}

async function fillAndTruncate(id) {
  await need('truncated', '(x bigint) STORED AS PARQUET');
  await run(`INSERT INTO truncated_${number} SELECT x FROM UNNEST(sequence(1, 10)) t(x)`);
  await run(`TRUNCATE TABLE truncated_${number}`);
  console.log(`truncated ${id}`);
}

async function unload(id) {
  const place = join(folder, 'unloaded', String(id));
  await run(`UNLOAD (SELECT x FROM UNNEST(sequence(1, 100)) t(x)) TO '${place}' WITH (format = 'PARQUET')`);
  console.log(`unloaded ${id}`);
}

async function repair(id) {
  const outside = join(folder, 'outside', number);
  await need('repaired', `(x int) PARTITIONED BY (k string) STORED AS PARQUET LOCATION '${outside}'`);
  await mkdir(join(outside, `k=${id}`), { recursive: true });
  await run(`MSCK REPAIR TABLE repaired_${number} SYNC PARTITIONS`);
  console.log(`repaired ${id}`);
}

const steps = [
  insert,
  setProperty,
  insert,
  optimize,
  grant,
  make,
  addColumn,
  makeAndRename,
  insert,
  makeView,
  revoke,
  drop,
  updateAll,
  deleteSome,
  merge,
  replace,
  fillAndTruncate,
  unload,
  repair,
];

await run(`CREATE TABLE changed_${number} (x int) STORED AS PARQUET`);
for (let i = 0; i < Number(count); i++) {
  const id = Number(number) * 1_000_000 + i;
  try {
    // Killed processes come to all steps, as each begins with another.
    await steps[(i + 5 * Number(number)) % steps.length](id);
    console.log(`stepped ${id}`);
  } catch (error) {
    // Of two that merge the same files one is refused.
    if (error.name !== 'TRANSACTION_CONFLICT') throw error;
  }
}
await lake.close();
