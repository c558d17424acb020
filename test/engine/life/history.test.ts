import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { LakeError } from '../../../src/base/lake-error.js';
import { LiveStatements } from '../../../src/engine/life/live-statements.js';
import { StatementHistory } from '../../../src/engine/life/statement-history.js';
import type { StatementSubmission } from '../../../src/engine/life/statement-record.js';
import { StatementEnd } from '../../../src/engine/statement-end.js';
import { Lake } from '../../../src/index.js';
import { flightsFile } from '../flights.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lakelet-history-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const submission = (text: string, more: Partial<StatementSubmission> = {}): StatementSubmission => ({
  text,
  principal: 'ana',
  catalog: 'awsdatacatalog',
  database: 'default',
  workgroup: 'primary',
  source: undefined,
  clientTags: [],
  ...more,
});

function openHistory(days?: number, countMax?: number) {
  const history = new StatementHistory(folder, true, days, countMax);
  const statements = new LiveStatements();
  statements.follow((life) => history.note(life));
  const begin = (text: string, more?: Partial<StatementSubmission>) =>
    statements.begin(submission(text, more), new StatementEnd(undefined, undefined));
  return { history, begin };
}

describe('the history', () => {
  test('keeps statements beyond the process, the newest first', () => {
    const first = openHistory();
    first.begin('one').fail(new LakeError('DIVISION_BY_ZERO', 'Division by zero'));
    first.begin('two', { workgroup: 'etl' }).fail(new LakeError('USER_CANCELED', 'Query was canceled'));
    first.history.close();
    const { history } = openHistory();
    expect(history.list().map(({ text, state, failure }) => [text, state, failure?.name])).toEqual([
      ['two', 'CANCELLED', 'USER_CANCELED'],
      ['one', 'FAILED', 'DIVISION_BY_ZERO'],
    ]);
    expect(history.list({ workgroup: 'etl' }).map(({ text }) => text)).toEqual(['two']);
    expect(history.list({ principal: 'ben' })).toEqual([]);
    history.close();
  });

  test('shows to other processes what runs, and ends it when its process is gone', () => {
    const first = openHistory();
    const life = first.begin('long');
    life.admit();
    expect(first.history.list().map(({ state }) => state)).toEqual(['RUNNING']);
    const second = openHistory();
    expect(second.history.find(life.queryId)).toMatchObject({ state: 'RUNNING', text: 'long' });
    first.history.close();
    expect(second.history.find(life.queryId)).toMatchObject({
      state: 'FAILED',
      failure: { name: 'GENERIC_INTERNAL_ERROR', message: 'The process that ran the statement has ended' },
    });
    second.history.close();
  });

  test('forgets what is too old or too much, but nothing that runs', () => {
    const { history, begin } = openHistory(45, 300);
    const running = begin('running');
    for (let i = 0; i < 1500; i++) begin(`s${i}`).fail(new LakeError('NOT_FOUND', 'not there'));
    const texts = history.list().map(({ text }) => text);
    expect(texts).toContain('running');
    expect(texts).toContain('s1499');
    expect(texts.length).toBeLessThan(1001);
    running.fail(new LakeError('NOT_FOUND', 'not there'));
    history.close();
    const later = openHistory(0, 300);
    for (let i = 0; i < 500; i++) later.begin(`t${i}`).fail(new LakeError('NOT_FOUND', 'not there'));
    expect(later.history.list().some(({ text }) => text.startsWith('s'))).toBe(false);
    later.history.close();
  });

  test('of a lake that is killed is right', { timeout: 60_000 }, async () => {
    const script = fileURLToPath(new URL('running-process.js', import.meta.url));
    const child = spawn(process.execPath, [script, folder, flightsFile], { stdio: ['ignore', 'pipe', 'inherit'] });
    const closed = new Promise((resolve) => child.on('close', resolve));
    await new Promise((resolve) => child.stdout.on('data', resolve));
    child.kill('SIGKILL');
    await closed;
    await using lake = await Lake.open(folder, { threads: 1, memoryLimit: '64MiB' });
    const rows = await (
      await lake.query(
        "SELECT state, error_name, count(*) FROM system.queries WHERE query LIKE '%/* old */' GROUP BY 1, 2 ORDER BY 1, 2",
      )
    ).toArrays();
    expect(rows).toEqual([
      ['FAILED', 'DIVISION_BY_ZERO', 1n],
      ['FAILED', 'GENERIC_INTERNAL_ERROR', 1n],
      ['SUCCEEDED', null, 3n],
    ]);
  });
});
