import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { StatementQueue } from '../../../src/engine/workgroup/statement-queue.js';

/** Lets everything happen that can happen now. */
const settled = async (): Promise<void> => {
  for (let turn = 0; turn < 5; turn++) await Promise.resolve();
};
const noSignal = new AbortController().signal;

describe('the queue of a workgroup', () => {
  test('lets so many statements run at a time, the others in their turn', async () => {
    const queue = new StatementQueue('etl');
    queue.limit({ concurrency: 2 });
    const order: string[] = [];
    const leave = new Map<string, () => void>();
    const enter = (name: string, urgency: number): void =>
      void queue.enter(urgency, noSignal).then((release) => {
        order.push(name);
        leave.set(name, release);
      });
    for (const [name, urgency] of [
      ['a', 2],
      ['b', 2],
      ['c', 0],
      ['d', 2],
      ['e', 4],
    ] as const)
      enter(name, urgency);
    await settled();
    expect(order).toEqual(['a', 'b']);
    expect([queue.runningCount, queue.waitingCount]).toEqual([2, 3]);
    leave.get('a')!();
    leave.get('a')!();
    await settled();
    expect(order).toEqual(['a', 'b', 'e']);
    queue.limit({ concurrency: 3 });
    await settled();
    expect(order).toEqual(['a', 'b', 'e', 'd']);
    for (const name of ['b', 'd', 'e']) leave.get(name)!();
    await settled();
    expect(order).toEqual(['a', 'b', 'e', 'd', 'c']);
    leave.get('c')!();
    expect([queue.runningCount, queue.waitingCount]).toEqual([0, 0]);
  });

  test('refuses what finds it full, and what is cancelled or waits too long', async () => {
    const queue = new StatementQueue('etl');
    queue.limit({ concurrency: 1, queue: 1 });
    const leave = await queue.enter(2, noSignal);
    const user = new AbortController();
    const cancelled = queue.enter(2, user.signal);
    await expect(queue.enter(4, noSignal)).rejects.toMatchObject({
      name: 'QUERY_QUEUE_FULL',
      message: 'Too many queued queries for "global.etl"',
    });
    user.abort(new Error('gone'));
    await expect(cancelled).rejects.toThrow('gone');
    expect(queue.waitingCount).toBe(0);
    queue.limit({ concurrency: 1, queue: 1, queueTimeoutMs: 1 });
    await expect(queue.enter(2, noSignal)).rejects.toMatchObject({
      name: 'EXCEEDED_TIME_LIMIT',
      message: 'Query exceeded the maximum queued time limit of 1.00ms',
    });
    expect(queue.waitingCount).toBe(0);
    leave();
    expect(queue.runningCount).toBe(0);
    await expect(queue.enter(2, user.signal)).rejects.toThrow('gone');
  });
});

describe('any use of the queue', () => {
  test('never runs more than it may, and leaves nobody waiting who could run', async () => {
    const step = fc.oneof(
      {
        weight: 4,
        arbitrary: fc.record({ kind: fc.constant('enter' as const), urgency: fc.integer({ min: 0, max: 4 }) }),
      },
      { weight: 3, arbitrary: fc.record({ kind: fc.constant('leave' as const), index: fc.nat(10) }) },
      { weight: 1, arbitrary: fc.record({ kind: fc.constant('abort' as const), index: fc.nat(10) }) },
      {
        weight: 1,
        arbitrary: fc.record({ kind: fc.constant('limit' as const), concurrency: fc.integer({ min: 1, max: 4 }) }),
      },
    );
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 80 }), async (steps) => {
        const queue = new StatementQueue('w');
        let concurrency = 2;
        queue.limit({ concurrency });
        const running: (() => void)[] = [];
        const waiting = new Set<AbortController>();
        for (const next of steps) {
          if (next.kind === 'limit') concurrency = next.concurrency;
          queue.limit({ concurrency });
          if (next.kind === 'leave') running.splice(next.index % Math.max(1, running.length), 1)[0]?.();
          if (next.kind === 'abort') {
            const [gone] = [...waiting].slice(next.index % Math.max(1, waiting.size));
            gone?.abort(new Error('gone'));
          }
          const before = running.length;
          if (next.kind === 'enter') {
            const controller = new AbortController();
            waiting.add(controller);
            queue.enter(next.urgency, controller.signal).then(
              (leave) => {
                waiting.delete(controller);
                running.push(leave);
              },
              () => waiting.delete(controller),
            );
          }
          await settled();
          expect([queue.runningCount, queue.waitingCount]).toEqual([running.length, waiting.size]);
          // A smaller limit does not end what runs.
          expect(running.length).toBeLessThanOrEqual(Math.max(concurrency, before));
          if (waiting.size > 0) expect(running.length).toBeGreaterThanOrEqual(concurrency);
        }
      }),
    );
  });
});
