import type { SqlValue } from '../../types/sql-value.js';
import type { RowsBefore, WindowCut, WindowFunction, WindowOverload, WindowPartition } from '../definition.js';

const rowsBetweenLooks = 16_384;

/** Computes one value a row from the row's number, counted from 0. */
export const eachRow = (partition: WindowPartition, compute: (row: number) => SqlValue): SqlValue[] =>
  Array.from({ length: partition.rowCount }, (_, row) => {
    if (row % rowsBetweenLooks === 0) partition.checkCancelled();
    return compute(row);
  });

const ranking = (
  name: string,
  returns: 'bigint' | 'double',
  summary: string,
  evaluate: (partition: WindowPartition) => SqlValue[],
  continued?: WindowOverload['continued'],
): WindowFunction => ({
  kind: 'window',
  name,
  summary,
  refusesFrame: true,
  overloads: [{ args: [], returns, evaluate, ...(continued && { continued }) }],
});

/** Counts on from what came before. */
const countedOn = (cut: WindowCut, counted: (before: RowsBefore) => number): WindowOverload['continued'] => ({
  cut,
  value: (value, before) => (value as bigint) + BigInt(counted(before)),
});

export const row_number = ranking(
  'row_number',
  'bigint',
  'Numbers the rows from 1.',
  (partition) => eachRow(partition, (row) => BigInt(row + 1)),
  countedOn('anywhere', ({ rows }) => rows),
);

export const rank = ranking(
  'rank',
  'bigint',
  'Ranks the rows from 1; peers share a rank and leave gaps.',
  (partition) => eachRow(partition, (row) => BigInt(partition.peerStart(row) + 1)),
  countedOn('between peers', ({ rows }) => rows),
);

export const dense_rank = ranking(
  'dense_rank',
  'bigint',
  'Ranks the rows from 1 without gaps.',
  (partition) => {
    let groups = 0n;
    return eachRow(partition, (row) => {
      if (partition.peerStart(row) === row) groups++;
      return groups;
    });
  },
  countedOn('between peers', ({ peerGroups }) => peerGroups),
);

export const percent_rank = ranking('percent_rank', 'double', 'Returns (rank - 1) / (rows - 1).', (partition) =>
  eachRow(partition, (row) => (partition.rowCount === 1 ? 0 : partition.peerStart(row) / (partition.rowCount - 1))),
);

export const cume_dist = ranking('cume_dist', 'double', 'Returns the share of rows up to the last peer.', (partition) =>
  eachRow(partition, (row) => partition.peerEnd(row) / partition.rowCount),
);
