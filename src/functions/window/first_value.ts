import { LakeError } from '../../base/lake-error.js';
import type { PartitionedRows, WindowFunction } from '../definition.js';
import { noRow } from './chosen-row.js';
import { PresentRows } from './present-rows.js';

/** Gives every row the frame's row number `indexOf(row)`, from 0, or from the end where negative; undefined gives NULL. */
function frameRows(rows: PartitionedRows, indexOf: (row: number) => number | undefined): (row: number) => number {
  const present = rows.ignoreNulls ? new PresentRows(rows) : undefined;
  return (row) => {
    const index = indexOf(row);
    if (index === undefined) return noRow;
    const frameStart = rows.frameStart(row);
    const frameEnd = rows.frameEnd(row);
    const start = present ? present.countBefore(frameStart) : frameStart;
    const end = present ? present.countBefore(frameEnd) : frameEnd;
    const at = index < 0 ? end + index : start + index;
    if (at < start || at >= end) return noRow;
    return present ? present.at(at)! : at;
  };
}

function nthIndex(rows: PartitionedRows, row: number): number | undefined {
  const offset = rows.value(1, row) as bigint | null;
  if (offset === null) return undefined;
  if (offset < 1n) throw new LakeError('INVALID_FUNCTION_ARGUMENT', 'Offset must be at least 1');
  return Number(offset) - 1;
}

export const first_value: WindowFunction = {
  kind: 'window',
  name: 'first_value',
  summary: 'Returns the value of the first row of the frame.',
  acceptsNullTreatment: true,
  overloads: [{ args: ['T'], returns: 'T', gives: 'row', each: (rows) => frameRows(rows, () => 0) }],
};

export const last_value: WindowFunction = {
  kind: 'window',
  name: 'last_value',
  summary: 'Returns the value of the last row of the frame.',
  acceptsNullTreatment: true,
  overloads: [{ args: ['T'], returns: 'T', gives: 'row', each: (rows) => frameRows(rows, () => -1) }],
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
      gives: 'row',
      each: (rows) => frameRows(rows, (row) => nthIndex(rows, row)),
    },
  ],
};
