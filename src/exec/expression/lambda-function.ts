import type { ColumnReference, Lambda } from '../../plan/expression.js';
import type { SqlValue } from '../../types/sql-value.js';
import { layoutOf, slotBytes } from '../../vector/layout.js';
import { constantVector, readVectorValue } from '../../vector/slot-value.js';
import { type Batch, repeatedVector, type Vector } from '../../vector/vector.js';
import { i32 } from '../../wasm/instruction.js';
import type { ThreadContext } from '../thread-context.js';
import type { ProgramMaker } from './ahead-step.js';
import { columnsOf } from './expression-facts.js';
import { storeSlot } from './row-loop.js';

/**
 * Makes of a lambda a function over values: each call computes the body over a batch of one row, whose columns are the
 * captured columns of the row that the lambda stands in and the parameters.
 */
export function lambdaFunction(
  context: ThreadContext,
  lambda: Lambda,
  batchIds: readonly number[],
  makeProgram: ProgramMaker,
) {
  const captured = [...columnsOf(lambda)].map((id) => ({ id, position: batchIds.indexOf(id) }));
  const ids = [...captured.map(({ id }) => id), ...lambda.parameters.map(({ id }) => id)];
  const layout = layoutOf(lambda.body.type);
  const program = makeProgram(ids, [lambda.body], ({ loop, emitter, expressions }) => {
    loop.loop(() => {
      const value = emitter.emit(expressions[0]!);
      storeSlot(loop.code, value, loop.named('values'));
      loop.code.emit(i32.store8(loop.named('validity'), value.isNull ? i32.eqz(value.isNull) : i32.const(1)));
    });
  });
  const { memory, scratch } = context;
  const alloc = (bytes: number): number => scratch.alloc(bytes);
  const parameterVector = ({ type }: ColumnReference, value: SqlValue): Vector =>
    constantVector(memory, type, value, alloc);
  return (batch: Batch, row: { index: number }) =>
    (...args: SqlValue[]): SqlValue => {
      const mark = scratch.mark();
      const values = scratch.allocZeroed(slotBytes[layout] + 1);
      const validity = values + slotBytes[layout];
      const columns = [
        ...captured.map(({ position }) => context.rowOf(batch.columns[position]!, row.index)),
        ...lambda.parameters.map((parameter, index) => parameterVector(parameter, args[index] ?? null)),
      ];
      program.run({ rowCount: 1, columns, selection: 0, selectedCount: 1 }, () => ({ values, validity }));
      const value = readVectorValue(memory, repeatedVector(lambda.body.type, layout, values, validity), 0);
      scratch.rewind(mark);
      // The kernels' region may have been cut from what was just given back.
      memory.kernels.scratch_set!(0, 0);
      return value;
    };
}
