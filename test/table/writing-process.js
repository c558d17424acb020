// A process that writes to a lake: `node writing-process.js <folder> <number> <count>`. It prints a line for each statement that was
// acknowledged; kill.test.ts kills it in the middle.
import { Lake } from '../../dist/src/index.js';

const [folder, number, count] = process.argv.slice(2);
const lake = await Lake.open(folder, { threads: 1, memoryLimit: '64MiB' });
const run = async (sql) => (await lake.query(sql)).toArrays();

for (let i = 0; i < Number(count); i++) {
  const id = Number(number) * 1_000_000 + i;
  try {
    if (i % 7 === 3) await run('OPTIMIZE kept REWRITE DATA USING BIN_PACK');
    else if (i % 7 === 5) {
      await run(`CREATE TABLE made_${id} AS SELECT ${id} id, x FROM UNNEST(sequence(1, 500)) t(x)`);
      console.log(`made ${id}`);
    } else {
      await run(`INSERT INTO kept SELECT x, ${id}, CAST(x % 2 AS varchar) FROM UNNEST(sequence(0, 9)) t(x)`);
      console.log(`inserted ${id}`);
    }
  } catch (error) {
    // Of two that merge the same files one is refused.
    if (error.name !== 'TRANSACTION_CONFLICT') throw error;
  }
}
await lake.close();
