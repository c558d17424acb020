import type { Expression } from '../../plan/expression.js';
import { printExpression } from '../../plan/print-expression.js';
import { BOOLEAN } from '../../types/sql-type.js';
import {
  type Batch,
  flatVector,
  repeatedVector,
  type Vector,
  withColumns,
  withSelection,
} from '../../vector/vector.js';
import { FilterProgram } from '../expression/filter-program.js';
import type { Emit, Gang, NodeDefinition, Operator } from '../operator.js';
import { type PhysicalNode, workerWord } from '../physical-plan.js';
import { RowReader } from '../rows/row-columns.js';
import { listRows, type RowList } from '../rows/row-stores.js';
import { RowSpiller, type SpilledChunk, spilledRowCount } from '../spill/row-spiller.js';
import { readSpilled } from '../spill/spill-directory.js';
import type { ThreadContext } from '../thread-context.js';
import { buildLayout, directoriesOffset, type JoinBuildNode, matchedOffset, spilledFlagsOffset } from './join-build.js';
import { JoinOutput } from './join-output.js';
import type { JoinProbeNode } from './join-probe.js';

/** Pairs every probe row with every build row and keeps the pairs that meet the filter. */
export interface NestedLoopJoinNode extends PhysicalNode {
  readonly kind: 'NestedLoopJoin';
  readonly type: 'inner' | 'left' | 'right' | 'full' | 'semi' | 'anti' | 'mark';
  readonly build: JoinBuildNode;
  readonly probeColumns: JoinProbeNode['probeColumns'];
  readonly filter?: Expression | undefined;
}

type BuildList = Pick<RowList, 'rows' | 'count'>;

/** Build rows in a file: whose they are, and where a byte for each says whether it met a probe row. */
interface SpilledPart {
  readonly store: number;
  readonly chunk: SpilledChunk;
  readonly flags: number;
}

interface BuildRows {
  readonly inMemory: RowList;
  readonly spilled: readonly SpilledPart[];
}

class NestedLoopJoin implements Operator {
  readonly #context: ThreadContext;
  readonly #gang: Gang;
  readonly #node: NestedLoopJoinNode;
  readonly #fields: ReturnType<typeof buildLayout>['payload'];
  readonly #filter: FilterProgram | undefined;
  readonly #reader: RowReader;
  readonly #output: JoinOutput;
  readonly #spiller: RowSpiller;
  /** The build rows, found when the first batch comes. */
  #found: BuildRows | undefined;

  constructor(node: NestedLoopJoinNode, context: ThreadContext, gang: Gang, inputs: readonly number[]) {
    this.#context = context;
    this.#gang = gang;
    this.#node = node;
    const layout = buildLayout(node.build);
    this.#fields = layout.payload;
    this.#spiller = new RowSpiller(context, layout);
    this.#reader = new RowReader(context, this.#fields);
    this.#output = new JoinOutput(context, this.#fields);
    const ids = [...inputs, ...node.build.payload.map(({ id }) => id)];
    this.#filter = node.filter && new FilterProgram(context, ids, node.filter);
  }

