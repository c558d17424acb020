import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { AuditLog, type AuditRecord, auditSchema } from '../../src/access/audit-log.js';
import { CatalogConnection } from '../../src/catalog/catalog-connection.js';

let folder: string;
let file: CatalogConnection;
let log: AuditLog;

const open = (): CatalogConnection => CatalogConnection.open(join(folder, 'audit.db'), auditSchema);

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lakelet-audit-'));
  file = open();
  log = new AuditLog(open);
});

afterEach(async () => {
  log.close();
  file.close();
  await rm(folder, { recursive: true, force: true });
});

const entry = (action: string, isAllowed = true) => ({
  atMillis: 1,
  principal: 'bob',
  action,
  object: 'table d.t',
  isAllowed,
});

const entries = (...asked: Parameters<AuditLog['pages']>): readonly AuditRecord[] => [...log.pages(...asked)].flat();

const countOnDisk = (): number | undefined => file.get<{ n: number }>('SELECT count(*) AS n FROM audit')?.n;

function addThree(): void {
  log.add(entry('SELECT'));
  log.add(entry('DROP', false));
  log.add(entry('INSERT'));
}

test('keeps decisions in order, and refuses changes', async () => {
  addThree();
  expect(entries().map(({ id, action, isAllowed }) => [id, action, isAllowed])).toEqual([
    [1, 'SELECT', true],
    [2, 'DROP', false],
    [3, 'INSERT', true],
  ]);
  const { hash } = entries().at(-1)!;
  expect(await log.verify()).toEqual({ entryCount: 3, forgottenCount: 0, headHash: hash, wrongId: undefined });
  expect(() => file.run('DELETE FROM audit WHERE id = 2')).toThrow('append-only');
  expect(() => file.run("UPDATE audit SET entry = '{}' WHERE id = 2")).toThrow('append-only');
});

test('what is denied is on disk at once, what is allowed soon', async () => {
  log.add(entry('SELECT'));
  expect(countOnDisk()).toBe(0);
  log.add(entry('DROP', false));
  expect(countOnDisk()).toBe(2);
  log.add(entry('SELECT'));
  await expect.poll(countOnDisk, { timeout: 5000 }).toBe(3);
});

test('an entry that was changed shows', async () => {
  addThree();
  log.write();
  file.run('DROP TRIGGER audit_is_not_changed');
  file.run("UPDATE audit SET entry = replace(entry, 'false', 'true') WHERE id = 2");
  expect((await log.verify()).wrongId).toBe(2);
});

test('an entry that was taken out shows, in the middle by itself, at the end by what is known from elsewhere', async () => {
  addThree();
  log.write();
  const [, second, third] = entries();
  file.run('DROP TRIGGER audit_is_not_deleted');
  file.run('DELETE FROM audit WHERE id = 3');
  expect((await log.verify()).wrongId).toBeUndefined();
  expect((await log.verify(second)).wrongId).toBeUndefined();
  expect((await log.verify(third)).wrongId).toBe(3);
  file.run('DELETE FROM audit WHERE id = 1');
  expect((await log.verify()).wrongId).toBe(1);
});

test('a log that was written anew is not the known one', async () => {
  addThree();
  log.write();
  const known = entries()[1]!;
  for (const name of ['audit_is_not_deleted', 'audit_is_not_changed']) file.run(`DROP TRIGGER ${name}`);
  file.run('DELETE FROM audit');
  for (const action of ['A', 'B', 'C']) log.add(entry(action));
  expect((await log.verify()).wrongId).toBeUndefined();
  expect((await log.verify(known)).wrongId).toBe(2);
});

test('two processes add to one chain', async () => {
  const other = new AuditLog(open);
  for (let round = 0; round < 5; round++) {
    log.add(entry('A', false));
    other.add(entry('B', false));
  }
  other.close();
  expect(await log.verify()).toMatchObject({ entryCount: 10, wrongId: undefined });
});

test('while it cannot be written nothing more is decided, and nothing is lost', async () => {
  file.run("CREATE TRIGGER full BEFORE INSERT ON audit BEGIN SELECT raise(ABORT, 'disk full'); END");
  log.add(entry('A'));
  await setTimeout(400);
  for (let round = 0; round < 3; round++) expect(() => log.add(entry('B'))).toThrow('disk full');
  file.run('DROP TRIGGER full');
  log.add(entry('C'));
  expect(entries().map(({ action }) => action)).toEqual(['A', 'C']);
});

test('what is forgotten is known by the hash of its last entry', async () => {
  for (const [index, action] of ['A', 'B', 'C', 'D'].entries()) log.add({ ...entry(action), atMillis: 10 * index });
  expect(log.lastBefore(0)).toBeUndefined();
  const last = log.lastBefore(15)!;
  expect(last.id).toBe(2);
  log.forget(last);
  expect(entries().map(({ action }) => action)).toEqual(['C', 'D']);
  expect(await log.verify(undefined, last)).toMatchObject({ entryCount: 4, forgottenCount: 2, wrongId: undefined });
  log.add(entry('E', false));
  expect(await log.verify(entries().at(-1), last)).toMatchObject({ entryCount: 5, wrongId: undefined });
  expect((await log.verify()).wrongId).toBe(1);
  expect((await log.verify(undefined, { ...last, hash: '0'.repeat(64) })).wrongId).toBe(3);
  expect((await log.verify(undefined, { ...last, id: 1 })).wrongId).toBe(2);
  expect(() => file.run('DELETE FROM audit WHERE id = 3')).toThrow('append-only');
});

test('the newest entry is not forgotten', async () => {
  addThree();
  const last = log.lastBefore(1000)!;
  expect(last.id).toBe(2);
  log.forget(last);
  log.add(entry('E', false));
  expect(await log.verify(undefined, last)).toMatchObject({ entryCount: 4, wrongId: undefined });
});

test('entries of a range are read, in their order, and no others kept', () => {
  for (let index = 0; index < 2500; index++) log.add({ ...entry('A'), atMillis: index });
  expect(entries(undefined, { min: 1200, max: 2300 }).map(({ id }) => id)).toEqual(
    Array.from({ length: 1101 }, (_, index) => 1200 + index),
  );
  expect(entries(({ atMillis }) => atMillis > 2496, { min: 1 }).map(({ id }) => id)).toEqual([2498, 2499, 2500]);
  expect(entries(undefined, { min: 9, max: 8 })).toEqual([]);
});
