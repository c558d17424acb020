import { LakeError } from '../../base/lake-error.js';
import type { SqlValue } from '../../types/sql-value.js';
import type { WindowFunction, WindowPartition } from '../definition.js';
import { PresentRows } from './present-rows.js';
import { eachRow } from './rank.js';

/**
 * Gives every row the value of the frame's row number `indexOf(row)`, from 0, or from the end where negative;
 * undefined gives NULL.
 */
function frameValues(partition: WindowPartition, indexOf: (row: number) => number | undefined): SqlValue[] {
  const present = partition.ignoreNulls ? new PresentRows(partition) : undefined;
  return eachRow(partition, (row) => {
    const index = indexOf(row);
    if (index === undefined) return null;
    const frameStart = partition.frameStart(row);
    const frameEnd = partition.frameEnd(row);
    const start = present ? present.countBefore(frameStart) : frameStart;
    const end = present ? present.countBefore(frameEnd) : frameEnd;
    const at = index < 0 ? end + index : start + index;
    if (at < start || at >= end) return null;
    return partition.value(0, present ? present.at(at)! : at);
  });
}

function nthIndex(partition: WindowPartition, row: number): number | undefined {
  const offset = partition.value(1, row) as bigint | null;
  if (offset === null) return undefined;
  if (offset < 1n) throw new LakeError('INVALID_FUNCTION_ARGUMENT', 'Offset must be at least 1');
  return Number(offset) - 1;
}

export const first_value: WindowFunction = {
  kind: 'window',
  name: 'first_value',
  summary: 'Returns the value of the first row of the frame.',
  acceptsNullTreatment: true,
  overloads: [{ args: ['T'], returns: 'T', evaluate: (partition) => frameValues(partition, () => 0) }],
};

export const last_value: WindowFunction = {
  kind: 'window',
  name: 'last_value',
  summary: 'Returns the value of the last row of the frame.',
  acceptsNullTreatment: true,
  overloads: [{ args: ['T'], returns: 'T', evaluate: (partition) => frameValues(partition, () => -1) }],
};

export const nth_value: WindowFunction = {
  kind: 'window',
  name: 'nth_value',
  summary: 'Returns the value of the n-th row of the frame, from 1.',
  acceptsNullTreatment: true,
  overloads: [
    {
      args: ['T', 'bigint'],
      returns: 'T',
      evaluate: (partition) => frameValues(partition, (row) => nthIndex(partition, row)),
    },
  ],
};
