import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { PriorityQueue } from '../../src/base/priority-queue.js';

describe('a priority queue', () => {
  test('gives the urgent first and, of those, who came first', () => {
    const queue = new PriorityQueue<string>();
    for (const [item, urgency] of [
      ['a', 2],
      ['b', 4],
      ['c', 2],
      ['d', 0],
      ['e', 4],
    ] as const)
      queue.push(item, urgency);
    queue.delete('c');
    queue.delete('nobody');
    expect(queue.items()).toEqual(['a', 'b', 'd', 'e']);
    expect(Array.from({ length: 5 }, () => queue.shift())).toEqual(['b', 'e', 'a', 'd', undefined]);
  });

  test('lets nobody wait for ever', () => {
    const queue = new PriorityQueue<string>();
    queue.push('low', 0);
    let passes = 0;
    for (queue.push('high', 4); queue.shift() !== 'low'; queue.push('high', 4)) passes++;
    expect(passes).toBe(32);
  });

  test('does what a plain list would', () => {
    const operation = fc.oneof(
      {
        weight: 3,
        arbitrary: fc.record({ kind: fc.constant('push' as const), urgency: fc.integer({ min: 0, max: 4 }) }),
      },
      { weight: 3, arbitrary: fc.record({ kind: fc.constant('shift' as const) }) },
      { weight: 1, arbitrary: fc.record({ kind: fc.constant('delete' as const), index: fc.nat(20) }) },
    );
    fc.assert(
      fc.property(fc.array(operation, { maxLength: 200 }), (operations) => {
        const queue = new PriorityQueue<number>();
        let model: { id: number; urgency: number; passed: number }[] = [];
        operations.forEach((step, id) => {
          if (step.kind === 'push') {
            queue.push(id, step.urgency);
            model.push({ id, urgency: step.urgency, passed: 0 });
          } else if (step.kind === 'delete') {
            const gone = model[step.index % Math.max(1, model.length)];
            if (gone) queue.delete(gone.id);
            model = model.filter((item) => item !== gone);
          } else {
            const steps = (item: (typeof model)[number]): number => item.urgency + Math.floor(item.passed / 8);
            const next = [...model].sort((a, b) => steps(b) - steps(a) || a.id - b.id)[0];
            expect(queue.shift()).toBe(next?.id);
            for (const item of model) if (next && item.id < next.id) item.passed++;
            model = model.filter((item) => item !== next);
          }
          expect(queue.items()).toEqual(model.map((item) => item.id));
        });
      }),
    );
  });
});
