import { keepClass } from '../../base/kept-classes.js';
import { LakeError } from '../../base/lake-error.js';
import { allRows, intersectRows, type RowRange } from '../../parquet/page-index.js';
import { RowGroupReader } from '../../parquet/row-group-reader.js';
import type { RowGroupSplit } from '../../parquet/row-group-split.js';
import type { ColumnReference, Expression } from '../../plan/expression.js';
import { printExpression } from '../../plan/print-expression.js';
import type { BlockingFile } from '../../storage/file.js';
import { layoutOf, slotBytes } from '../../vector/layout.js';
import { constantVector } from '../../vector/slot-value.js';
import { type Batch, noColumns, type Vector, withColumns } from '../../vector/vector.js';
import { columnsOf } from '../expression/expression-facts.js';
import { FilterProgram } from '../expression/filter-program.js';
import { ProjectProgram } from '../expression/project-program.js';
import type { Emit, Gang, NodeDefinition, Source } from '../operator.js';
import type { PhysicalNode } from '../physical-plan.js';
import type { ThreadContext } from '../thread-context.js';
import { JoinFilter, type JoinFilterNode } from './join-filter.js';
import { SplitTurns } from './split-turns.js';

/** Reads row groups of Parquet files: the columns of the conditions first, of the others only what the surviving rows need. */
export interface ParquetScanNode extends PhysicalNode {
  readonly kind: 'ParquetScan';
  readonly state: number;
  readonly columns: readonly ColumnReference[];
  readonly splits: readonly RowGroupSplit[];
  /** Conditions in the order in which they are tried; a row must meet all. */
  readonly conditions: readonly Expression[];
  /** Joins behind the scan that drop rows without a match: tried after the conditions. */
  readonly joinFilters?: readonly JoinFilterNode[] | undefined;
  /** False: no row is left out but by the conditions in their order. */
  readonly skips?: boolean | undefined;
  /** For EXPLAIN: the table, and how many row groups were there before pruning. */
  readonly table: string;
  readonly rowGroupsTotal: number;
  /** For EXPLAIN: how many partitions were listed, of how many. */
  readonly partitions?: string | undefined;
}

/** Words of the scan's shared state: the split counter, then 64-bit counters. */
export const scanWord = {
  nextSplit: 0,
  bytesRead: 2,
  pagesRead: 4,
  rowGroupsRead: 6,
  rowsRead: 8,
  filesOpened: 10,
  nextTextSplit: 12,
  splitsDone: 14,
  /** And the words behind it: the pieces of the splits that workers share. */
  nextPiece: 16,
} as const;

/** A split that a worker reads, maybe in pieces; `ranges` are known once rows are asked for. */
interface OpenSplit {
  readonly split: RowGroupSplit;
  readonly reader: RowGroupReader;
  ranges: readonly RowRange[] | undefined;
}

// Of wide rows a batch has fewer: it, and the results on their way, are to be small beside the memory.
const batchBytesMax = 16 * 2 ** 20;
const batchRowsMin = 128;

interface Condition {
  readonly positions: readonly number[];
  readonly filter: FilterProgram;
}

class ParquetScan implements Source {
  readonly #context: ThreadContext;
  readonly #gang: Gang;
  readonly #node: ParquetScanNode;
  readonly #conditions: readonly Condition[];
  readonly #joinFilters: readonly JoinFilter[];
  readonly #flatten: ProjectProgram | undefined;
  readonly #files = new Map<string, BlockingFile>();
  readonly #batchRows: number;
  readonly #columnCount: number;

