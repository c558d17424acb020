import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Lake, type LakeError } from '../../src/index.js';

let folder: string;
let lake: Lake;
let tableCount = 0;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lakelet-text-'));
  lake = await Lake.open(join(folder, 'lake'), { threads: 2, memoryLimit: '256MiB' });
});
afterAll(async () => {
  await lake.close();
  await rm(folder, { recursive: true });
});

/** Makes a table over files by name; gives its name. */
async function table(
  columns: string,
  rest: string,
  files: Record<string, string | Uint8Array>,
  properties = '',
): Promise<string> {
  const name = `t${++tableCount}`;
  const location = join(folder, 'lake', 'files', name);
  await mkdir(location, { recursive: true });
  for (const [file, content] of Object.entries(files)) {
    await mkdir(join(location, file, '..'), { recursive: true });
    await writeFile(join(location, file), content);
  }
  await run(`CREATE EXTERNAL TABLE ${name} (${columns}) ${rest} LOCATION '${location}/' ${properties}`);
  return name;
}

const run = async (sql: string, settings = {}) => (await lake.session({ settings }).query(sql)).toArrays();
const failure = (sql: string): Promise<LakeError> =>
  run(sql).then(
    () => expect.fail('a failure is expected'),
    (error: LakeError) => error,
  );

const openCsv = "ROW FORMAT SERDE 'org.apache.hadoop.hive.serde2.OpenCSVSerde'";
const openx = "ROW FORMAT SERDE 'org.openx.data.jsonserde.JsonSerDe'";
const hiveJson = "ROW FORMAT SERDE 'org.apache.hive.hcatalog.data.JsonSerDe'";
const commas = "ROW FORMAT DELIMITED FIELDS TERMINATED BY ','";

describe('delimited text', () => {
  test('has fields by place; what is no value is NULL', async () => {
    const name = await table(
      'a int, b string, c double, d boolean, e date, f timestamp, g decimal(5,2), h bigint',
      commas,
      {
        'x.csv': [
          '1,one,1.5,true,2024-01-31,2024-01-31 10:11:12.345,12.345,12345678901234567',
          '-2,,x,FALSE,2024-02-30,nope,1e1,99999999999999999999',
          'x,\\N,-0.25,maybe',
          '3.9,too,1e3,true,2024-01-01,2024-01-01 00:00:00,1,2,extra',
          '',
        ].join('\r\n'),
      },
    );
    expect(await run(`SELECT * FROM ${name}`)).toEqual([
      [1, 'one', 1.5, true, '2024-01-31', '2024-01-31 10:11:12.345', '12.35', 12345678901234567n],
      [-2, '', null, false, null, null, '10.00', null],
      [null, null, -0.25, null, null, null, null, null],
      [3, 'too', 1000, true, '2024-01-01', '2024-01-01 00:00:00.000', '1.00', 2n],
    ]);
    expect(await run(`SELECT b FROM ${name} WHERE a > 0 AND c < 100`)).toEqual([['one']]);
  });

  test('nests collections between their own delimiters', async () => {
    const rest = `${commas} COLLECTION ITEMS TERMINATED BY '|' MAP KEYS TERMINATED BY ':' NULL DEFINED AS 'null'`;
    const name = await table('a array<int>, m map<string,int>, s struct<x:string,y:int>', rest, {
      x: '1|2|null,a:1|b:2|a:3|c,one|2\n,,\nnull,null,null\n',
    });
    expect(await run(`SELECT * FROM ${name}`)).toEqual([
      [[1, 2, null], expect.anything(), ['one', 2]],
      [[], expect.anything(), [null, null]],
      [null, null, null],
    ]);
    expect(await run(`SELECT m['a'], m['c'], cardinality(m) FROM ${name} WHERE cardinality(m) > 0`)).toEqual([
      [1, null, 3n],
    ]);
  });

  test('takes escapes off', async () => {
    const rest = "ROW FORMAT DELIMITED FIELDS TERMINATED BY '\\t' ESCAPED BY '\\\\'";
    const name = await table('a string, b string', rest, { x: 'a\\\tb\tc\\\\d\\n\n' });
    expect(await run(`SELECT * FROM ${name}`)).toEqual([['a\tb', 'c\\d\n']]);
  });

  test('leaves out headers and footers, hidden and empty files, and goes into folders', async () => {
    const name = await table(
      'a int',
      commas,
      {
        'one.csv': 'a\n1\n2\nend\n',
        'sub/folder/two.csv': 'a\n3\nend',
        'sub/_hidden.csv': 'a\n9\nend',
        '.hidden': 'a\n9\nend',
        '_sub/x.csv': 'a\n9\nend',
        empty: '',
      },
      "TBLPROPERTIES ('skip.header.line.count'='1', 'skip.footer.line.count'='1')",
    );
    expect(await run(`SELECT sum(a), count(*) FROM ${name}`)).toEqual([[6n, 3n]]);
    expect(await run(`SELECT count(DISTINCT "$path") FROM ${name}`)).toEqual([[2n]]);
  });

  test('is read in parts', async () => {
    const lines = Array.from({ length: 300_000 }, (_, index) => `${index},${'x'.repeat(index % 40)}é`);
    const name = await table(
      'a int, b string',
      commas,
      {
        plain: lines.join('\n'),
        'packed.gz': gzipSync(lines.slice(0, 1000).join('\n')),
      },
      "TBLPROPERTIES ('skip.header.line.count'='1')",
    );
    const sum = (count: number): number => (count * (count - 1)) / 2;
    const characters = (count: number): number =>
      lines.slice(1, count).reduce((total, line) => total + line.split(',')[1]!.length, 0);
    expect(await run(`SELECT count(*), count(a), sum(a), sum(length(b)), count(DISTINCT a) FROM ${name}`)).toEqual([
      [300_998n, 300_998n, BigInt(sum(300_000) + sum(1000)), BigInt(characters(300_000) + characters(1000)), 299_999n],
    ]);
    expect(await run(`SELECT count(*) FROM ${name}`, { batch_rows: 3 })).toEqual([[300_998n]]);
  });
});

