import type { SqlType } from '../../types/sql-type.js';
import { layoutOf, slotBytes } from '../../vector/layout.js';
import { constantVector } from '../../vector/slot-value.js';
import type { Batch, Vector } from '../../vector/vector.js';
import { i32 } from '../../wasm/instruction.js';
import type { Program } from '../expression/ahead-step.js';
import { BatchProgram } from '../expression/batch-program.js';
import { slotAddress, storeSlot } from '../expression/row-loop.js';
import { loadField } from '../rows/row-emitter.js';
import type { RowLayout } from '../rows/row-layout.js';
import type { ThreadContext } from '../thread-context.js';

/** Pairs of a probe row's index and a build row's address, as two lists of u32. */
export interface MatchedPairs {
  readonly probeRows: number;
  readonly buildRows: number;
  readonly count: number;
}

/** Puts the columns of matched probe rows and build rows side by side. */
export class JoinOutput {
  readonly #context: ThreadContext;
  readonly #fields: RowLayout['fields'];
  /** Writes the values of the build row at position i to the place of the i-th selected row. */
  readonly #read: Program<void>;
  readonly #nulls: readonly Vector[];

  constructor(context: ThreadContext, fields: RowLayout['fields']) {
    this.#context = context;
    this.#fields = fields;
    this.#read = new BatchProgram(context, [], [], ({ loop, emitter: e }) => {
      loop.loop((position) => {
        const row = e.keep(i32.load(slotAddress(loop.named('rows'), position, 'i32')));
        fields.forEach((field, index) => {
          const value = loadField(e, row, field);
          storeSlot(loop.code, value, slotAddress(loop.named(`values${index}`), loop.row, value.layout));
          loop.code.emit(i32.store8(i32.add(loop.named(`validity${index}`), loop.row), i32.eqz(value.isNull!)));
        });
      });
    });
    const alloc = (bytes: number): number => context.arena.alloc(bytes);
    this.#nulls = fields.map(({ type }) => constantVector(context.memory, type, null, alloc));
  }

  /** Gives a batch of probe columns, then build columns. */
  pairs(probe: Batch, { probeRows, buildRows, count }: MatchedPairs): Batch {
    if (this.#context.memory.kernels.is_ascending!(probeRows, count) !== 0) {
      // Each probe row stands once: its columns stay as they are, the build columns are written beside them.
      const selected: Batch = { ...probe, selection: probeRows, selectedCount: count };
      return { ...selected, columns: [...probe.columns, ...this.#buildColumns(selected, buildRows)] };
    }
    const gathered = this.gathered(probe, probeRows, count);
    return { ...gathered, columns: [...gathered.columns, ...this.#buildColumns(gathered, buildRows)] };
  }

  /** Gives the rows of a list, in its order, of which one may be named more than once. */
  gathered(batch: Batch, rows: number, count: number): Batch {
    const columns = batch.columns.map((column) => this.#gathered(column, rows, count));
    return { rowCount: count, columns, selection: 0, selectedCount: count };
  }

  /** Gives probe rows with NULLs for the build columns. */
  withoutMatch(probe: Batch): Batch {
    return { ...probe, columns: [...probe.columns, ...this.#nulls] };
  }

  /** Gives build rows with NULLs for the probe columns. */
  buildOnly(probeTypes: readonly SqlType[], buildRows: number, count: number): Batch {
    const { memory, scratch } = this.#context;
    const alloc = (bytes: number): number => scratch.alloc(bytes);
    const nulls = probeTypes.map((type) => constantVector(memory, type, null, alloc));
    const dense: Batch = { rowCount: count, columns: [], selection: 0, selectedCount: count };
    return { ...dense, columns: [...nulls, ...this.#buildColumns(dense, buildRows)] };
  }

  #buildColumns(batch: Batch, rows: number): Vector[] {
    const { scratch } = this.#context;
    const named: Record<string, number> = { rows };
    const columns = this.#fields.map(({ type }, index): Vector => {
      const layout = layoutOf(type);
      const values = scratch.alloc(batch.rowCount * slotBytes[layout]);
      const validity = scratch.alloc(batch.rowCount);
      named[`values${index}`] = values;
      named[`validity${index}`] = validity;
      return { type, layout, encoding: 'flat', values, validity, codes: 0, dictionaryLength: 0, dictionaryId: 0 };
    });
    if (columns.length > 0) this.#read.run({ ...batch, columns: [] }, () => named);
    return columns;
  }

  /** Shows rows of a column in the order of a list: a flat column becomes a dictionary of itself. */
  #gathered(column: Vector, rows: number, count: number): Vector {
    const { memory, scratch } = this.#context;
    if (column.encoding === 'constant') return column;
    let validity = 0;
    if (column.validity !== 0) {
      validity = scratch.alloc(count);
      memory.kernels.gather_u8!(column.validity, rows, count, validity);
    }
    if (column.encoding === 'flat') {
      // Not a dictionary that was read: nothing is computed per entry.
      return { ...column, encoding: 'dictionary', codes: rows, validity, dictionaryLength: 0, dictionaryId: 0 };
    }
    const codes = scratch.alloc(4 * count);
    memory.kernels.gather_u32!(column.codes, rows, count, codes);
    return { ...column, codes, validity };
  }
}
