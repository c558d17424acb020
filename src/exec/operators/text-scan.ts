import { compileRegexp } from '../../functions/scalar/regexp/regexp-program.js';
import type { ColumnReference, Expression } from '../../plan/expression.js';
import { printExpression } from '../../plan/print-expression.js';
import { TextReader } from '../../text/text-reader.js';
import type { TextSplit } from '../../text/text-split.js';
import type { Batch } from '../../vector/vector.js';
import { FilterProgram } from '../expression/filter-program.js';
import type { Emit, Gang, NodeDefinition, Source } from '../operator.js';
import type { PhysicalNode } from '../physical-plan.js';
import type { ThreadContext } from '../thread-context.js';
import { JoinFilter, type JoinFilterNode } from './join-filter.js';
import { scanWord } from './parquet-scan.js';

/** Reads parts of text files, row by row. */
export interface TextScanNode extends PhysicalNode {
  readonly kind: 'TextScan';
  readonly state: number;
  /** The state is a Parquet scan's too, which counts for both. */
  readonly sharesState: boolean;
  readonly columns: readonly ColumnReference[];
  readonly splits: readonly TextSplit[];
  /** A row must meet all. */
  readonly conditions: readonly Expression[];
  /** Joins behind the scan that drop rows without a match: tried after the conditions. */
  readonly joinFilters?: readonly JoinFilterNode[] | undefined;
  /** For EXPLAIN. */
  readonly table: string;
  readonly partitions?: string | undefined;
}

class TextScan implements Source {
  readonly #context: ThreadContext;
  readonly #gang: Gang;
  readonly #node: TextScanNode;
  readonly #conditions: readonly FilterProgram[];
  readonly #joinFilters: readonly JoinFilter[];

  constructor(node: TextScanNode, context: ThreadContext, gang: Gang) {
    this.#context = context;
    this.#gang = gang;
    this.#node = node;
    const ids = node.columns.map(({ id }) => id);
    this.#conditions = node.conditions.map((condition) => new FilterProgram(context, ids, condition));
    this.#joinFilters = (node.joinFilters ?? []).map((filter) => new JoinFilter(filter, context, gang, ids));
  }

  run(emit: Emit): void {
    const { splits, state } = this.#node;
    for (;;) {
      const split = splits[this.#gang.next(state, scanWord.nextTextSplit)];
      if (!split) return;
      this.#context.checkCancelled();
      this.#readSplit(split, emit);
      this.#gang.add(state, scanWord.splitsDone, 1);
    }
  }

  #readSplit(split: TextSplit, emit: Emit): void {
    const { memory, settings } = this.#context;
    const { state } = this.#node;
    if (split.beginsFile) this.#gang.add(state, scanWord.filesOpened, 1);
    const file = this.#context.openFile(split.location);
    try {
      const reader = new TextReader(memory, file, split, settings.batchRows, compileRegexp);
      try {
        memory.noteScanned(reader.bytesRead);
        this.#readRows(reader, emit);
      } finally {
        this.#gang.add(state, scanWord.bytesRead, reader.bytesRead);
        reader.close();
      }
    } finally {
      file.close();
    }
  }

  #readRows(reader: TextReader, emit: Emit): void {
    for (;;) {
      this.#context.checkCancelled();
      this.#context.resetScratch();
      const batch = reader.read(this.#context.scratch);
      if (!batch) return;
      this.#gang.add(this.#node.state, scanWord.rowsRead, batch.rowCount);
      const kept = this.#filtered(batch);
      if (kept.selectedCount > 0) emit(kept);
    }
  }

  #filtered(batch: Batch): Batch {
    let kept = batch;
    for (const condition of this.#conditions) {
      kept = condition.run(kept);
      if (kept.selectedCount === 0) return kept;
    }
    for (const filter of this.#joinFilters) {
      if (filter.isWorthwhile) kept = filter.run(kept);
      if (kept.selectedCount === 0) return kept;
    }
    return kept;
  }
}

/** Defines the scan of text files. */
export const textScan: NodeDefinition<TextScanNode> = {
  kind: 'TextScan',
  place: 'source',
  explain: ({ table, partitions, columns, conditions, splits }) =>
    [
      table,
      ...(partitions ? [`partitions=${partitions}`] : []),
      `columns=[${columns.map(({ name }) => name).join(', ')}]`,
      ...(conditions.length > 0 ? [`conditions=[${conditions.map(printExpression).join(' AND ')}]`] : []),
      `splits=${splits.length}`,
    ].join(' '),
  create: (node, context, gang) => new TextScan(node, context, gang),
};
