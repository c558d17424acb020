import type { ColumnReference, Expression } from '../../plan/expression.js';
import { printExpression } from '../../plan/print-expression.js';
import type { SqlType } from '../../types/sql-type.js';
import { BOOLEAN } from '../../types/sql-type.js';
import { type Batch, flatVector, type Vector, withColumns, withSelection, withValidity } from '../../vector/vector.js';
import { i32, i64, returnValue } from '../../wasm/instruction.js';
import type { Program } from '../expression/ahead-step.js';
import { BatchProgram } from '../expression/batch-program.js';
import { FilterProgram } from '../expression/filter-program.js';
import { slotAddress } from '../expression/row-loop.js';
import type { Emit, Gang, NodeDefinition, Operator } from '../operator.js';
import { type PhysicalNode, workerWord } from '../physical-plan.js';
import { emitUnequalKey } from '../rows/key-equality.js';
import { emitCompareWithRow, emitHash } from '../rows/row-emitter.js';
import type { ThreadContext } from '../thread-context.js';
import { buildLayout, type JoinBuildNode, joinWord, matchedOffset } from './join-build.js';
import { JoinOutput, type MatchedPairs } from './join-output.js';
import { type PartitionProbe, SpilledJoin } from './join-spilled.js';
import { freeJoinTable, type JoinTable } from './join-table.js';

/** Looks up probe rows in a join's table. */
export interface JoinProbeNode extends PhysicalNode {
  readonly kind: 'JoinProbe';
  /** `build_semi` and `build_anti` give the build rows that met a probe row, or that met none. */
  readonly type: 'inner' | 'left' | 'right' | 'full' | 'semi' | 'anti' | 'mark' | 'build_semi' | 'build_anti';
  readonly build: JoinBuildNode;
  /** The probe side's columns, in the order of its batches; a column that nobody uses any more is not told. */
  readonly probeColumns: readonly (ColumnReference | undefined)[];
  readonly filter?: Expression | undefined;
  /** NULLs on either side leave IN open. */
  readonly nullAware: boolean;
}

const outCountWord = 0;
const resumeWord = 1;

/** Where the chains of a batch's probe rows are followed from. */
interface Candidates {
  readonly rows: number;
  readonly heads: number;
  readonly count: number;
}

class JoinProbe implements Operator, PartitionProbe {
  readonly emitsByMatch: boolean;
  readonly keepsBuildRows: boolean;
  readonly #context: ThreadContext;
  readonly #gang: Gang;
  readonly #node: JoinProbeNode;
  readonly #heads: Program<void>;
  readonly #walk: Program<void>;
  readonly #filter: FilterProgram | undefined;
  readonly #output: JoinOutput;
  readonly #words: number;
  /** Index of the first word of the join's shared state. */
  readonly #shared: number;
  readonly #inputs: readonly number[];
  /** Only whether a probe row has a match counts, and any match will do. */
  readonly #stopsAtFirst: boolean;
  readonly #emitsPairs: boolean;
  #spilled: SpilledJoin | undefined;

  constructor(node: JoinProbeNode, context: ThreadContext, gang: Gang, inputs: readonly number[]) {
    this.#context = context;
    this.#gang = gang;
    this.#node = node;
    const { build, filter, type } = node;
    const isExistence = type === 'semi' || type === 'anti' || type === 'mark';
    this.#stopsAtFirst = isExistence && !filter;
    this.#emitsPairs = !isExistence && type !== 'build_semi' && type !== 'build_anti';
    this.emitsByMatch = isExistence || type === 'left' || type === 'full';
    this.keepsBuildRows = type === 'right' || type === 'full' || type === 'build_semi' || type === 'build_anti';
    this.#words = context.arena.alloc(16);
    this.#shared = gang.sharedState(build.state) >>> 2;
    this.#inputs = inputs;
    this.#heads = headsProgram(context, inputs, build);
    this.#walk = walkProgram(context, inputs, build, this.#stopsAtFirst);
    this.#output = new JoinOutput(context, buildLayout(build).payload);
    this.#filter = filter && new FilterProgram(context, [...inputs, ...build.payload.map(({ id }) => id)], filter);
  }

