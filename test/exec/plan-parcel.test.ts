import { describe, expect, test } from 'vitest';
import type { PhysicalNode, PhysicalPlan } from '../../src/exec/physical-plan.js';
import { parcelOf, planOf } from '../../src/exec/plan-parcel.js';
import { buffersOf, buffersToGive, type ResultBatch } from '../../src/exec/result-batch.js';
import { BIGINT } from '../../src/types/sql-type.js';

const footer = new Uint8Array(new SharedArrayBuffer(32), 8, 16);
const facts = {
  file: { footer, positions: new Uint32Array([1, 2, 3]) },
  value: 12345678901234567890n,
  absent: undefined,
  numbers: [Number.NaN, -0, Number.POSITIVE_INFINITY],
  lists: new Map([['a', new Set([1n])]]),
  // A column may have any name.
  names: JSON.parse('{"__proto__": 1, "constructor": 2}') as unknown,
};
const source: PhysicalNode & { splits: unknown } = {
  kind: 'Source',
  outputs: [1],
  splits: [facts, { file: facts.file }],
};
const plan: PhysicalPlan = {
  pipelines: [{ source, operators: [], sink: { kind: 'Sink', outputs: [] } }],
  stateCount: 0,
  columns: [],
};

describe('a plan on its way to threads', () => {
  test('is what it was, with its shared arrays in the same memory', () => {
    const opened = planOf(structuredClone(parcelOf(plan)));
    expect(opened).toEqual(plan);
    const [first, second] = (opened.pipelines[0]!.source as unknown as { splits: (typeof facts)[] }).splits;
    expect(first!.file).toBe(second!.file);
    expect(Object.is(first!.numbers[1], -0)).toBe(true);
    footer[0] = 77;
    expect(first!.file.footer[0]).toBe(77);
  });

  test('is packed once, and unpacked once by a thread', () => {
    expect(parcelOf(plan)).toBe(parcelOf(plan));
    expect(planOf(structuredClone(parcelOf(plan)))).toBe(planOf(structuredClone(parcelOf(plan))));
    const other = { ...plan };
    expect(planOf(parcelOf(other))).not.toBe(planOf(parcelOf(plan)));
  });
});

describe('the buffers of a result', () => {
  const batchOf = (rowCount: number): ResultBatch => ({
    rowCount,
    columns: [{ type: BIGINT, layout: 'i64', values: new Uint8Array(8 * rowCount) }],
  });

  test('are copied when they are small, given away when they are large', () => {
    expect(buffersToGive(batchOf(8192))).toEqual([]);
    const large = batchOf(200_000);
    expect(buffersToGive(large)).toEqual(buffersOf(large));
  });
});
