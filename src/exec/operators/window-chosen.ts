import type { EmittedValue } from '../../functions/definition.js';
import { defaultRow } from '../../functions/window/chosen-row.js';
import { type Instruction, i32, select } from '../../wasm/instruction.js';
import type { Program } from '../expression/ahead-step.js';
import { BatchProgram } from '../expression/batch-program.js';
import { slotAddress } from '../expression/row-loop.js';
import { emitColumns, newColumns, withoutIdleValidity } from '../rows/row-columns.js';
import { loadField } from '../rows/row-emitter.js';
import type { RowField } from '../rows/row-layout.js';
import type { ThreadContext } from '../thread-context.js';
import type { SortedPartitions } from './window-partition.js';
import type { WindowValues } from './window-values.js';

/** Reads a value of other rows, or a row's own default, as window functions choose them. */
export class ChosenRows {
  readonly #context: ThreadContext;
  readonly #value: RowField;
  readonly #read: Program<void>;
  /** A row whose value is NULL. */
  readonly #nullRow: number;

  constructor(context: ThreadContext, value: RowField, byDefault: RowField | undefined) {
    this.#context = context;
    this.#value = value;
    this.#nullRow = context.arena.allocZeroed(value.nullOffset + 8);
    this.#read = new BatchProgram(context, [], [], ({ loop, emitter: e }) => {
      loop.loop((position) => {
        // An address with its lowest bit set asks for the default.
        const address = e.keep(i32.load(slotAddress(loop.named('rows'), position, 'i32')));
        const row = byDefault ? e.keep(i32.and(address, i32.const(-2))) : address;
        const own = loadField(e, row, value);
        const chosen = byDefault
          ? chosenValue(loadField(e, row, byDefault), own, e.keep(i32.and(address, i32.const(1))))
          : own;
        emitColumns(loop, [chosen], loop.row);
      });
    });
  }

  /** Gives the values of the rows that `rowOf` chooses; it is asked for each row once, in their order. */
  values(part: SortedPartitions, rowOf: (row: number) => number): WindowValues {
    const addressOf = (row: number): number => {
      const chosen = rowOf(row);
      if (chosen >= 0) return part.address(chosen);
      return chosen === defaultRow ? part.address(row) + 1 : this.#nullRow;
    };
    return {
      vector: (first, count) => {
        const { memory, scratch } = this.#context;
        const rows = scratch.alloc(4 * count);
        for (let index = 0; index < count; index++) memory.u32[(rows >>> 2) + index] = addressOf(first + index);
        const { columns, named } = newColumns(this.#context, [this.#value.type], count);
        const dense = { rowCount: count, columns: [], selection: 0, selectedCount: count };
        this.#read.run(dense, () => ({ ...named, rows }));
        return withoutIdleValidity(this.#context, columns[0]!, count);
      },
      release: () => undefined,
    };
  }
}

const chosenValue = (a: EmittedValue, b: EmittedValue, isFirst: Instruction): EmittedValue => ({
  ...b,
  value: select(a.value, b.value, isFirst),
  high: a.high && b.high && select(a.high, b.high, isFirst),
  isNull: a.isNull && b.isNull && select(a.isNull, b.isNull, isFirst),
});
