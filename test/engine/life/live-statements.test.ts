import { describe, expect, test } from 'vitest';
import { LakeError } from '../../../src/base/lake-error.js';
import { LiveStatements } from '../../../src/engine/life/live-statements.js';
import { QueryIds } from '../../../src/engine/life/query-ids.js';
import type { StatementRecord } from '../../../src/engine/life/statement-record.js';
import { StatementEnd } from '../../../src/engine/statement-end.js';

const submission = {
  text: 'SELECT 1',
  principal: 'ana',
  catalog: 'awsdatacatalog',
  database: 'default',
  workgroup: 'primary',
  source: undefined,
  clientTags: [],
};

describe('ids of statements', () => {
  test('have the form of Trino, go up, and begin anew with the day', () => {
    const ids = new QueryIds();
    const first = ids.next(Date.parse('2026-11-21T18:05:09Z'));
    expect(first).toMatch(/^20261121_180509_00000_[a-z2-9]{5}$/);
    const second = ids.next(Date.parse('2026-11-21T23:59:59Z'));
    expect(second).toBe(`20261121_235959_00001_${first.slice(-5)}`);
    expect(ids.next(Date.parse('2026-11-22T00:00:00Z'))).toBe(`20261122_000000_00000_${first.slice(-5)}`);
  });

  test('stay different when a day has more of them than digits', () => {
    const ids = new QueryIds();
    const now = Date.parse('2026-11-21T18:05:09Z');
    const made = new Set(Array.from({ length: 100_002 }, () => ids.next(now)));
    expect(made.size).toBe(100_002);
  });
});

describe('live statements', () => {
  const begin = () => {
    const ended: StatementRecord[] = [];
    const statements = new LiveStatements();
    statements.follow((changed) => {
      if (changed.hasEnded) ended.push(changed.record());
    });
    const end = new StatementEnd(undefined, undefined);
    return { ended, statements, end, life: statements.begin(submission, end) };
  };

  test('are listed until they end, with what they failed with', () => {
    const { ended, statements, life } = begin();
    expect(statements.list()).toEqual([life]);
    expect(life.record().state).toBe('QUEUED');
    life.admit();
    expect(life.record().state).toBe('RUNNING');
    life.fail(new LakeError('TABLE_NOT_FOUND', "Table 't' does not exist", { position: { line: 1, column: 15 } }));
    life.fail(new LakeError('GENERIC_INTERNAL_ERROR', 'too late'));
    expect(statements.list()).toEqual([]);
    expect(ended).toMatchObject([
      { state: 'FAILED', failure: { name: 'TABLE_NOT_FOUND', code: 46, line: 1, column: 15 }, text: 'SELECT 1' },
    ]);
  });

  test('are cancelled by their id', () => {
    const { statements, end, life, ended } = begin();
    expect(statements.cancel('another')).toBe(false);
    expect(statements.cancel(life.queryId)).toBe(true);
    expect(end.signal.reason).toMatchObject({ name: 'USER_CANCELED' });
    life.fail(end.signal.reason);
    expect(ended).toMatchObject([{ state: 'CANCELLED' }]);
  });
});
