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
  const others = [await posted('bob')];
  expect(others[0]!.status).toBe(200);

  const cancel = async ({ body }: Answer): Promise<number> => (await fetch(body.nextUri!, { method: 'DELETE' })).status;
  const statuses = await times(openMax, (index) => cancel(open[index]!));
  expect(statuses.every((status) => status === 204)).toBe(true);
  others.push(...(await times(lanes, () => posted('ann'))));
  expect(others.every(({ status }) => status === 200)).toBe(true);
  // The newest of those that were cancelled still say so.
  const last = await get(open.at(-1)!.body.nextUri!, { 'x-trino-user': 'ann' });
  expect(last.body.error?.errorName).toBe('USER_CANCELED');
  // The server waits at its end for what is open.
  for (const answer of others) await cancel(answer);
});
