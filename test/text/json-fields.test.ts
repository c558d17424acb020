import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { Lake } from '../../src/index.js';

// Fields that nobody wants are passed by a kernel where they are as in the rows before. Whatever is different about a row must be noticed.
const lines: readonly (readonly [line: string, c: number | null])[] = [
  ['{"a":1,"b":"x","c":1}', 1],
  ['{"a":1,"b":"a much longer text, beyond sixteen bytes","c":2}', 2],
  ['{"a":1,"a":2,"c":3}', null],
  ['{"a":1,"a":2,"c":4}', null],
  ['{"b":"\\"","a":1,"c":5}', 5],
  ['{ "a" : 1 , "b" : "x" , "c" : 6 }', 6],
  ['{"a":01,"b":"x","c":7}', null],
  ['{"a":1,"b":"x","c":8,}', null],
  ['{"a":[1,{"q":"}"}],"b":"x","c":9}', 9],
  ['{"c":10,"a":1,"b":"x"}', 10],
  ['{"a":1,"b":"x"}', null],
  ['{"a":1,"b":"x","c":12}garbage', null],
  ['{"a":1,"b":"x","c":13', null],
  ['{"a":-1.5e3,"b":null,"c":14}', 14],
  ['{"a":tru,"b":"x","c":15}', null],
  ['{"A":1,"a":2,"c":16}', null],
  ['{"a":true,"b":false,"c":17}', 17],
  ['{"a":1.,"b":"x","c":18}', null],
  ['{"a":1,"b":"x\\\\","c":19}', 19],
  ['{"a":1,"b":"unterminated,"c":20}', null],
  ['{"c":21,"c":22}', null],
  ['{"a":1,"c":23,"b":"x","a":3}', null],
  ['{"a":1,"c":24,"b":"x","a":3}', null],
  ['{"a":1,"b":"x","c":25}', 25],
  ['{}', null],
  ['{"a":1 "b":"x","c":27}', null],
];

test('rows of JSON are read the same whatever the rows before looked like', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'lakelet-json-fields-'));
  const lake = await Lake.open(undefined, { threads: 1 });
  try {
    // Each line alone, then after every other one.
    const orders = [lines, [...lines].reverse(), ...lines.map((line) => [line, lines[0]!, line, line])];
    for (const [index, order] of orders.entries()) {
      writeFileSync(join(folder, `${index}.json`), order.map(([line]) => line).join('\n'));
    }
    await lake.query(
      `CREATE EXTERNAL TABLE j (a string, b string, c int) ROW FORMAT SERDE 'org.openx.data.jsonserde.JsonSerDe'
       WITH SERDEPROPERTIES ('ignore.malformed.json' = 'true') LOCATION '${folder}'`,
    );
    for (const [index, order] of orders.entries()) {
      const rows = await (await lake.query(`SELECT c FROM j WHERE "$path" LIKE '%/${index}.json'`)).toArrays();
      expect(rows.map(([c]) => c)).toEqual(order.map(([, c]) => c));
    }
  } finally {
    await lake.close();
    rmSync(folder, { recursive: true });
  }
});