describe('OpenCSV', () => {
  test('knows quotes and escapes', async () => {
    const name = await table('a string, b string, c string', openCsv, {
      x: '1,"two, too","say \\"hi\\""\nplain,,"a""b"\n\\x,  "lead", tail \nopen,"never\nlast',
    });
    expect(await run(`SELECT * FROM ${name}`)).toEqual([
      ['1', 'two, too', 'say "hi"'],
      ['plain', '', 'a"b'],
      ['x', 'lead', ' tail '],
      ['open', null, null],
      ['last', null, null],
    ]);
  });

  test('turns texts into the types of columns, or fails', async () => {
    const rest = `${openCsv} WITH SERDEPROPERTIES ('separatorChar'=';', 'quoteChar'="'", 'escapeChar'='\\\\')`;
    const name = await table('a int, b date, c timestamp, d boolean', rest, {
      x: "'1';19000;1706695872345;TRUE\n",
    });
    expect(await run(`SELECT * FROM ${name}`)).toEqual([[1, '2022-01-08', '2024-01-31 10:11:12.345', true]]);
    const bad = await table('s string, a int', openCsv, { x: 'x,\n' });
    expect((await run(`SELECT s FROM ${bad}`))[0]).toEqual(['x']);
    const error = await failure(`SELECT a FROM ${bad}`);
    expect(error.name).toBe('HIVE_BAD_DATA');
    expect(error.message).toContain(`Error parsing field value '' for field 1: For input string: ""`);
    expect(error.message).toContain('/x)');
  });
});

