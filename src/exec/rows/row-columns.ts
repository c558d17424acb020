import type { EmittedValue } from '../../functions/definition.js';
import type { SqlType } from '../../types/sql-type.js';
import { layoutOf, slotBytes } from '../../vector/layout.js';
import { type Batch, flatVector, type Vector, withColumns, withValidity } from '../../vector/vector.js';
import { type Instruction, i32 } from '../../wasm/instruction.js';
import type { Program } from '../expression/ahead-step.js';
import { BatchProgram } from '../expression/batch-program.js';
import type { ExpressionEmitter } from '../expression/expression-emitter.js';
import { validityWord, valuesWord } from '../expression/numbered-words.js';
import { type RowLoop, slotAddress, storeSlot } from '../expression/row-loop.js';
import type { ThreadContext } from '../thread-context.js';
import { loadField } from './row-emitter.js';
import type { RowField } from './row-layout.js';

/** Flat columns that a program fills, and the words by which it knows them. */
export interface NewColumns {
  readonly columns: readonly Vector[];
  /** Whoever runs the program may add words of its own. */
  readonly named: Record<string, number>;
}

/** Takes room for `count` values of each type in the batch's scratch. */
export function newColumns({ scratch }: ThreadContext, types: readonly SqlType[], count: number): NewColumns {
  const named: Record<string, number> = {};
  const columns: Vector[] = [];
  for (let index = 0; index < types.length; index++) {
    const type = types[index]!;
    const layout = layoutOf(type);
    const values = scratch.alloc(Math.max(count, 1) * slotBytes[layout]);
    const validity = scratch.alloc(Math.max(count, 1));
    named[valuesWord(index)] = values;
    named[validityWord(index)] = validity;
    columns.push(flatVector(type, layout, values, validity));
  }
  return { columns, named };
}

/** Emits the writing of values to place `at` of new columns. */
export function emitColumns(loop: RowLoop, values: readonly EmittedValue[], at: Instruction): void {
  values.forEach((value, index) => {
    storeSlot(loop.code, value, slotAddress(loop.named(valuesWord(index)), at, value.layout));
    const valid = value.isNull ? i32.eqz(value.isNull) : i32.const(1);
    loop.code.emit(i32.store8(i32.add(loop.named(validityWord(index)), at), valid));
  });
}

/** Emits the reading of fields of the row whose address is the next of the list `rows`. */
export function emitListedRow(
  loop: RowLoop,
  e: ExpressionEmitter,
  fields: readonly RowField[],
  position: Instruction,
): { readonly row: Instruction; readonly values: readonly EmittedValue[] } {
  const row = e.keep(i32.load(slotAddress(loop.named('rows'), position, 'i32')));
  return { row, values: fields.map((field) => loadField(e, row, field)) };
}

/** Reads stored rows into columns. */
export class RowReader {
  readonly #context: ThreadContext;
  readonly #types: readonly SqlType[];
  /** Writes the values of the row at position i to the place of the i-th selected row. */
  readonly #read: Program<void>;

  constructor(context: ThreadContext, fields: readonly RowField[]) {
    this.#context = context;
    this.#types = fields.map(({ type }) => type);
    this.#read = new BatchProgram(context, [], [], ({ loop, emitter: e }) => {
      loop.loop((position) => emitColumns(loop, emitListedRow(loop, e, fields, position).values, loop.row));
    });
  }

  /** Reads the `count` rows whose addresses lie at `rows` into a batch. */
  batch(rows: number, count: number): Batch {
    const dense: Batch = { rowCount: count, columns: [], selection: 0, selectedCount: count };
    const columns: Vector[] = [];
    for (const column of this.columnsBeside(dense, rows))
      columns.push(withoutIdleValidity(this.#context, column, count));
    return withColumns(dense, columns);
  }

  /** Reads a row for each live row of a batch into columns that stand beside the batch's. */
  columnsBeside(batch: Batch, rows: number): readonly Vector[] {
    if (this.#types.length === 0) return [];
    const { columns, named } = newColumns(this.#context, this.#types, batch.rowCount);
    named.rows = rows;
    this.#read.run(withColumns(batch, []), () => named);
    return columns;
  }
}

/** Leaves out the validity of a column whose first `count` values are all present. */
export function withoutIdleValidity({ memory }: ThreadContext, column: Vector, count: number): Vector {
  return memory.kernels.bytes_all_set!(column.validity, count) !== 0 ? withValidity(column, 0) : column;
}
