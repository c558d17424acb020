// A process that changes rows of a table which others change too: `node changing-rows-process.js <folder> <number> <count>`. Statements that
// another came before are run again. Prints how many were.
import { Lake } from '../../dist/src/index.js';

const [folder, number, count] = process.argv.slice(2);
const lake = await Lake.open(folder, { threads: 1, memoryLimit: '64MiB' });
let conflictCount = 0;

async function run(sql) {
  for (;;) {
    try {
      return await (await lake.query(sql)).toArrays();
    } catch (error) {
      if (error.name !== 'TRANSACTION_CONFLICT') throw error;
      conflictCount++;
      await new Promise((resume) => setTimeout(resume, Math.random() * 20));
    }
  }
}

for (let i = 0; i < Number(count); i++) {
  // Moves money, adds a row and takes it away again: the sum and the number of accounts stay.
  await run(`UPDATE accounts SET money = money + IF(id = ${number}, -1, 1) WHERE id IN (${number}, 100)`);
  await run(`MERGE INTO accounts USING (VALUES ${number}, ${number} + 1000) s(k) ON id = k
    WHEN MATCHED THEN UPDATE SET changes = changes + 1 WHEN NOT MATCHED THEN INSERT VALUES (k, 0, 0)`);
  await run(`DELETE FROM accounts WHERE id = ${number} + 1000`);
  await run(`INSERT INTO log VALUES (${number}, ${i})`);
}
await lake.close();
console.log(conflictCount);
