import { afterAll, beforeAll, expect, test } from 'vitest';
import { Lake } from '../../src/engine/lake.js';
import type { SessionChange } from '../../src/engine/session-change.js';
import type { SessionOptions } from '../../src/engine/session-options.js';

let lake: Lake;
beforeAll(async () => {
  lake = await Lake.open(undefined, { threads: 1 });
});
afterAll(() => lake.close());

async function changesOf(text: string, options: SessionOptions = {}): Promise<SessionChange[]> {
  const changes: SessionChange[] = [];
  const session = lake.session({ ...options, onChange: (change) => changes.push(change) });
  await (await session.query(text)).toArrays();
  return changes;
}

test('a session tells its client what statements change of it', async () => {
  expect(await changesOf('SELECT 1')).toEqual([]);
  expect(await changesOf('USE information_schema')).toEqual([
    { kind: 'use', catalog: undefined, database: 'information_schema' },
  ]);
  expect(await changesOf('USE awsdatacatalog.information_schema')).toEqual([
    { kind: 'use', catalog: 'awsdatacatalog', database: 'information_schema' },
  ]);
  expect(await changesOf('SET SESSION batch_rows = 7')).toEqual([
    { kind: 'set session', name: 'batch_rows', value: '7' },
  ]);
  expect(await changesOf('RESET SESSION batch_rows')).toEqual([{ kind: 'reset session', name: 'batch_rows' }]);
  expect(await changesOf("SET TIME ZONE 'Europe/Paris'")).toEqual([{ kind: 'set time zone', zone: 'Europe/Paris' }]);
  expect(await changesOf('SET TIME ZONE LOCAL')).toEqual([{ kind: 'set time zone', zone: undefined }]);
  expect(await changesOf('SET ROLE NONE')).toEqual([{ kind: 'set role', role: 'NONE' }]);
  const [prepared] = await changesOf('PREPARE p FROM SELECT ? + 1');
  expect(prepared).toMatchObject({ kind: 'prepare', name: 'p', sql: expect.stringMatching(/SELECT.*\? \+ 1/) });
});

test('prepared statements and transactions of the client', async () => {
  const prepared = new Map([['p', 'SELECT ? + 1']]);
  const session = lake.session({ prepared });
  expect(await (await session.query('EXECUTE p USING 2')).toArrays()).toEqual([[3]]);
  expect(await changesOf('DEALLOCATE PREPARE p', { prepared })).toEqual([{ kind: 'deallocate', name: 'p' }]);
  await expect(changesOf('DEALLOCATE PREPARE p')).rejects.toMatchObject({ name: 'NOT_FOUND' });
  const broken = lake.session({ prepared: new Map([['p', 'SELEC']]) });
  await expect(broken.query('EXECUTE p')).rejects.toMatchObject({ name: 'SYNTAX_ERROR' });

  const [started] = await changesOf('START TRANSACTION READ ONLY');
  expect(started).toMatchObject({ kind: 'start transaction', id: expect.stringMatching(/^[0-9a-f-]{36}$/) });
  expect(await changesOf('COMMIT', { transactionId: 'x' })).toEqual([{ kind: 'end transaction' }]);
  await expect(changesOf('ROLLBACK')).rejects.toMatchObject({ name: 'NOT_IN_TRANSACTION' });
  await expect(changesOf('START TRANSACTION', { transactionId: 'x' })).rejects.toMatchObject({ name: 'NOT_SUPPORTED' });
});

test('a statement is told of before it is done', async () => {
  const ids: (string | undefined)[] = [];
  const updates: (string | undefined)[] = [];
  for (const text of ['SELECT 1', 'SET SESSION batch_rows = 7', 'CREATE SCHEMA s', 'DROP SCHEMA s']) {
    const result = await lake.query(text, {
      onBegin: (life) => {
        ids.push(life.queryId);
        updates.push(life.updateType);
      },
    });
    expect(ids.at(-1)).toBe(result.queryId);
    expect(updates.at(-1)).toBeUndefined();
    await result.toArrays();
  }
});
