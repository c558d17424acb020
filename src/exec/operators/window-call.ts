import type { RowsBefore, WindowCut } from '../../functions/definition.js';
import { windowFunction } from '../../functions/registry.js';
import type { SqlValue } from '../../types/sql-value.js';
import { readSlot } from '../../vector/slot-value.js';
import { PatternFrames } from '../row-pattern/pattern-frames.js';
import type { RowField } from '../rows/row-layout.js';
import type { ThreadContext } from '../thread-context.js';
import { FramedAggregate } from './framed-aggregate.js';
import { ChosenRows } from './window-chosen.js';
import { frameOf, type PhysicalWindowCall } from './window-frame.js';
import type { SortedPartitions } from './window-partition.js';
import { listedValues, numberValues, type WindowValues } from './window-values.js';

/** Computes a call's value for sorted rows. */
export interface WindowEvaluator {
  /** Where a partition may be cut: the parts are then evaluated in their order, with what came before. */
  readonly cut: WindowCut;
  evaluate(part: SortedPartitions, before: RowsBefore | undefined): WindowValues;
}

/** Makes what computes a call. */
export function windowEvaluator(
  context: ThreadContext,
  call: PhysicalWindowCall,
  columns: readonly RowField[],
): WindowEvaluator {
  const { memory } = context;
  const valueIn =
    (partition: SortedPartitions) =>
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
    const evaluate = (partition: SortedPartitions): SqlValue[] => {
      const value = valueIn(partition);
      const { end } = frameOf(partition, call.frame, value);
      return measure({ rowCount: partition.rowCount, value, end });
    };
    return { cut: 'never', evaluate: (part) => listedValues(context, call.returns, evaluate(part)) };
  }
  const { each, gives, continued } = windowFunction(call.name)!.overloads[call.overload]!;
  const [argument, , byDefault] = call.args.map((column) => columns[column]!);
  const chosen = gives === 'row' ? new ChosenRows(context, argument!, byDefault) : undefined;
  return {
    cut: continued?.cut ?? 'never',
    evaluate(part, before) {
      const value = valueIn(part);
      const frame = frameOf(part, call.frame, value, patterns);
      const numberOf = each({
        rowCount: part.rowCount,
        value: (argument, row) => value(call.args[argument]!, row),
        partitionStart: (row) => part.partitionStart(row),
        partitionEnd: (row) => part.partitionEnd(row),
        peerStart: (row) => part.peerStart(row),
        peerEnd: (row) => part.peerEnd(row),
        frameStart: frame.start,
        frameEnd: frame.end,
        ignoreNulls: call.ignoreNulls,
      });
      if (chosen) return chosen.values(part, numberOf);
      const added = before && continued ? continued.counted(before) : 0;
      return numberValues(context, call.returns, added === 0 ? numberOf : (row) => numberOf(row) + added);
    },
  };
}
