import type { SqlType } from '../../types/sql-type.js';
import { constantVector } from '../../vector/slot-value.js';
import { type Batch, type Vector, withColumns, withSelection } from '../../vector/vector.js';
import { RowReader } from '../rows/row-columns.js';
import type { RowLayout } from '../rows/row-layout.js';
import type { RowList } from '../rows/row-stores.js';
import type { ThreadContext } from '../thread-context.js';
import { matchedOffset } from './join-build.js';

/** Pairs of a probe row's index and a build row's address, as two lists of u32. */
export interface MatchedPairs {
  readonly probeRows: number;
  readonly buildRows: number;
  readonly count: number;
}

/** Puts the columns of matched probe rows and build rows side by side. */
export class JoinOutput {
  readonly #context: ThreadContext;
  readonly #build: RowReader;
  readonly #nulls: readonly Vector[];

  constructor(context: ThreadContext, fields: RowLayout['fields']) {
    this.#context = context;
    this.#build = new RowReader(context, fields);
    const alloc = (bytes: number): number => context.arena.alloc(bytes);
    this.#nulls = fields.map(({ type }) => constantVector(context.memory, type, null, alloc));
  }

  /** Gives a batch of probe columns, then build columns. */
  pairs(probe: Batch, { probeRows, buildRows, count }: MatchedPairs): Batch {
    if (this.#context.memory.kernels.is_ascending!(probeRows, count) !== 0) {
      // Each probe row stands once: its columns stay as they are, the build columns are written beside them.
      const selected = withSelection(probe, probeRows, count);
      return withColumns(selected, [...probe.columns, ...this.#build.columnsBeside(selected, buildRows)]);
    }
    const gathered = this.gathered(probe, probeRows, count);
    return withColumns(gathered, [...gathered.columns, ...this.#build.columnsBeside(gathered, buildRows)]);
  }

  /** Gives the rows of a list, in its order, of which one may be named more than once. */
  gathered(batch: Batch, rows: number, count: number): Batch {
    const columns: Vector[] = [];
    for (let index = 0; index < batch.columns.length; index++)
      columns.push(this.#gathered(batch.columns[index]!, rows, count));
    return { rowCount: count, columns, selection: 0, selectedCount: count };
  }

  /** Gives probe rows with NULLs for the build columns. */
  withoutMatch(probe: Batch): Batch {
    return withColumns(probe, [...probe.columns, ...this.#nulls]);
  }

  /** Gives those of listed build rows that met a probe row (`wanted` 1) or none (0), with NULLs for the probe columns. */
  byMatch(
    probeTypes: readonly SqlType[],
    { rows, count }: Pick<RowList, 'rows' | 'count'>,
    wanted: number,
    emit: (batch: Batch) => void,
  ): void {
    const { memory, settings, scratch } = this.#context;
    for (let first = 0; first < count; first += settings.batchRows) {
      this.#context.checkCancelled();
      this.#context.resetScratch();
      const some = Math.min(settings.batchRows, count - first);
      const list = scratch.alloc(4 * some + 4);
      const found = memory.kernels.join_listed_with!(rows + 4 * first, some, matchedOffset, wanted, list) >>> 0;
      if (found > 0) emit(this.buildOnly(probeTypes, list, found));
    }
  }

  /** Gives build rows with NULLs for the probe columns. */
  buildOnly(probeTypes: readonly SqlType[], buildRows: number, count: number): Batch {
    const { memory, scratch } = this.#context;
    const alloc = (bytes: number): number => scratch.alloc(bytes);
    const nulls = probeTypes.map((type) => constantVector(memory, type, null, alloc));
    const dense: Batch = { rowCount: count, columns: [], selection: 0, selectedCount: count };
    return withColumns(dense, [...nulls, ...this.#build.columnsBeside(dense, buildRows)]);
  }

  /** Shows rows of a column in the order of a list: a flat column becomes a dictionary of itself. */
  #gathered(column: Vector, rows: number, count: number): Vector {
    const { memory, scratch } = this.#context;
    if (column.encoding === 'constant') return column;
    const { type, layout, values, dictionaryLength, dictionaryId } = column;
    const encoding = 'dictionary';
    let validity = 0;
    if (column.validity !== 0) {
      validity = scratch.alloc(count);
      memory.kernels.gather_u8!(column.validity, rows, count, validity);
    }
    if (column.encoding === 'flat') {
      // Not a dictionary that was read: nothing is computed per entry.
      return { type, layout, encoding, values, validity, codes: rows, dictionaryLength: 0, dictionaryId: 0 };
    }
    const codes = scratch.alloc(4 * count);
    memory.kernels.gather_u32!(column.codes, rows, count, codes);
    return { type, layout, encoding, values, validity, codes, dictionaryLength, dictionaryId };
  }
}