  consume(batch: Batch, emit: Emit): void {
    if (this.#isSpilled) return this.#makeSpilled().keep(batch);
    const { u32 } = this.#context.memory;
    const shared = this.#shared;
    this.probe(batch, { address: u32[shared + joinWord.table]!, mask: u32[shared + joinWord.mask]! }, emit);
  }

  finish(emit: Emit): void {
    if (this.#isSpilled) return this.#makeSpilled().join(emit);
    if (!this.keepsBuildRows) return;
    // Every worker must have marked its matches.
    this.#gang.barrier();
    const { memory, settings } = this.#context;
    const store = memory.u32[this.#shared + workerWord(this.#gang.workerIndex)]!;
    const list = memory.alloc(4 * settings.batchRows + 16);
    const cursor = list + 4 * settings.batchRows;
    memory.u8.fill(0, cursor, cursor + 16);
    for (;;) {
      this.#context.checkCancelled();
      this.#context.resetScratch();
      const count =
        memory.kernels.join_rows_with!(store, cursor, list, settings.batchRows, matchedOffset, this.#wantedMatch) >>> 0;
      if (count === 0) break;
      emit(this.#output.buildOnly(this.#probeTypes, list, count));
    }
    memory.free(list, 4 * settings.batchRows + 16);
  }

  /** Gives the build side's memory back: nobody probes any more. */
  release(): void {
    const { memory } = this.#context;
    const { u32 } = memory;
    const shared = this.#shared;
    memory.kernels.rows_free!(u32[shared + workerWord(this.#gang.workerIndex)]!);
    if (this.#gang.workerIndex !== 0) return;
    freeJoinTable(memory, { address: u32[shared + joinWord.table]!, mask: u32[shared + joinWord.mask]! });
    const bloom = u32[shared + joinWord.bloom]!;
    if (bloom !== 0) memory.free(bloom, 8 * (u32[shared + joinWord.bloomMask]! + 1));
  }

  probe(batch: Batch, table: JoinTable, emit: Emit): void {
    const matched = this.emitsByMatch ? this.#context.scratch.allocZeroed(batch.rowCount) : 0;
    this.probePart(batch, table, matched, emit);
    if (matched !== 0) this.emitByMatch(batch, matched, emit);
  }

  probePart(batch: Batch, table: JoinTable, matched: number, emit: Emit): void {
    const { memory } = this.#context;
    this.#forEachPairs(batch, table, (pairs) => {
      const met = this.#filter ? this.#filterPairs(batch, pairs) : pairs;
      if (met.count === 0) return;
      if (matched !== 0) memory.kernels.scatter_flags!(matched, met.probeRows, met.count);
      if (this.keepsBuildRows) memory.kernels.join_mark_rows!(met.buildRows, met.count, matchedOffset);
      if (this.#emitsPairs) emit(this.#output.pairs(batch, met));
    });
  }

  emitBuildRows(rows: number, count: number, emit: Emit): void {
    this.#output.byMatch(this.#probeTypes, { rows, count }, this.#wantedMatch, emit);
  }

  /** Whether build rows come out that met a probe row, or those that met none. */
  get #wantedMatch(): number {
    return this.#node.type === 'build_semi' ? 1 : 0;
  }

  /** Types of the probe columns that stand beside build rows without a match. */
  get #probeTypes(): readonly SqlType[] {
    const { type, probeColumns } = this.#node;
    return type === 'build_semi' || type === 'build_anti' ? [] : probeColumns.map((column) => column?.type ?? BOOLEAN);
  }

  get #isSpilled(): boolean {
    return this.#context.memory.u32[this.#shared + joinWord.isSpilled] !== 0;
  }

  #makeSpilled(): SpilledJoin {
    const columns = this.#node.probeColumns.flatMap((column) => column ?? []);
    const sides = { inputs: this.#inputs, columns };
    this.#spilled ??= new SpilledJoin(this.#context, this.#gang, this.#node.build, this, sides);
    return this.#spilled;
  }

  /** Finds the pairs of a batch, a batch of pairs at a time. */
  #forEachPairs(batch: Batch, joinTable: JoinTable, onPairs: (pairs: MatchedPairs) => void): void {
    const { scratch, memory, settings } = this.#context;
    const candidates = this.#candidates(batch, joinTable);
    const capacity = settings.batchRows;
    const probeRows = scratch.alloc(4 * capacity);
    const buildRows = scratch.alloc(4 * capacity);
    const words = this.#words;
    for (let first = 0; first < candidates.count; ) {
      this.#context.checkCancelled();
      const selection = candidates.rows + 4 * first;
      const named = { heads: candidates.heads + 4 * first, probeRows, buildRows, capacity, words };
      this.#walk.run(withSelection(batch, selection, candidates.count - first), () => named);
      const count = memory.u32[(words >>> 2) + outCountWord]!;
      first += memory.u32[(words >>> 2) + resumeWord]!;
      if (count === 0) continue;
      const mark = scratch.mark();
      onPairs({ probeRows, buildRows, count });
      scratch.rewind(mark);
      memory.kernels.scratch_set!(0, 0);
    }
  }

  #candidates(batch: Batch, { address: table, mask }: JoinTable): Candidates {
    const { scratch, memory } = this.#context;
    const rows = scratch.alloc(4 * batch.selectedCount + 4);
    const heads = scratch.alloc(4 * batch.selectedCount + 4);
    this.#heads.run(batch, () => ({ table, mask, rows, heads, words: this.#words }));
    return { rows, heads, count: memory.u32[(this.#words >>> 2) + outCountWord]! };
  }

  /** Keeps the pairs that meet the rest of the join's condition. */
  #filterPairs(batch: Batch, pairs: MatchedPairs): MatchedPairs {
    const { scratch, memory } = this.#context;
    const joined = this.#output.pairs(batch, pairs);
    const narrowed = this.#filter!.run(joined);
    if (narrowed === joined) return pairs;
    const { selection, selectedCount: count } = narrowed;
    const { kernels } = memory;
    if (joined.selection !== 0) {
      // The joined batch stands at the probe rows' places: find the build rows of those that are left.
      const buildOf = scratch.alloc(4 * batch.rowCount);
      for (let index = 0; index < pairs.count; index++) {
        const probe = memory.u32[(pairs.probeRows >>> 2) + index]!;
        memory.u32[(buildOf >>> 2) + probe] = memory.u32[(pairs.buildRows >>> 2) + index]!;
      }
      const buildRows = scratch.alloc(4 * count + 4);
      kernels.gather_u32!(buildOf, selection, count, buildRows);
      return { probeRows: selection, buildRows, count };
    }
    const probeRows = scratch.alloc(4 * count + 4);
    const buildRows = scratch.alloc(4 * count + 4);
    kernels.gather_u32!(pairs.probeRows, selection, count, probeRows);
    kernels.gather_u32!(pairs.buildRows, selection, count, buildRows);
    return { probeRows, buildRows, count };
  }

  emitByMatch(batch: Batch, matched: number, emit: Emit): void {
    const { type, nullAware } = this.#node;
    if (type === 'mark') return emit(withColumns(batch, [...batch.columns, this.#markColumn(batch, matched)]));
    if (type === 'anti' && nullAware) return this.#emitNotIn(batch, matched, emit);
    const rest = this.#rowsWith(batch, matched, type === 'semi' ? 1 : 0);
    if (rest.selectedCount === 0) return;
    emit(type === 'left' || type === 'full' ? this.#output.withoutMatch(rest) : rest);
  }

  #rowsWith(batch: Batch, flags: number, wanted: number): Batch {
    const { scratch, memory } = this.#context;
    const selection = scratch.alloc(4 * batch.selectedCount + 4);
    const count = memory.kernels.select_flags!(flags, batch.selection, batch.selectedCount, wanted, selection) >>> 0;
    if (count === batch.selectedCount) return batch;
    return withSelection(batch, selection, count);
  }

  /** NOT IN: a row passes if the build side is empty, or if nothing is open: no NULL key on either side, and no match. */
  #emitNotIn(batch: Batch, matched: number, emit: Emit): void {
    const { isEmpty, hasNullKey } = this.#buildFacts();
    if (isEmpty) return emit(batch);
    if (hasNullKey) return;
    const validity = this.#keyValidity(batch);
    const open = validity === 0 ? batch : this.#rowsWith(batch, validity, 1);
    const rest = this.#rowsWith(open, matched, 0);
    if (rest.selectedCount > 0) emit(rest);
  }

  #markColumn(batch: Batch, matched: number): Vector {
    const mark = flatVector(BOOLEAN, 'bool', matched);
    if (!this.#node.nullAware) return mark;
    const { isEmpty, hasNullKey } = this.#buildFacts();
    if (isEmpty) return mark;
    const { scratch, memory } = this.#context;
    const keyValidity = this.#keyValidity(batch);
    if (!hasNullKey && keyValidity === 0) return mark;
    const validity = scratch.alloc(batch.rowCount);
    for (let row = 0; row < batch.rowCount; row++) {
      const isOpen = hasNullKey || (keyValidity !== 0 && memory.u8[keyValidity + row] === 0);
      memory.u8[validity + row] = memory.u8[matched + row] !== 0 || !isOpen ? 1 : 0;
    }
    return withValidity(mark, validity);
  }

  #buildFacts(): { isEmpty: boolean; hasNullKey: boolean } {
    const shared = this.#shared;
    const { u32 } = this.#context.memory;
    const hasNullKey = u32[shared + joinWord.hasNullKey] !== 0;
    return { isEmpty: u32[shared + joinWord.rowCount] === 0 && !hasNullKey, hasNullKey };
  }

  /** One byte a row that says whether the (only) probe key is present; 0 when all are. */
  #keyValidity(batch: Batch): number {
    const key = this.#node.build.pairs[0]!.left;
    const position = key.kind === 'column' ? this.#inputs.indexOf(key.id) : -1;
    const column = batch.columns[position];
    if (!column || column.validity === 0) return 0;
    if (column.encoding !== 'constant') return column.validity;
    const { scratch, memory } = this.#context;
    const validity = scratch.alloc(batch.rowCount);
    memory.u8.fill(memory.u8[column.validity]!, validity, validity + batch.rowCount);
    return validity;
  }
}

/** For each probe row whose bucket may hold its key: its index and the first row of the chain. */
function headsProgram(context: ThreadContext, inputs: readonly number[], { pairs }: JoinBuildNode): Program<void> {
  const types = pairs.map(({ right }) => right.type);
  return new BatchProgram(
    context,
    inputs,
    pairs.map(({ left }) => left),
    ({ loop, emitter: e, expressions }) => {
      const { code } = loop;
      const count = code.local('i32', i32.const(0));
      loop.loop(() => {
        const keys = expressions.map((key) => e.emit(key));
        const meetsNothing = emitUnequalKey(e, keys, pairs);
        const find = (): void =>
          e.scoped(() => {
            const hash = emitHash(e, types, keys);
            const at = i32.add(
              loop.named('table'),
              i32.shl(i32.and(i32.wrapI64(hash), loop.named('mask')), i32.const(3)),
            );
            const entry = e.keep(i64.load(at));
            const bit = i32.shl(i32.const(1), i32.wrapI64(i64.shru(hash, i64.const(59))));
            const tags = i32.wrapI64(i64.shru(entry, i64.const(32)));
            code.emit(i32.store(slotAddress(loop.named('rows'), count.get, 'i32'), loop.row));
            code.emit(i32.store(slotAddress(loop.named('heads'), count.get, 'i32'), i32.wrapI64(entry)));
            code.set(count, i32.add(count.get, i32.ne(i32.and(tags, bit), i32.const(0))));
          });
        if (!meetsNothing) return find();
        code.if(i32.eqz(meetsNothing), find);
      });
      code.emit(i32.store(loop.named('words'), count.get, 4 * outCountWord));
    },
  );
}

/**
 * Follows the chains of the candidates and writes matching pairs until none is left or the output is full; tells how many pairs and how many
 * candidates are done. The chain of the first one that is not is left at its next row.
 */
function walkProgram(
  context: ThreadContext,
  inputs: readonly number[],
  build: JoinBuildNode,
  stopsAtFirst: boolean,
): Program<void> {
  const { pairs } = build;
  const fields = buildLayout(build).fields.slice(0, pairs.length);
  const types = pairs.map(({ right }) => right.type);
  return new BatchProgram(
    context,
    inputs,
    pairs.map(({ left }) => left),
    ({ loop, emitter: e, expressions }) => {
      const { code } = loop;
      const count = code.local('i32', i32.const(0));
      const words = loop.named('words');
      const finish = (done: Parameters<typeof i32.store>[1]): void => {
        code.emit(i32.store(words, count.get, 4 * outCountWord));
        code.emit(i32.store(words, done, 4 * resumeWord));
      };
      loop.loop((position) => {
        const keys = expressions.map((key) => e.emit(key));
        const hash = emitHash(e, types, keys);
        const head = slotAddress(loop.named('heads'), position, 'i32');
        const row = code.local('i32', i32.load(head));
        code.block((done) => {
          code.loop((next) => {
            code.branchIf(done, i32.eqz(row.get));
            code.block((differs) => {
              code.branchIf(differs, i64.ne(i64.load(row.get), hash));
              e.scoped(() => emitCompareWithRow(e, keys, row.get, fields, () => code.branch(differs)));
              code.if(i32.geu(count.get, loop.named('capacity')), () => {
                code.emit(i32.store(head, row.get));
                finish(position);
                code.emit(returnValue(i32.const(0)));
              });
              code.emit(i32.store(slotAddress(loop.named('probeRows'), count.get, 'i32'), loop.row));
              code.emit(i32.store(slotAddress(loop.named('buildRows'), count.get, 'i32'), row.get));
              code.set(count, i32.add(count.get, i32.const(1)));
              if (stopsAtFirst) code.branch(done);
            });
            code.set(row, i32.load(row.get, 8));
            code.branch(next);
          });
        });
      });
      finish(loop.argument({ kind: 'count' }));
    },
  );
}

/** Defines the probe side of hash joins. */
export const joinProbe: NodeDefinition<JoinProbeNode> = {
  kind: 'JoinProbe',
  place: 'operator',
  explain: ({ type, build, filter }) => {
    const pairs = build.pairs.map(({ left, right }) => `${printExpression(left)} = ${printExpression(right)}`);
    return [type, ...pairs, ...(filter ? [printExpression(filter)] : [])].join(', ');
  },
  create: (node, context, gang, inputs) => new JoinProbe(node, context, gang, inputs),
};
