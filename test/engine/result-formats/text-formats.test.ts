import { afterAll, beforeAll, expect, test } from 'vitest';
import { Lake } from '../../../src/engine/lake.js';
import { findResultFormat, resultFormats } from '../../../src/engine/result-formats/registry.js';

let lake: Lake;
beforeAll(async () => {
  lake = await Lake.open();
});
afterAll(() => lake.close());

async function written(format: string, sql: string): Promise<string> {
  const pieces: Uint8Array[] = [];
  for await (const piece of findResultFormat(format)!.write(await lake.query(sql))) pieces.push(piece);
  return Buffer.concat(pieces).toString();
}

const values = `SELECT 9223372036854775807 AS a, 1.0E0 AS b, DECIMAL '1.50' AS c, 'x"y,' AS d, '' AS e, CAST(NULL AS varchar) AS f,
  ARRAY[1, NULL] AS g, MAP(ARRAY['k'], ARRAY[nan()]) AS h, X'00ff' AS i, TIMESTAMP '2024-02-29 01:02:03.004' AS j, U&'t\\0009l\\000Ab\\005C' AS k`;

test('csv quotes what needs it and tells NULL from an empty text', async () => {
  expect(await written('csv', values)).toBe(
    'a,b,c,d,e,f,g,h,i,j,k\n9223372036854775807,1.0,1.50,"x""y,","",,"[1,null]","{""k"":""NaN""}",AP8=,2024-02-29 01:02:03.004,"t\tl\nb\\"\n',
  );
});

test('tsv escapes tabs, line ends and backslashes', async () => {
  expect(await written('tsv', values)).toBe(
    'a\tb\tc\td\te\tf\tg\th\ti\tj\tk\n9223372036854775807\t1.0\t1.50\tx"y,\t\t\\N\t[1,null]\t{"k":"NaN"}\tAP8=\t2024-02-29 01:02:03.004\tt\\tl\\nb\\\\\n',
  );
});

const object =
  '{"a":9223372036854775807,"b":1.0,"c":"1.50","d":"x\\"y,","e":"","f":null,"g":[1,null],"h":{"k":"NaN"},"i":"AP8=","j":"2024-02-29 01:02:03.004","k":"t\\tl\\nb\\\\"}';

test('json and jsonl keep all digits of numbers', async () => {
  expect(await written('jsonl', `${values} UNION ALL ${values}`)).toBe(`${object}\n${object}\n`);
  expect(await written('json', `${values} UNION ALL ${values}`)).toBe(`[\n${object},\n${object}\n]\n`);
  expect(await written('json', 'SELECT 1 AS a WHERE false')).toBe('[]\n');
});

test('a column called __proto__ is one, and the last of equal names counts', async () => {
  expect(await written('ndjson', 'SELECT 1 AS "__proto__", 2 AS a, 3 AS a')).toBe('{"__proto__":1,"a":3}\n');
});

test('long results come in pieces, all of them', async () => {
  const sql =
    'SELECT x, x * 2 AS y FROM UNNEST(sequence(1, 10000)) AS s (x) CROSS JOIN UNNEST(sequence(1, 5)) AS t (z)';
  const lines = (await written('csv', sql)).split('\n');
  expect(lines).toHaveLength(50_002);
  expect(lines.slice(1, -1).reduce((sum, line) => sum + Number(line.split(',')[0]), 0)).toBe(5 * 50_005_000);
});

test('what fails on the way fails the iteration', async () => {
  await expect(written('csv', 'SELECT 1 / (x - 9000) FROM UNNEST(sequence(1, 10000)) AS s (x)')).rejects.toMatchObject({
    name: 'DIVISION_BY_ZERO',
  });
});

test('names and media types mean one format each', () => {
  const names = resultFormats.flatMap(({ name, aliases }) => [name, ...aliases]);
  const types = resultFormats.flatMap(({ mediaTypes }) => mediaTypes);
  expect(new Set(names).size).toBe(names.length);
  expect(new Set(types).size).toBe(types.length);
});
