// A process that changes a lake's catalog: `node changing-process.js <folder> <number>`. It prints a line for each statement that was acknowledged
// until kill.test.ts kills it.
import { Lake } from '../../dist/src/index.js';

const [folder, number] = process.argv.slice(2);
const lake = await Lake.open(folder, { threads: 1, memoryLimit: '64MiB' });
const run = async (sql) => (await lake.query(sql)).toArrays();

for (let i = 0; i < 10_000; i++) {
  const id = Number(number) * 100_000 + i;
  await run(`ALTER TABLE t ADD PARTITION (n=${id}, k='a') PARTITION (n=${id}, k='b')`);
  console.log(`added ${id}`);
  await run(`ALTER TABLE t SET TBLPROPERTIES ('last${number}'='${id}', 'again${number}'='${id}')`);
  console.log(`set ${id}`);
  await run(`CREATE DATABASE d${id}`);
  await run(`DROP DATABASE d${id}`);
}
await lake.close();