describe('JSON', () => {
  const columns =
    'id bigint, name string, score double, tags array<string>, at struct<x:int,y:map<string,double>>, raw string';
  const line =
    '{"ID": 12345678901234567, "Name": "a\\u00e9\\n", "score": 1.5, "tags": ["x", null], "at": {"X": "7", "y": {"k": 1e2}}, "raw": {"a" : [1]}, "more": [{}]}';

  test.each([
    ['OpenX', openx],
    ['Hive', hiveJson],
  ])('of %s has columns by keys', async (_, serde) => {
    const name = await table(columns, serde, { x: `${line}\n{}\n{"name": 5, "id": "3", "score": 2, "raw": true}\n` });
    expect(await run(`SELECT id, name, score, tags, at.x, at.y['k'], raw FROM ${name}`)).toEqual([
      [12345678901234567n, 'aé\n', 1.5, ['x', null], 7, 100, '{"a" : [1]}'],
      [null, null, null, null, null, null, null],
      [3n, '5', 2, null, null, null, 'true'],
    ]);
  });

  test('refuses malformed rows, or reads them as NULLs', async () => {
    const files = { x: '{"a": 1}\n{"a": 2\n{"a": 3}\n' };
    const strict = await table('a int', openx, files);
    const error = await failure(`SELECT count(*) FROM ${strict}`);
    expect(error.name).toBe('HIVE_CURSOR_ERROR');
    expect(error.message).toContain('Row is not a valid JSON Object - JSONException:');
    const lenient = await table('a int', `${openx} WITH SERDEPROPERTIES ('ignore.malformed.json'='true')`, files);
    expect(await run(`SELECT a FROM ${lenient}`)).toEqual([[1], [null], [3]]);
  });

  test('refuses keys that come twice, in any case', async () => {
    const name = await table('a int', openx, { x: '{"b": 1, "B": 2}\n' });
    expect((await failure(`SELECT a FROM ${name}`)).message).toContain('Duplicate key "B"');
    const exact = `${openx} WITH SERDEPROPERTIES ('case.insensitive'='false', 'mapping.big'='B', 'mapping.small'='b')`;
    const mapped = await table('big int, small int', exact, { x: '{"b": 1, "B": 2}\n' });
    expect(await run(`SELECT * FROM ${mapped}`)).toEqual([[2, 1]]);
    const last = await table('a string', hiveJson, { x: '{"a": "a long text, longer", "a": "x"}\n' });
    expect(await run(`SELECT a, length(a) FROM ${last}`)).toEqual([['x', 1n]]);
  });

  test('may have dots in keys', async () => {
    const name = await table('a_b int', `${openx} WITH SERDEPROPERTIES ('dots.in.keys'='true')`, { x: '{"a.b": 1}\n' });
    expect(await run(`SELECT * FROM ${name}`)).toEqual([[1]]);
  });

  test('refuses values of another type', async () => {
    const name = await table('s string, a struct<x:int>, n int', openx, { x: '{"a": "text", "n": "many"}\n' });
    expect((await failure(`SELECT a FROM ${name}`)).message).toContain(
      'Error parsing field value for field 1: java.lang.String cannot be cast to org.openx.data.jsonserde.json.JSONObject',
    );
    const number = await table('n int', openx, { x: '{"n": "many"}\n' });
    expect((await failure(`SELECT n FROM ${number}`)).message).toContain(
      `Error parsing field value 'many' for field 0: For input string: "many"`,
    );
  });
});

describe('regex', () => {
  const serde = (pattern: string): string =>
    `ROW FORMAT SERDE 'org.apache.hadoop.hive.serde2.RegexSerDe' WITH SERDEPROPERTIES ('input.regex'='${pattern}')`;
  test('has a column for each group; other lines are NULLs', async () => {
    const name = await table('a string, b int', serde('([a-z]+) (\\\\d+).*'), { x: 'abc 12 more\nABC\n' });
    expect(await run(`SELECT * FROM ${name}`)).toEqual([
      ['abc', 12],
      [null, null],
    ]);
  });
  test('is of Java, and has its answer in time', async () => {
    const java = await table('a string, b string', serde('(?i)(\\\\p{Alpha}++)(?:-(x{2,}))?'), {
      x: 'ABC-xX\nlongerThanTwelve-xxx\nab\n1\n',
    });
    expect(await run(`SELECT * FROM ${java}`)).toEqual([
      ['ABC', 'xX'],
      ['longerThanTwelve', 'xxx'],
      ['ab', null],
      [null, null],
    ]);
    const slow = await table('a string', serde('((?:a|aa|a+)+b)'), { x: `${'a'.repeat(500)}\n` });
    // Trying every way to split the letters up would not end.
    expect(await run(`SELECT * FROM ${slow}`)).toEqual([[null]]);
  });
  test('wants as many groups as columns', async () => {
    const name = await table('a string, b int', serde('(.*)'), { x: 'abc\n' });
    expect((await failure(`SELECT * FROM ${name}`)).message).toContain(
      "Number of matching groups doesn't match the number of columns",
    );
  });
});

test('files of other formats fail by name', async () => {
  const name = await table('a int', 'STORED AS ORC', { x: 'ORC' });
  expect((await failure(`SELECT * FROM ${name}`)).name).toBe('HIVE_UNSUPPORTED_FORMAT');
  const packed = await table('a int', commas, { 'x.zip': 'abc' });
  expect((await failure(`SELECT * FROM ${packed}`)).message).toContain('.zip');
});
