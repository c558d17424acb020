import { expect, test } from 'vitest';
import { servedLake } from './served-lake.js';
import { type Answer, get, post } from './trino-client.js';

const served = servedLake();
const openMax = 2000;
const lanes = 16;

const posted = (user: string): Promise<Answer> => post(served.server.url, 'SELECT 1', { 'x-trino-user': user });

/** Does something so many times, some at once. */
async function times<T>(count: number, work: (index: number) => Promise<T>): Promise<T[]> {
  const all: T[] = [];
  let next = 0;
  const lane = async (): Promise<void> => {
    for (let index = next++; index < count; index = next++) all[index] = await work(index);
  };
  await Promise.all(Array.from({ length: lanes }, lane));
  return all;
}

test('a principal may have so many queries open, and more when some are read or cancelled', async () => {
  // Who tells no capabilities is told to ask once more, so each query stays open.
  const open = await times(openMax, () => posted('ann'));
  expect(open.filter(({ status, body }) => status === 200 && body.nextUri !== undefined)).toHaveLength(openMax);
  const refused = await posted('ann');
  expect(refused.status).toBe(429);
  expect(refused.body.error?.message).toContain('Too many queries are open');
  expect((await posted('bob')).status).toBe(200);

  const cancelled = await times(openMax, (index) =>
    fetch(open[index]!.body.nextUri!, { method: 'DELETE', headers: { 'x-trino-user': 'ann' } }),
  );
  expect(cancelled.every(({ status }) => status === 204)).toBe(true);
  const again = await times(openMax / 4, () => posted('ann'));
  expect(again.every(({ status }) => status === 200)).toBe(true);
  // The newest of those that were cancelled still say so.
  const last = await get(open.at(-1)!.body.nextUri!, { 'x-trino-user': 'ann' });
  expect(last.body.error?.errorName).toBe('USER_CANCELED');
});
