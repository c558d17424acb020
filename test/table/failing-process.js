// Runs statements while the file system fails once (failing-files.cjs): `node failing-process.js <folder>`. Prints what came of it as JSON.
import { Lake } from '../../dist/src/index.js';

const lake = await Lake.open(process.argv[2], { threads: 1, memoryLimit: '64MiB' });
const run = async (sql) => (await lake.query(sql)).toArrays();
const rows = async () => (await run('SELECT count(*), sum(x) FROM kept'))[0].map(Number);
const before = await rows();
globalThis.lakeletFaults.begin();
let error;
try {
  await run("INSERT INTO kept SELECT x, CAST(x % 2 AS varchar) FROM UNNEST(sequence(1, 1000)) t(x)");
} catch (caught) {
  error = { name: caught.name, type: caught.type, message: caught.message };
}
globalThis.lakeletFaults.end();
const { hasFailed } = globalThis.lakeletFaults;
const after = await rows();
await lake.close();
console.log(JSON.stringify({ before, after, error, hasFailed }));