  consume(batch: Batch, emit: Emit): void {
    const { scratch } = this.#context;
    const { type } = this.#node;
    const isInner = type === 'inner' || type === 'right';
    const matched = isInner ? 0 : scratch.allocZeroed(batch.rowCount);
    const emitsPairs = isInner || type === 'left' || type === 'full';
    const pass = emitsPairs ? emit : () => undefined;
    this.#forEachPart((rows) => {
      if (rows.count <= batch.selectedCount) this.#loopOverBuild(batch, rows, matched, pass);
      else this.#loopOverProbe(batch, rows, matched, pass);
    });
    if (matched !== 0) this.#emitByMatch(batch, matched, emit);
  }

  finish(emit: Emit): void {
    const { probeColumns } = this.#node;
    const probeTypes = probeColumns.map((column) => column?.type ?? BOOLEAN);
    if (!this.#givesBuildRows) return;
    this.#gang.barrier();
    if (this.#gang.workerIndex !== 0) return;
    this.#forEachPart((rows) => this.#output.byMatch(probeTypes, rows, 0, emit));
  }

  /** Gives the build side's memory back: nobody needs it any more. */
  release(): void {
    const { memory } = this.#context;
    const { u32 } = memory;
    const own = u32[this.#shared + workerWord(this.#gang.workerIndex)]!;
    memory.kernels.rows_free!(own);
    if (!this.#found) return;
    const { inMemory, spilled } = this.#found;
    memory.free(inMemory.rows, inMemory.bytes);
    const flags = u32[(own + spilledFlagsOffset) >>> 2]!;
    const rowCount = spilledRowCount(spilled.filter((part) => part.store === own).map(({ chunk }) => chunk));
    if (flags !== 0) memory.free(flags, rowCount);
  }

  /** Rows of the build side that met none are given at the end. */
  get #givesBuildRows(): boolean {
    return this.#node.type === 'right' || this.#node.type === 'full';
  }

  /** Gives all build rows: those in memory, then those of each spilled chunk. */
  #forEachPart(work: (rows: BuildList) => void): void {
    this.#found ??= this.#findRows();
    const { inMemory, spilled } = this.#found;
    if (inMemory.count > 0) work(inMemory);
    for (const part of spilled) this.#withSpilled(part, work);
  }

  #withSpilled({ chunk, flags }: SpilledPart, work: (rows: BuildList) => void): void {
    const { memory } = this.#context;
    const { rowCount } = chunk;
    const rows = memory.alloc(4 * rowCount);
    const blocks = this.#spiller.read([chunk], rows);
    const flagOf = (index: number): number => memory.u32[(rows >>> 2) + index]! + matchedOffset;
    if (this.#givesBuildRows)
      for (let index = 0; index < rowCount; index++) memory.u8[flagOf(index)] = memory.u8[flags + index]!;
    work({ rows, count: rowCount });
    // Other workers may have set others meanwhile.
    if (this.#givesBuildRows)
      for (let index = 0; index < rowCount; index++) if (memory.u8[flagOf(index)] === 1) memory.u8[flags + index] = 1;
    this.#spiller.release(blocks);
    memory.free(rows, 4 * rowCount);
  }

  /** Each build row as constants beside the probe batch. */
  #loopOverBuild(batch: Batch, { rows: address, count }: BuildList, matched: number, emit: Emit): void {
    const { memory } = this.#context;
    for (let index = 0; index < count; index++) {
      const row = memory.u32[(address >>> 2) + index]!;
      const columns = this.#fields.map(({ type, layout, offset, nullOffset }): Vector => {
        const validity = memory.u8[row + nullOffset] === 0 ? row + nullOffset : 0;
        return repeatedVector(type, layout, row + offset, validity);
      });
      this.#filtered(withColumns(batch, [...batch.columns, ...columns]), emit, (met) => {
        memory.u8[row + matchedOffset] = 1;
        if (matched !== 0) this.#flagRows(matched, met);
      });
    }
  }

  /** Each probe row as constants beside batches of build rows. */
  #loopOverProbe(batch: Batch, { rows: address, count }: BuildList, matched: number, emit: Emit): void {
    const { memory, settings, scratch } = this.#context;
    for (let first = 0; first < count; first += settings.batchRows) {
      const mark = scratch.mark();
      const rows = address + 4 * first;
      const build = this.#reader.batch(rows, Math.min(settings.batchRows, count - first));
      for (let position = 0; position < batch.selectedCount; position++) {
        const row = batch.selection === 0 ? position : memory.u32[(batch.selection >>> 2) + position]!;
        const columns = batch.columns.map((column) => this.#context.rowOf(column, row));
        this.#filtered({ ...build, columns: [...columns, ...build.columns] }, emit, (met) => {
          if (matched !== 0) memory.u8[matched + row] = 1;
          for (let index = 0; index < met.selectedCount; index++) {
            const at = met.selection === 0 ? index : memory.u32[(met.selection >>> 2) + index]!;
            memory.u8[memory.u32[(rows >>> 2) + at]! + matchedOffset] = 1;
          }
        });
      }
      scratch.rewind(mark);
      memory.kernels.scratch_set!(0, 0);
    }
  }

  #filtered(pairs: Batch, emit: Emit, onMatch: (met: Batch) => void): void {
    const { scratch, memory } = this.#context;
    this.#context.checkCancelled();
    const mark = scratch.mark();
    const met = this.#filter ? this.#filter.run(pairs) : pairs;
    if (met.selectedCount > 0) {
      onMatch(met);
      emit(met);
    }
    scratch.rewind(mark);
    memory.kernels.scratch_set!(0, 0);
  }

  #flagRows(flags: number, { selection, selectedCount }: Batch): void {
    const { memory } = this.#context;
    if (selection === 0) memory.u8.fill(1, flags, flags + selectedCount);
    else memory.kernels.scatter_flags!(flags, selection, selectedCount);
  }

  #emitByMatch(batch: Batch, matched: number, emit: Emit): void {
    const { type } = this.#node;
    if (type === 'mark') {
      return emit(withColumns(batch, [...batch.columns, flatVector(BOOLEAN, 'bool', matched)]));
    }
    const { scratch, memory } = this.#context;
    const selection = scratch.alloc(4 * batch.selectedCount + 4);
    const wanted = type === 'semi' ? 1 : 0;
    const count = memory.kernels.select_flags!(matched, batch.selection, batch.selectedCount, wanted, selection) >>> 0;
    if (count === 0) return;
    const rest = withSelection(batch, selection, count);
    emit(type === 'left' || type === 'full' ? this.#output.withoutMatch(rest) : rest);
  }

  #findRows(): BuildRows {
    const { u32 } = this.#context.memory;
    const stores = Array.from(
      { length: this.#gang.workerCount },
      (_, worker) => u32[this.#shared + workerWord(worker)]!,
    );
    const spilled = stores.flatMap((store) => {
      const [chunks] = readSpilled(this.#context, u32[(store + directoriesOffset) >>> 2]!, 1);
      let flags = u32[(store + spilledFlagsOffset) >>> 2]!;
      return chunks!.map((chunk): SpilledPart => {
        const part = { store, chunk, flags };
        flags += chunk.rowCount;
        return part;
      });
    });
    return { inMemory: listRows(this.#context, stores), spilled };
  }

  /** Index of the first word of the join's shared state. */
  get #shared(): number {
    return this.#gang.sharedState(this.#node.build.state) >>> 2;
  }
}

/** Defines the join without equal keys. */
export const nestedLoopJoin: NodeDefinition<NestedLoopJoinNode> = {
  kind: 'NestedLoopJoin',
  place: 'operator',
  explain: ({ type, filter }) => [type, ...(filter ? [printExpression(filter)] : [])].join(', '),
  create: (node, context, gang, inputs) => new NestedLoopJoin(node, context, gang, inputs),
};
