import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Lake } from '../../src/engine/lake.js';
import { type RowTextMaker, resultText } from '../../src/engine/result-formats/row-text.js';
import { isOnlyDone } from '../../src/shell/done-text.js';
import { durationText, rowsText } from '../../src/shell/duration-text.js';
import { markdownText } from '../../src/shell/formats/markdown.js';
import { tableText } from '../../src/shell/formats/table.js';
import { verticalText } from '../../src/shell/formats/vertical.js';
import { LastResult } from '../../src/shell/last-result.js';
import { progressText } from '../../src/shell/progress-bar.js';
import { splitInput } from '../../src/shell/split-input.js';

let lake: Lake;
beforeAll(async () => {
  lake = await Lake.open();
});
afterAll(() => lake.close());

async function printed(sql: string, make: RowTextMaker, width?: number): Promise<string> {
  let text = '';
  for await (const piece of resultText(await lake.query(sql), make, width)) text += piece;
  return text.replace(/[\d.]+ m?s/, 'TIME');
}

describe('tables', () => {
  test('are no wider than the terminal, and say what is missing', async () => {
    const columns = Array.from({ length: 12 }, (_, i) => `'${'x'.repeat(20)}' AS column_${i}`);
    const text = await printed(`SELECT ${columns.join(', ')}`, tableText, 40);
    for (const line of text.split('\n').slice(0, 4)) expect(line.length).toBeLessThanOrEqual(40);
    expect(text).toContain('(1 row, TIME; 4 of 12 columns, values cut to fit: .last or the format vertical shows all)');
  });

  test('count wide characters as two cells, and have types on a terminal', async () => {
    expect(await printed(`SELECT * FROM (VALUES ('漢', 1), ('👨‍👩‍👧', 20)) t(a, n)`, tableText, 80)).toBe(
      [
        'a                 n',
        'varchar(5)  integer',
        '──────────  ───────',
        '漢                1',
        '👨‍👩‍👧               20',
        '(2 rows, TIME)\n\n',
      ].join('\n'),
    );
  });

  test('keep the lines of the only column', async () => {
    expect(await printed(`SELECT 'a\nbcd\x1b' AS plan`, tableText)).toBe(
      'plan\n─────────\na\nbcd\\u001b\n(1 row, TIME)\n\n',
    );
  });

  test('have a head without rows', async () => {
    expect(await printed('SELECT 1 AS a WHERE false', tableText)).toBe('a\n─\n(0 rows, TIME)\n\n');
  });
});

test('vertical shows every value whole', async () => {
  expect(await printed(`SELECT 1 AS a, 'x\ny' AS long_name, CAST(NULL AS varchar) AS n`, verticalText)).toBe(
    '─── row 1 ───\n        a: 1\nlong_name: x\n           y\n        n: NULL\n(1 row, TIME)\n\n',
  );
});

test('markdown escapes what would be markup', async () => {
  expect(await printed(`SELECT 1.5 AS "a|b", '<b>|*x*\ny' AS t`, markdownText)).toBe(
    '| a\\|b | t |\n| ---: | --- |\n| 1.5 | &lt;b>\\|\\*x\\*<br>y |\n',
  );
});

test('the last result is kept and shown in full', async () => {
  const result = await lake.query('SELECT x FROM UNNEST(sequence(1, 5005)) t(x), UNNEST(sequence(1, 2)) u(y)');
  const last = new LastResult(result.columns);
  for await (const _ of resultText(result, last.keeping(tableText), 10));
  const text = [...last.text(markdownText)].join('');
  expect(text.split('\n')).toHaveLength(2 + 10_000 + 2);
  expect(text).toContain('(the first 10000 rows; 10 more were not kept)');
});

test('progress has a share, a rate and a forecast', () => {
  const running = { state: 'running', elapsedMs: 2000, rowsReturned: 0 } as const;
  expect(progressText({ ...running, splitsDone: 1, splitsTotal: 4, rowsRead: 3_000_000 })).toBe(
    '▕█████               ▏  25%  3.00M rows  1.50M rows/s  2.00 s  ETA 6.00 s',
  );
  expect(progressText({ ...running, splitsDone: 0, splitsTotal: 4 })).not.toContain('ETA');
  expect(progressText(running)).toBe('2.00 s');
  expect(progressText({ ...running, state: 'queued' })).toBe('queued 2.00 s');
});

test('durations and counts', () => {
  expect([5, 1500, 125_000, 7_500_000].map(durationText)).toEqual(['5 ms', '1.50 s', '2 min 5 s', '2 h 5 min']);
  expect([0, 1, 9999, 1_234_567].map(rowsText)).toEqual(['0 rows', '1 row', '9999 rows', '1,234,567 rows']);
});

describe('input', () => {
  const parts = (text: string): string[] =>
    splitInput(text).map(({ kind, text: part, isTerminated }) => `${kind}: ${part}${isTerminated ? '' : '…'}`);

  test('has dot commands where a statement could begin', () => {
    expect(parts(".mode csv\nSELECT '\n.x';\n\\d t;\nSELECT 1\n.tables\n")).toEqual([
      'dot command: .mode csv',
      "statement: SELECT '\n.x'",
      'dot command: \\d t',
      'statement: SELECT 1\n.tables…',
    ]);
  });

  test('is only done when it is no query', () => {
    const columns = [{ name: 'result', type: 'boolean' }];
    expect(isOnlyDone('CREATE TABLE t (a bigint)', columns)).toBe(true);
    expect(isOnlyDone('-- create\n SELECT true AS result', columns)).toBe(false);
    expect(isOnlyDone('DROP TABLE t', [{ name: 'rows', type: 'bigint' }])).toBe(false);
  });
});
