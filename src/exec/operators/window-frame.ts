import { LakeError } from '../../base/lake-error.js';
import type { Lambda } from '../../plan/expression.js';
import type { FrameBound, SortKey, WindowFrame } from '../../plan/logical-plan.js';
import type { PatternValue } from '../../plan/row-pattern.js';
import { compareValues } from '../../types/compare-values.js';
import type { SqlType } from '../../types/sql-type.js';
import type { SqlValue } from '../../types/sql-value.js';
import type { PatternFrames, PhysicalPattern } from '../row-pattern/pattern-frames.js';
import type { SortedPartitions } from './window-partition.js';

/** A bound of a frame whose offset, if any, is a column of the collected rows. */
export interface PhysicalBound {
  readonly kind: FrameBound['kind'];
  /** ROWS and GROUPS: the offset. */
  readonly offset?: number | undefined;
  /** RANGE: the offset, which must not be negative, and the key that the bound reaches to. */
  readonly target?: number | undefined;
}

/** A frame over collected rows. */
export interface PhysicalFrame {
  readonly unit: WindowFrame['unit'];
  readonly start: PhysicalBound;
  readonly end: PhysicalBound;
  /** RANGE with offsets: the sort key's column, cast to the type of the targets. */
  readonly key?: number | undefined;
  readonly keyType?: SqlType | undefined;
  readonly descending: boolean;
  readonly nullsFirst: boolean;
  readonly pattern?: PhysicalPattern | undefined;
}

/** One window call of a physical plan; arguments, filter and keys are columns of the collected rows. */
export interface PhysicalWindowCall {
  readonly function: 'aggregate' | 'window' | 'measure';
  readonly measure?: PatternValue | undefined;
  readonly name: string;
  readonly overload: number;
  readonly args: readonly number[];
  readonly argTypes: readonly SqlType[];
  /** The last arguments; they use no columns. */
  readonly lambdas: readonly Lambda[];
  readonly returns: SqlType;
  readonly filter?: number | undefined;
  readonly orderBy?:
    | readonly { readonly column: number; readonly key: Omit<SortKey, 'expression'>; readonly type: SqlType }[]
    | undefined;
  readonly frame: PhysicalFrame;
  readonly ignoreNulls: boolean;
  readonly distinct: boolean;
}

/** Rows by column. */
export type ColumnValue = (column: number, row: number) => SqlValue;

/** Tell the frame of a row: its first row and one past the last. */
export interface FrameBounds {
  start(row: number): number;
  end(row: number): number;
}

/** Gives what tells the frames of a partition's rows. */
export function frameOf(
  partition: SortedPartitions,
  frame: PhysicalFrame,
  value: ColumnValue,
  patterns?: PatternFrames,
): FrameBounds {
  const { rowCount } = partition;
  const startOf = boundOf(partition, frame, frame.start, value, 'start');
  const endOf = boundOf(partition, frame, frame.end, value, 'end');
  const within = (bound: number, row: number): number =>
    Math.min(Math.max(bound, partition.partitionStart(row)), partition.partitionEnd(row));
  const start = (row: number): number => within(startOf(row), row);
  const end = (row: number): number => Math.max(within(endOf(row), row), start(row));
  if (!patterns) return { start, end };
  const matches = patterns.matches({ rowCount, value, end });
  return {
    start: (row) => matches[row]?.start ?? row,
    end: (row) => (matches[row] ? matches[row].start + matches[row].length : row),
  };
}

function boundOf(
  partition: SortedPartitions,
  frame: PhysicalFrame,
  bound: PhysicalBound,
  value: ColumnValue,
  side: 'start' | 'end',
): (row: number) => number {
  const isEnd = side === 'end' ? 1 : 0;
  switch (bound.kind) {
    case 'unbounded_preceding':
      return (row) => partition.partitionStart(row);
    case 'unbounded_following':
      return (row) => partition.partitionEnd(row);
    case 'current_row':
      if (frame.unit === 'rows') return (row) => row + isEnd;
      return isEnd ? (row) => partition.peerEnd(row) : (row) => partition.peerStart(row);
    default: {
      const sign = bound.kind === 'preceding' ? -1 : 1;
      if (frame.unit === 'range') return rangeBound(partition, frame, bound, value, side);
      const distance = (row: number): number => sign * offsetOf(value(bound.offset!, row));
      if (frame.unit === 'rows') return (row) => row + distance(row) + isEnd;
      // One past the last row of a group is the first of the next.
      return (row) => partition.groupStart(row, distance(row) + isEnd);
    }
  }
}

function offsetOf(value: SqlValue): number {
  const offset = value === null ? -1 : Number(value);
  if (offset < 0) throw new LakeError('INVALID_WINDOW_FRAME', 'Window frame offset value must not be negative or null');
  return offset;
}

/** Rows whose key lies at the target or on the frame's side of it; a row without a key frames its peers. */
function rangeBound(
  partition: SortedPartitions,
  frame: PhysicalFrame,
  bound: PhysicalBound,
  value: ColumnValue,
  side: 'start' | 'end',
): (row: number) => number {
  const { key, keyType, descending, nullsFirst } = frame;
  const direction = descending ? -1 : 1;
  // Negative: the key of a row comes before the target.
  const position = (row: number, target: SqlValue): number => {
    const own = value(key!, row);
    if (own === null) return nullsFirst ? -1 : 1;
    return direction * compareValues(own, target, keyType!);
  };
  return (row) => {
    if (value(key!, row) === null) return side === 'start' ? partition.peerStart(row) : partition.peerEnd(row);
    offsetOf(nonNegative(value(bound.offset!, row)));
    const target = value(bound.target!, row);
    let low = partition.partitionStart(row);
    let high = partition.partitionEnd(row);
    while (low < high) {
      const middle = (low + high) >> 1;
      const order = position(middle, target);
      if (side === 'start' ? order < 0 : order <= 0) low = middle + 1;
      else high = middle;
    }
    return low;
  };
}

/** Only the sign of a RANGE offset is looked at; intervals and decimals are bigints. */
const nonNegative = (value: SqlValue): SqlValue => (typeof value === 'bigint' ? (value < 0n ? -1 : 0) : value);
