import type { PartitionedRows, RowsBefore, WindowCut, WindowFunction, WindowOverload } from '../definition.js';

const ranking = (
  name: string,
  returns: 'bigint' | 'double',
  summary: string,
  each: WindowOverload['each'],
  continued?: WindowOverload['continued'],
): WindowFunction => ({
  kind: 'window',
  name,
  summary,
  refusesFrame: true,
  overloads: [{ args: [], returns, gives: 'number', each, ...(continued && { continued }) }],
});

/** Counts on from what came before. */
const countedOn = (cut: WindowCut, counted: (before: RowsBefore) => number): WindowOverload['continued'] => ({
  cut,
  counted,
});

export const row_number = ranking(
  'row_number',
  'bigint',
  'Numbers the rows from 1.',
  (rows) => (row) => row - rows.partitionStart(row) + 1,
  countedOn('anywhere', ({ rows }) => rows),
);

/** How many rows come before the peers of a row. */
const countBefore = (rows: PartitionedRows, row: number): number => rows.peerStart(row) - rows.partitionStart(row);

export const rank = ranking(
  'rank',
  'bigint',
  'Ranks the rows from 1; peers share a rank and leave gaps.',
  (rows) => (row) => countBefore(rows, row) + 1,
  countedOn('between peers', ({ rows }) => rows),
);

export const dense_rank = ranking(
  'dense_rank',
  'bigint',
  'Ranks the rows from 1 without gaps.',
  (rows) => {
    let groups = 0;
    return (row) => {
      if (rows.partitionStart(row) === row) groups = 0;
      if (rows.peerStart(row) === row) groups++;
      return groups;
    };
  },
  countedOn('between peers', ({ peerGroups }) => peerGroups),
);

const sizeOf = (rows: PartitionedRows, row: number): number => rows.partitionEnd(row) - rows.partitionStart(row);

export const percent_rank = ranking('percent_rank', 'double', 'Returns (rank - 1) / (rows - 1).', (rows) => (row) => {
  const size = sizeOf(rows, row);
  return size === 1 ? 0 : countBefore(rows, row) / (size - 1);
});

export const cume_dist = ranking(
  'cume_dist',
  'double',
  'Returns the share of rows up to the last peer.',
  (rows) => (row) => (rows.peerEnd(row) - rows.partitionStart(row)) / sizeOf(rows, row),
);
