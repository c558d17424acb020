import { LakeError } from '../../base/lake-error.js';
import type { SqlValue } from '../../types/sql-value.js';
import type { WindowFunction, WindowOverload, WindowPartition } from '../definition.js';
import { PresentRows } from './present-rows.js';
import { eachRow } from './rank.js';

function offsetOf(partition: WindowPartition, row: number): number {
  const offset = partition.value(1, row) as bigint | null;
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

function shifted(partition: WindowPartition, direction: 1 | -1, argCount: number): SqlValue[] {
  const present = partition.ignoreNulls ? new PresentRows(partition) : undefined;
  return eachRow(partition, (row) => {
    const from = rowAt(row, argCount > 1 ? offsetOf(partition, row) : 1, direction, present);
    if (from !== undefined && from >= 0 && from < partition.rowCount) return partition.value(0, from);
    return argCount > 2 ? partition.value(2, row) : null;
  });
}

const overloads = (direction: 1 | -1): WindowOverload[] =>
  [['T'], ['T', 'bigint'], ['T', 'bigint', 'T']].map((args) => ({
    args,
    returns: 'T',
    evaluate: (partition) => shifted(partition, direction, args.length),
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
