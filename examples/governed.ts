// A governed lake: what a principal was granted, and what exists for it.
import { Lake } from 'lakelet';

await using lake = await Lake.open(undefined, { admins: ['boss'] });
const boss = lake.session({ principal: 'boss' });
await boss.query(
  "CREATE TABLE people AS SELECT * FROM (VALUES ('Ada', 'UK', 10), ('Marie', 'PL', 20)) AS t (name, country, salary)",
);
await boss.query("CREATE DATA FILTER british ON people EXCLUDE COLUMNS (salary) WHERE country = 'UK'");
await boss.query('GRANT SELECT ON DATA FILTER british ON people TO USER ana');

const ana = lake.session({ principal: 'ana' });
console.log(await (await ana.query('SELECT * FROM people')).toArrays());
console.log(await ana.query('SELECT salary FROM people').catch(({ name }) => name));
console.log(
  await lake
    .session({ principal: 'bob' })
    .query('SELECT * FROM people')
    .catch(({ name }) => name),
);

/* Prints:
[ [ 'Ada', 'UK' ] ]
COLUMN_NOT_FOUND
SCHEMA_NOT_FOUND
*/
