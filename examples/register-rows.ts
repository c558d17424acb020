// JavaScript's rows, streams of them and Arrow tables as tables.
import { tableFromArrays } from 'apache-arrow';
import { Lake } from 'lakelet';

await using lake = await Lake.open();

await lake.register('people', [
  { id: 1, name: 'Ada', born: new Date('1815-12-10') },
  { id: 2, name: 'Alan', born: new Date('1912-06-23') },
]);

async function* visits() {
  for (let visit = 0; visit < 100_000; visit++) yield { person: (visit % 3) + 1, seconds: visit % 60 };
}
await lake.register('visits', visits());

await lake.register('rooms', tableFromArrays({ id: Int32Array.of(1, 2), room: ['north', 'south'] }));

const result = await lake.query<{ name: string; room: string; year: bigint; visits: bigint; mean: number }>(`
  SELECT name, room, year(born) AS year, count(*) AS visits, round(avg(seconds), 1) AS mean
  FROM people JOIN visits ON people.id = visits.person JOIN rooms ON rooms.id = people.id
  GROUP BY name, room, born ORDER BY name`);
for await (const { name, room, year, visits, mean } of result)
  console.log(`${name} (${year}), ${room}: ${visits} visits of ${mean} seconds`);

/* Prints:
Ada (1815), north: 33334 visits of 28.5 seconds
Alan (1912), south: 33333 visits of 29.5 seconds
*/
