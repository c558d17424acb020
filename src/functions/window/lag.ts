import { LakeError } from '../../base/lake-error.js';
import type { PartitionedRows, WindowFunction, WindowOverload } from '../definition.js';
import { defaultRow, noRow } from './chosen-row.js';
import { PresentRows } from './present-rows.js';

function offsetOf(rows: PartitionedRows, row: number): number {
  const offset = rows.value(1, row) as bigint | null;
  if (offset === null) throw new LakeError('INVALID_FUNCTION_ARGUMENT', 'Offset must not be null');
  if (offset < 0n) throw new LakeError('INVALID_FUNCTION_ARGUMENT', 'Offset must be at least 0');
  return Number(offset);
}

/** The row that lies `offset` rows away in `direction`, among those that are not NULL where NULLs are ignored. */
function rowAt(row: number, offset: number, direction: 1 | -1, present: PresentRows | undefined): number | undefined {
  if (offset === 0) return row;
  if (!present) return row + direction * offset;
  return direction === 1
    ? present.at(present.countBefore(row + 1) + offset - 1)
    : present.at(present.countBefore(row) - offset);
}

function shifted(rows: PartitionedRows, direction: 1 | -1, argCount: number): (row: number) => number {
  const present = rows.ignoreNulls ? new PresentRows(rows) : undefined;
  const missing = argCount > 2 ? defaultRow : noRow;
  return (row) => {
    const from = rowAt(row, argCount > 1 ? offsetOf(rows, row) : 1, direction, present);
    const isThere = from !== undefined && from >= rows.partitionStart(row) && from < rows.partitionEnd(row);
    return isThere ? from : missing;
  };
}

const overloads = (direction: 1 | -1): WindowOverload[] =>
  [['T'], ['T', 'bigint'], ['T', 'bigint', 'T']].map((args) => ({
    args,
    returns: 'T',
    gives: 'row',
    each: (rows) => shifted(rows, direction, args.length),
  }));

export const lag: WindowFunction = {
  kind: 'window',
  name: 'lag',
  summary: 'Returns the value of an earlier row: the one before, or `offset` rows before.',
  requiresOrder: true,
  refusesFrame: true,
  acceptsNullTreatment: true,
  overloads: overloads(-1),
};

export const lead: WindowFunction = {
  kind: 'window',
  name: 'lead',
  summary: 'Returns the value of a later row: the next, or the one `offset` rows on.',
  requiresOrder: true,
  refusesFrame: true,
  acceptsNullTreatment: true,
  overloads: overloads(1),
};