  constructor(node: ParquetScanNode, context: ThreadContext, gang: Gang) {
    this.#context = context;
    this.#gang = gang;
    this.#node = node;
    this.#columnCount = node.columns.length;
    const ids = node.columns.map(({ id }) => id);
    const rowBytes = node.columns.reduce((sum, { type }) => sum + slotBytes[layoutOf(type)] + 1, 0);
    this.#batchRows = Math.min(
      context.settings.batchRows,
      Math.max(Math.floor(batchBytesMax / rowBytes), batchRowsMin),
    );
    this.#conditions = node.conditions.map((condition) => ({
      positions: [...columnsOf(condition)].map((id) => ids.indexOf(id)),
      filter: new FilterProgram(context, ids, condition),
    }));
    this.#joinFilters = (node.joinFilters ?? []).map((filter) => new JoinFilter(filter, context, gang, ids));
    if (!context.settings.dictionaryVectors) this.#flatten = new ProjectProgram(context, ids, node.columns, false);
  }

  run(emit: Emit): void {
    const { splits, state } = this.#node;
    const turns = new SplitTurns(splits, state, scanWord, this.#gang, this.#context.memory.limitBytes);
    keepClass(turns);
    let open: OpenSplit | undefined;
    try {
      for (let piece = turns.next(); piece; piece = turns.next()) {
        const { split, rows } = piece;
        this.#context.checkCancelled();
        if (this.#mayJoin(split)) {
          if (rows.firstRow === 0) this.#count(split);
          if (open?.split !== split) {
            this.#close(open);
            open = undefined;
            open = this.#openSplit(split);
          }
          for (const range of intersectRows(this.#rangesOf(open), [rows])) this.#readRows(range, open.reader, emit);
        }
        if (rows.endRow === split.rowCount) this.#gang.add(state, scanWord.splitsDone, 1);
      }
    } finally {
      this.#close(open);
      for (const file of this.#files.values()) file.close();
      this.#files.clear();
    }
  }

  #openSplit(split: RowGroupSplit): OpenSplit {
    const file = this.#open(split.file.location);
    const reader = new RowGroupReader(this.#context.memory, file, split, this.#context.pageCache);
    return { split, reader, ranges: undefined };
  }

  /** Gives the rows of a split that may be of the result. */
  #rangesOf(open: OpenSplit): readonly RowRange[] {
    if (open.ranges) return open.ranges;
    const { reader, split } = open;
    const ranges = this.#skips ? reader.rowsThatMayMatch() : allRows(split.rowCount);
    if (ranges.length > 0) this.#readAhead(reader);
    open.ranges = ranges.length > 0 && this.#mayMatch(reader) ? ranges : [];
    return open.ranges;
  }

  /** Counts a split that is read, once for all workers that share it. */
  #count({ beginsFile }: RowGroupSplit): void {
    const { state } = this.#node;
    if (beginsFile) this.#gang.add(state, scanWord.filesOpened, 1);
    this.#gang.add(state, scanWord.rowGroupsRead, 1);
  }

  #close(open: OpenSplit | undefined): void {
    if (!open) return;
    const { bytesRead, pagesRead } = open.reader.counters;
    const { state } = this.#node;
    this.#gang.add(state, scanWord.bytesRead, bytesRead);
    this.#gang.add(state, scanWord.pagesRead, pagesRead);
    open.reader.close();
  }

  /** False when a join behind the scan wants no row of the split, by what all of its rows have alike. */
  #mayJoin({ columns }: RowGroupSplit): boolean {
    if (!this.#context.settings.pruning) return true;
    const { memory, scratch } = this.#context;
    return this.#joinFilters.every((filter) => {
      if (!filter.positions.every((position) => columns[position]!.value !== undefined)) return true;
      this.#context.resetScratch();
      const vectors = noColumns(columns.length) as Vector[];
      for (const position of filter.positions) {
        const { type, value } = columns[position]!;
        vectors[position] = constantVector(memory, type, value!, (bytes) => scratch.alloc(bytes));
      }
      return filter.run({ rowCount: 1, columns: vectors, selection: 0, selectedCount: 1 }).selectedCount > 0;
    });
  }

  #readRows({ firstRow, endRow }: RowRange, reader: RowGroupReader, emit: Emit): void {
    const batchRows = this.#batchRows;
    for (let first = firstRow; first < endRow; first += batchRows) {
      this.#context.checkCancelled();
      this.#context.resetScratch();
      const batch = this.#readBatch(reader, first, Math.min(batchRows, endRow - first));
      if (batch.selectedCount > 0) emit(this.#flatten ? withColumns(batch, this.#flatten.run(batch)) : batch);
    }
    this.#gang.add(this.#node.state, scanWord.rowsRead, endRow - firstRow);
  }

  #readBatch(reader: RowGroupReader, first: number, rowCount: number): Batch {
    const columns = noColumns(this.#columnCount) as Vector[];
    let batch: Batch = { rowCount, columns, selection: 0, selectedCount: rowCount };
    const read = (position: number): void => {
      columns[position] ??= this.#readColumn(reader, position, first, batch);
    };
    for (const { positions, filter } of this.#conditions) {
      for (const position of positions) read(position);
      batch = filter.run(batch);
      if (batch.selectedCount === 0) return batch;
    }
    for (const filter of this.#joinFilters) {
      if (!filter.isWorthwhile) continue;
      for (const position of filter.positions) read(position);
      batch = filter.run(batch);
      if (batch.selectedCount === 0) return batch;
    }
    reader.readAhead(columns.keys());
    for (let position = 0; position < columns.length; position++) read(position);
    return batch;
  }

  /** Begins to read what every row needs: the columns of the conditions, or all. */
  #readAhead(reader: RowGroupReader): void {
    const needed = this.#conditions.flatMap(({ positions }) => positions);
    const isFiltered = needed.length > 0 || this.#joinFilters.length > 0;
    reader.readAhead(isFiltered ? needed : this.#node.columns.keys());
  }

  #readColumn(reader: RowGroupReader, position: number, first: number, batch: Batch): Vector {
    const column = reader.column(position);
    // A column of which earlier batches had no use is behind.
    if (column.position < first) column.skip(first - column.position);
    const { scratch } = this.#context;
    if (batch.selection === 0) return column.read(batch.rowCount, scratch);
    return column.readSelected(batch.rowCount, batch.selection, batch.selectedCount, scratch);
  }

  get #skips(): boolean {
    return this.#context.settings.pruning && this.#node.skips !== false;
  }

  /** False when a condition over one column is true for none of its dictionary's entries: the row group then has no such row. */
  #mayMatch(reader: RowGroupReader): boolean {
    if (!this.#skips) return true;
    return this.#conditions.every(({ positions, filter }) => {
      const [position] = positions;
      if (positions.length !== 1) return true;
      const dictionary = reader.column(position!).dictionary();
      if (!dictionary) return true;
      this.#context.resetScratch();
      return (
        this.#isMet(filter, position!, dictionary.entries, dictionary.length) ||
        (dictionary.mayHaveNulls && this.#isMet(filter, position!, this.#nullVector(position!), 1))
      );
    });
  }

  #isMet(filter: FilterProgram, position: number, vector: Vector, rowCount: number): boolean {
    const columns = noColumns(this.#columnCount) as Vector[];
    columns[position] = vector;
    try {
      return filter.run({ rowCount, columns, selection: 0, selectedCount: rowCount }).selectedCount > 0;
    } catch (error) {
      // An entry that fails may be of a row that another condition excludes: the rows decide.
      if (error instanceof LakeError && error.type === 'USER_ERROR') return true;
      throw error;
    }
  }

  #nullVector(position: number): Vector {
    const { memory, scratch } = this.#context;
    return constantVector(memory, this.#node.columns[position]!.type, null, (bytes) => scratch.alloc(bytes));
  }

  #open(location: string): BlockingFile {
    let file = this.#files.get(location);
    if (!file) {
      file = this.#context.openFile(location);
      this.#files.set(location, file);
    }
    return file;
  }
}

/** Defines the scan of Parquet files. */
export const parquetScan: NodeDefinition<ParquetScanNode> = {
  kind: 'ParquetScan',
  place: 'source',
  explain: ({ table, columns, conditions, joinFilters, splits, rowGroupsTotal, partitions }) =>
    [
      table,
      ...(partitions ? [`partitions=${partitions}`] : []),
      `columns=[${columns.map(({ name }) => name).join(', ')}]`,
      ...(conditions.length > 0 ? [`conditions=[${conditions.map(printExpression).join(' AND ')}]`] : []),
      ...(joinFilters?.length
        ? [`joinFilters=[${joinFilters.map(({ keys }) => keys.map(({ name }) => name)).join('; ')}]`]
        : []),
      `rowGroups=${splits.length}/${rowGroupsTotal}`,
    ].join(' '),
  create: (node, context, gang) => new ParquetScan(node, context, gang),
};
