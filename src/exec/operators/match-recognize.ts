import type { PatternOutput, PatternSearch, PatternValue } from '../../plan/row-pattern.js';
import type { SqlType } from '../../types/sql-type.js';
import type { SqlValue } from '../../types/sql-value.js';
import { readSlot } from '../../vector/slot-value.js';
import type { Emit, Gang, NodeDefinition, Source } from '../operator.js';
import type { PhysicalNode } from '../physical-plan.js';
import { type PatternPlace, type PatternRows, patternEvaluator } from '../row-pattern/pattern-evaluator.js';
import { type FoundMatch, PatternMatcher, rowAfterMatch } from '../row-pattern/pattern-matcher.js';
import type { RowField } from '../rows/row-layout.js';
import type { ThreadContext } from '../thread-context.js';
import { RowSorter, sortedRowsShape } from './sorted-rows.js';
import { vectorOfValues } from './values.js';
import type { WindowNode } from './window.js';
import { WindowInput } from './window-input.js';
import { SortedPartitions } from './window-partition.js';

/** Finds matches in the partitions that a Window collected; each output is a collected column or a measure. */
export interface MatchRecognizeNode extends PhysicalNode {
  readonly kind: 'MatchRecognize';
  readonly window: WindowNode;
  /** Where among the collected columns those are that the pattern names. */
  readonly columns: readonly number[];
  readonly search: PatternSearch;
  readonly form: PatternOutput;
  readonly types: readonly SqlType[];
  readonly values: readonly (number | PatternValue)[];
}

/** Computes an output: of a row that nothing matched (`place` undefined) too. */
type ComputeOutput = (row: number, rows: PatternRows, place: PatternPlace | undefined) => SqlValue;

/** Gives access to a partition's rows by column. */
export function patternRows(
  { memory }: ThreadContext,
  partition: SortedPartitions,
  fields: readonly RowField[],
): PatternRows {
  return {
    first: 0,
    isWhole: true,
    rowCount: partition.rowCount,
    value(column, row) {
      const { type, layout, offset, nullOffset } = fields[column]!;
      const address = partition.address(row);
      return memory.u8[address + nullOffset] === 0 ? null : readSlot(memory, type, layout, address + offset);
    },
  };
}

class MatchRecognizeSource implements Source {
  readonly #context: ThreadContext;
  readonly #node: MatchRecognizeNode;
  readonly #sorter: RowSorter;
  readonly #input: WindowInput;
  readonly #fields: readonly RowField[];
  readonly #matcher: PatternMatcher;
  readonly #outputs: readonly ComputeOutput[];
  #pending: SqlValue[][] = [];

  constructor(node: MatchRecognizeNode, context: ThreadContext, gang: Gang) {
    this.#context = context;
    this.#node = node;
    const shape = sortedRowsShape(node.window.keys, node.window.columns);
    this.#sorter = new RowSorter(context, shape);
    this.#input = new WindowInput(context, gang, node.window, shape, this.#sorter);
    const collected = shape.layout.fields.slice(node.window.keys.length);
    this.#fields = node.columns.map((column) => collected[column]!);
    this.#matcher = new PatternMatcher(context, node.search);
    this.#outputs = node.values.map((value): ComputeOutput => {
      if (typeof value === 'number') return (row, rows) => rows.value(value, row);
      const measure = patternEvaluator(context, value, node.search.labelNames);
      return (_row, _rows, place) => (place ? measure(place) : null);
    });
  }

  run(emit: Emit): void {
    this.#input.forEach('never', (part) => {
      const partition = new SortedPartitions(this.#context.memory, this.#sorter, part);
      this.#search(patternRows(this.#context, partition, this.#fields), emit);
    });
    this.#flush(emit);
  }

  #search(rows: PatternRows, emit: Emit): void {
    const { search, form } = this.#node;
    let matchNumber = 1n;
    let matchedEnd = 0;
    for (let row = 0; row < rows.rowCount; ) {
      this.#context.checkCancelled();
      const match = this.#matcher.find(rows, row, rows.rowCount, matchNumber);
      if (!match) {
        if (form.showsUnmatched && row >= matchedEnd) this.#emit(row, rows, undefined, emit);
        row++;
        continue;
      }
      if (match.length === 0) {
        if (form.showsEmpty) this.#emit(row, rows, { rows, match, current: -1, matchNumber }, emit);
        row++;
      } else {
        this.#emitMatch(rows, match, matchNumber, emit);
        matchedEnd = row + match.length;
        row = rowAfterMatch(match, search);
      }
      matchNumber++;
    }
  }

  #emitMatch(rows: PatternRows, match: FoundMatch, matchNumber: bigint, emit: Emit): void {
    const last = match.length - 1;
    const at = (current: number): void =>
      this.#emit(match.start + current, rows, { rows, match, current, matchNumber }, emit);
    if (this.#node.form.rows === 'one') return at(last);
    const { exclusions } = match;
    for (let current = 0; current <= last; current++) {
      const isLeftOut = exclusions.filter((position) => position <= current).length % 2 === 1;
      if (!isLeftOut) at(current);
    }
  }

  #emit(row: number, rows: PatternRows, place: PatternPlace | undefined, emit: Emit): void {
    this.#pending.push(this.#outputs.map((compute) => compute(row, rows, place)));
    if (this.#pending.length >= this.#context.settings.batchRows) this.#flush(emit);
  }

  #flush(emit: Emit): void {
    const rows = this.#pending;
    if (rows.length === 0) return;
    this.#pending = [];
    this.#context.resetScratch();
    const columns = this.#node.types.map((type, index) =>
      vectorOfValues(
        this.#context,
        type,
        rows.map((row) => row[index]!),
      ),
    );
    emit({ rowCount: rows.length, columns, selection: 0, selectedCount: rows.length });
  }
}

/** Defines row pattern recognition. */
export const matchRecognize: NodeDefinition<MatchRecognizeNode> = {
  kind: 'MatchRecognize',
  place: 'source',
  explain: ({ search }) => search.labelNames.join(', '),
  create: (node, context, gang) => new MatchRecognizeSource(node, context, gang),
};
