// A process that is killed with a statement running: `node running-process.js <folder> <file>`. It prints a line when its history says so.
import { Lake } from '../../../dist/src/index.js';

const [folder, file] = process.argv.slice(2);
const lake = await Lake.open(folder, { threads: 1, memoryLimit: '64MiB' });
for (let i = 0; i < 3; i++) await (await lake.query(`SELECT ${i} /* old */`)).toArrays();
try {
  await (await lake.query('SELECT 1 / 0 /* old */')).toArrays();
} catch (error) {
  if (error.name !== 'DIVISION_BY_ZERO') throw error;
}
// Its rows are never taken.
await lake.query(`SELECT * FROM '${file}' /* old */`);
const wanted = "SELECT count(*) FROM system.queries WHERE query LIKE '%/* old */' AND (state = 'RUNNING' OR finished IS NOT NULL)";
const [[count]] = await (await lake.query(wanted)).toArrays();
console.log(`noted ${count}`);
setInterval(() => undefined, 1000);
