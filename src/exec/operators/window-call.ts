import type { RowsBefore, WindowCut, WindowPartition } from '../../functions/definition.js';
import { windowFunction } from '../../functions/registry.js';
import type { SqlValue } from '../../types/sql-value.js';
import { readSlot } from '../../vector/slot-value.js';
import { PatternFrames } from '../row-pattern/pattern-frames.js';
import type { RowField } from '../rows/row-layout.js';
import type { ThreadContext } from '../thread-context.js';
import { FramedAggregate } from './framed-aggregate.js';
import { frameOf, type PhysicalWindowCall } from './window-frame.js';
import type { SortedPartition } from './window-partition.js';
import { listedValues, type WindowValues } from './window-values.js';

/** Computes a call's value for every row of a window partition. */
export interface WindowEvaluator {
  /** Where the partition may be cut: the parts are then evaluated in their order, with what came before. */
  readonly cut: WindowCut;
  evaluate(part: SortedPartition, before: RowsBefore | undefined): WindowValues;
}

/** Makes what computes a call. */
export function windowEvaluator(
  context: ThreadContext,
  call: PhysicalWindowCall,
  columns: readonly RowField[],
): WindowEvaluator {
  const { memory } = context;
  const valueIn =
    (partition: SortedPartition) =>
    (column: number, row: number): SqlValue => {
      const { type, layout, offset, nullOffset } = columns[column]!;
      const address = partition.address(row);
      return memory.u8[address + nullOffset] === 0 ? null : readSlot(memory, type, layout, address + offset);
    };
  if (call.function === 'aggregate') {
    const aggregate = new FramedAggregate(context, call, columns);
    return {
      cut: aggregate.cut,
      evaluate: (part, before) => aggregate.evaluate(part, valueIn(part), before !== undefined),
    };
  }
  const patterns = call.frame.pattern && new PatternFrames(context, call.frame.pattern);
  if (call.function === 'measure') {
    const measure = patterns!.measure(call.measure!);
    const evaluate = (partition: SortedPartition): SqlValue[] => {
      const value = valueIn(partition);
      const { end } = frameOf(partition, call.frame, value);
      return measure({ rowCount: partition.rowCount, value, end });
    };
    return { cut: 'never', evaluate: (part) => listedValues(context, call.returns, evaluate(part)) };
  }
  const { evaluate, continued } = windowFunction(call.name)!.overloads[call.overload]!;
  const values = (partition: SortedPartition): SqlValue[] => {
    const value = valueIn(partition);
    const frame = frameOf(partition, call.frame, value, patterns);
    const view: WindowPartition = {
      rowCount: partition.rowCount,
      value: (argument, row) => value(call.args[argument]!, row),
      peerStart: (row) => partition.peerStart(row),
      peerEnd: (row) => partition.peerEnd(row),
      frameStart: frame.start,
      frameEnd: frame.end,
      ignoreNulls: call.ignoreNulls,
      checkCancelled: () => context.checkCancelled(),
    };
    return evaluate(view);
  };
  return {
    cut: continued?.cut ?? 'never',
    evaluate(part, before) {
      const own = values(part);
      const all = before && continued ? own.map((value) => continued.value(value, before)) : own;
      return listedValues(context, call.returns, all);
    },
  };
}
