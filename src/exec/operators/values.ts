import { type Constant, type Expression, mapChildren } from '../../plan/expression.js';
import type { SqlType } from '../../types/sql-type.js';
import type { SqlValue } from '../../types/sql-value.js';
import { layoutOf, slotBytes } from '../../vector/layout.js';
import { constantVector, readVectorValue, writeSlot } from '../../vector/slot-value.js';
import { flatVector, type Vector } from '../../vector/vector.js';
import { ProjectProgram } from '../expression/project-program.js';
import type { NodeDefinition } from '../operator.js';
import type { PhysicalNode } from '../physical-plan.js';
import { planKey } from '../plan-key.js';
import type { ThreadContext } from '../thread-context.js';

/** Gives rows of expressions; the first worker alone makes them. */
export interface ValuesNode extends PhysicalNode {
  readonly kind: 'Values';
  readonly rowCount: number;
  /** What each column holds, row by row. */
  readonly cells: readonly ValuesColumn[];
}

/** A column of VALUES: values where all are known, which takes a fraction of the time to send. */
export interface ValuesColumn {
  readonly type: SqlType;
  readonly values?: readonly SqlValue[];
  readonly expressions?: readonly Expression[];
}

/** Makes a column of VALUES. */
export function valuesColumn(type: SqlType, expressions: readonly Expression[]): ValuesColumn {
  const values: SqlValue[] = [];
  for (const expression of expressions) {
    if (expression.kind !== 'constant') return { type, expressions };
    values.push(expression.value);
  }
  return { type, values };
}

/** Computes an expression that uses no columns. */
export function computeConstant(context: ThreadContext, expression: Expression): SqlValue {
  if (expression.kind === 'constant') return expression.value;
  const { general, constants } = withoutConstants(expression);
  const ids = constants.map((_, index) => index);
  const program = context.withKey(
    `constant ${planKey(general)}`,
    () => new ProjectProgram(context, ids, [general], true),
  );
  const alloc = (bytes: number): number => context.scratch.alloc(bytes);
  const columns = constants.map(({ type, value }) => constantVector(context.memory, type, value, alloc));
  const [vector] = program.run({ rowCount: 1, columns, selection: 0, selectedCount: 1 });
  return readVectorValue(context.memory, vector!, 0);
}

/** Puts columns in place of an expression's own constants, so that the same code computes it for other constants. */
function withoutConstants(expression: Expression): { general: Expression; constants: readonly Constant[] } {
  const constants: Constant[] = [];
  const general = mapChildren(expression, (child) => {
    // Texts are often patterns or units, which code is written for.
    const isText = expression.kind !== 'cast' && layoutOf(child.type) === 'view';
    if (child.kind !== 'constant' || child.value === null || isText) return child;
    constants.push(child);
    return { kind: 'column', type: child.type, id: constants.length - 1, name: '' };
  });
  return { general, constants };
}

/** Makes a flat vector of values in the scratch memory. */
export function vectorOfValues(context: ThreadContext, type: SqlType, values: readonly SqlValue[]): Vector {
  const { memory, scratch } = context;
  const layout = layoutOf(type);
  const width = slotBytes[layout];
  const address = scratch.allocZeroed(Math.max(values.length, 1) * width);
  const alloc = (bytes: number): number => scratch.alloc(bytes);
  let validity = 0;
  values.forEach((value, index) => {
    if (value !== null) return writeSlot(memory, type, layout, address + index * width, value, alloc);
    if (validity === 0) {
      validity = scratch.alloc(values.length);
      memory.u8.fill(1, validity, validity + values.length);
    }
    memory.u8[validity + index] = 0;
  });
  return flatVector(type, layout, address, validity);
}

/** Defines the source of VALUES. */
export const values: NodeDefinition<ValuesNode> = {
  kind: 'Values',
  place: 'source',
  explain: ({ rowCount }) => `${rowCount} rows`,
  create: ({ rowCount, cells }, context, gang) => ({
    run(emit) {
      if (gang.workerIndex !== 0) return;
      for (let first = 0; first < rowCount; first += context.settings.batchRows) {
        context.checkCancelled();
        context.resetScratch();
        const end = Math.min(rowCount, first + context.settings.batchRows);
        const columns = cells.map((column) => vectorOfValues(context, column.type, known(column, first, end, context)));
        emit({ rowCount: end - first, columns, selection: 0, selectedCount: end - first });
      }
    },
  }),
};

const known = (
  { values: all, expressions }: ValuesColumn,
  first: number,
  end: number,
  context: ThreadContext,
): readonly SqlValue[] =>
  all?.slice(first, end) ?? expressions!.slice(first, end).map((expression) => computeConstant(context, expression));
