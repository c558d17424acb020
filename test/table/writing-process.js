// A process that writes to a lake: `node writing-process.js <folder> <number> <count>`. It prints a line for each statement that was
// acknowledged, and for some that begin; kill.test.ts kills it in the middle.
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

const steps = [
  insert,
  setProperty,
  insert,
  optimize,
  grant,
  make,
  addColumn,
  insert,
  makeAndRename,
  insert,
  optimize,
  makeView,
  revoke,
  drop,
];

await run(`CREATE TABLE changed_${number} (x int) STORED AS PARQUET`);
for (let i = 0; i < Number(count); i++) {
  try {
    // Killed processes come to all steps, as each begins with another.
    await steps[(i + 5 * Number(number)) % steps.length](Number(number) * 1_000_000 + i);
  } catch (error) {
    // Of two that merge the same files one is refused.
    if (error.name !== 'TRANSACTION_CONFLICT') throw error;
  }
}
await lake.close();
