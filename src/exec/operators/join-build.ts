import type { ColumnReference, Expression } from '../../plan/expression.js';
import { printExpression } from '../../plan/print-expression.js';
import type { Batch } from '../../vector/vector.js';
import { i32, i64 } from '../../wasm/instruction.js';
import type { Program } from '../expression/ahead-step.js';
import { BatchProgram } from '../expression/batch-program.js';
import type { Gang, NodeDefinition, Sink } from '../operator.js';
import { type PhysicalNode, workerWord } from '../physical-plan.js';
import { emitNullKey } from '../rows/key-equality.js';
import { emitAppend, emitHash } from '../rows/row-emitter.js';
import { type RowField, type RowLayout, rowLayout } from '../rows/row-layout.js';
import { newStores, partitionCount, storedBytes, storedRowCount, storeEntryBytes } from '../rows/row-stores.js';
import { isSpillDue, keptShareMin, staysInMemory } from '../spill/memory-pressure.js';
import { PartitionSpill } from '../spill/partition-spill.js';
import { RowSpiller, type SpilledChunk } from '../spill/row-spiller.js';
import { publishSpilled } from '../spill/spill-directory.js';
import type { ThreadContext } from '../thread-context.js';
import { joinTableBytes, newJoinTable, newZeroed } from './join-table.js';

/** One `left = right` of a join; `nullsEqual`: NULL meets NULL. */
export interface JoinPair {
  readonly left: Expression;
  readonly right: Expression;
  readonly nullsEqual: boolean;
}

/** Collects the build side of a hash join and makes its table. */
export interface JoinBuildNode extends PhysicalNode {
  readonly kind: 'JoinBuild';
  readonly state: number;
  readonly pairs: readonly JoinPair[];
  readonly payload: readonly ColumnReference[];
  /** Rows with a NULL key are kept, though they match nothing: right and full joins give them. */
  readonly keepsNullKeys: boolean;
}

/** Words of the join's shared state. `isSpilled`: the build rows are in files, by hash partition, and there is no table. */
export const joinWord = {
  table: 0,
  mask: 1,
  hasNullKey: 2,
  rowCount: 3,
  bloom: 4,
  bloomMask: 5,
  isSpilled: 6,
  nextPartition: 7,
} as const;
/** Byte of a build row that says whether it met a probe row. */
export const matchedOffset = 12;
/** Behind a worker's store lie the addresses of the directories of what it spilled of the build side and of the probe side. */
export const directoriesOffset = storeEntryBytes;
/** Without pairs there is no probe side in files: there lies the address of a byte for each spilled row, in their order: 1 for one that was met. */
export const spilledFlagsOffset = directoriesOffset + 4;

const headerBytes = 16;
// Keys that share a word of the Bloom filter: with two bits each, one of fifty misses is taken for a match.
const bloomRowsPerWord = 5;
const bloomWordsMin = 64;
// Of rows that are spilled nobody knows how many will come: their filter takes this part of the memory.
const bloomShare = 1 / 64;
const bloomWordsMax = 2 ** 20;

/** Where a build row keeps its keys and its payload. */
export interface BuildLayout extends RowLayout {
  /** Fields of the payload's columns; that of a column which is a key is the key's. */
  readonly payload: readonly RowField[];
  /** Columns of the payload that are no keys: their fields follow those of the keys. */
  readonly besides: readonly ColumnReference[];
}

/** Lays out a build row: hash, next, matched; keys; the payload that is not among the keys. */
export function buildLayout({ pairs, payload }: Pick<JoinBuildNode, 'pairs' | 'payload'>): BuildLayout {
  const keyIds = pairs.map(({ right }) => (right.kind === 'column' ? right.id : undefined));
  const besides = payload.filter(({ id }) => !keyIds.includes(id));
  const types = [...pairs.map(({ right }) => right.type), ...besides.map(({ type }) => type)];
  const layout = rowLayout(headerBytes, types, 0);
  const fieldOf = (column: ColumnReference): RowField => {
    const key = keyIds.indexOf(column.id);
    return layout.fields[key < 0 ? pairs.length + besides.indexOf(column) : key]!;
  };
  return { ...layout, payload: payload.map(fieldOf), besides };
}

class JoinBuildSink implements Sink {
  readonly #context: ThreadContext;
  readonly #gang: Gang;
  readonly #node: JoinBuildNode;
  readonly #layout: BuildLayout;
  readonly #append: Program<void>;
  readonly #store: number;
  readonly #nullKeys: number;
  /** Index of the first word of the join's shared state. */
  readonly #shared: number;
  #spill: PartitionSpill | undefined;
  #spilledRowCount = 0;
  /** Without pairs: what was spilled, in no partitions. */
  readonly #rowSpiller: RowSpiller | undefined;
  readonly #chunks: SpilledChunk[] = [];

  constructor(node: JoinBuildNode, context: ThreadContext, gang: Gang, inputs: readonly number[]) {
    this.#context = context;
    this.#gang = gang;
    this.#node = node;
    this.#layout = buildLayout(node);
    this.#store = newStores(context, 2, this.#layout.width);
    context.memory.u32.set([0, 0], (this.#store + directoriesOffset) >>> 2);
    this.#shared = gang.sharedState(node.state) >>> 2;
    this.#nullKeys = context.arena.allocZeroed(4);
    this.#append = appendProgram(node, this.#layout, context, inputs);
    if (node.pairs.length === 0) this.#rowSpiller = new RowSpiller(context, this.#layout);
  }

  consume(batch: Batch): void {
    this.#spillWhenShort(batch.selectedCount);
    const named = { store: this.#store, nullKeys: this.#nullKeys };
    this.#append.run(batch, () => named);
  }

  finish(): void {
    const { memory } = this.#context;
    const { kernels, u32, i32: words } = memory;
    const shared = this.#shared;
    const held = storedRowCount(memory, [this.#store]);
    kernels.rows_close!(this.#store);
    u32[shared + workerWord(this.#gang.workerIndex)] = this.#store;
    if (u32[this.#nullKeys >>> 2] !== 0) Atomics.store(words, shared + joinWord.hasNullKey, 1);
    Atomics.add(words, shared + joinWord.rowCount, held + this.#spilledRowCount);
    if (this.#spill) Atomics.store(words, shared + joinWord.isSpilled, 1);
    if (this.#node.pairs.length === 0) return this.#publishChunks();
    this.#gang.barrier();
    if (this.#gang.workerIndex === 0 && u32[shared + joinWord.isSpilled] === 0) this.#makeTable();
    this.#gang.barrier();
    if (u32[shared + joinWord.isSpilled] !== 0) return this.#spillRest();
    kernels.join_insert!(this.#store, u32[shared + joinWord.table]!, u32[shared + joinWord.mask]!);
    kernels.join_bloom_insert!(this.#store, u32[shared + joinWord.bloom]!, u32[shared + joinWord.bloomMask]!);
    this.#context.checkCancelled();
  }

  /** Makes the table and its filter, or says that the rows are to be spilled where memory is too short for them. */
  #makeTable(): void {
    const { memory } = this.#context;
    const rowCount = memory.u32[this.#shared + joinWord.rowCount]!;
    const wordCount = 2 ** Math.ceil(Math.log2(Math.max(rowCount / bloomRowsPerWord, bloomWordsMin)));
    if (!staysInMemory(memory, joinTableBytes(rowCount) + 8 * wordCount)) {
      memory.u32[this.#shared + joinWord.isSpilled] = 1;
      return;
    }
    const { address, mask } = newJoinTable(memory, rowCount);
    memory.u32.set([address, mask], this.#shared + joinWord.table);
    memory.u32.set([newZeroed(memory, wordCount * 8), wordCount - 1], this.#shared + joinWord.bloom);
  }

  #spillWhenShort(more: number): void {
    const { memory, workerCount } = this.#context;
    const bytes = storedBytes(memory, this.#store);
    if (this.#rowSpiller) {
      if (isSpillDue(memory, workerCount, bytes, more * this.#layout.width, keptShareMin))
        this.#spillChunks(this.#rowSpiller);
      return;
    }
    const table = joinTableBytes(storedRowCount(memory, [this.#store]) + more);
    if (isSpillDue(memory, workerCount, bytes, table + more * this.#layout.width, keptShareMin)) this.#spillRows();
  }

  #spillChunks(spiller: RowSpiller): void {
    const { memory } = this.#context;
    memory.kernels.rows_close!(this.#store);
    this.#spilledRowCount += storedRowCount(memory, [this.#store]);
    this.#chunks.push(...spiller.write(this.#store));
  }

  #publishChunks(): void {
    if (this.#chunks.length === 0) return;
    const { memory } = this.#context;
    const directory = publishSpilled(this.#context, [this.#chunks]);
    memory.u32.set([directory, newZeroed(memory, this.#spilledRowCount)], (this.#store + directoriesOffset) >>> 2);
  }

  /** Moves all rows to the file, by hash partition. */
  #spillRows(): void {
    const { memory } = this.#context;
    memory.kernels.rows_close!(this.#store);
    this.#spilledRowCount += storedRowCount(memory, [this.#store]);
    this.#spill ??= new PartitionSpill(
      this.#context,
      new RowSpiller(this.#context, this.#layout),
      newStores(this.#context, partitionCount, this.#layout.width),
      partitionCount,
    );
    this.#makeSpilledBloom();
    const { u32 } = memory;
    memory.kernels.join_bloom_insert!(
      this.#store,
      u32[this.#shared + joinWord.bloom]!,
      u32[this.#shared + joinWord.bloomMask]!,
    );
    this.#spill.writeStore(this.#store);
  }

  #spillRest(): void {
    this.#spillRows();
    this.#context.memory.u32[(this.#store + directoriesOffset) >>> 2] = this.#spill!.publish();
  }

  /** Whoever spills first makes the filter for all. */
  #makeSpilledBloom(): void {
    const { memory } = this.#context;
    const { i32: words, u32 } = memory;
    const at = this.#shared + joinWord.bloom;
    if (Atomics.load(words, at) !== 0) return;
    const wanted = Math.max(Math.min((bloomShare * memory.limitBytes) / 8, bloomWordsMax), bloomWordsMin);
    const wordCount = 2 ** Math.floor(Math.log2(wanted));
    const bloom = newZeroed(memory, wordCount * 8);
    u32[this.#shared + joinWord.bloomMask] = wordCount - 1;
    if (Atomics.compareExchange(words, at, 0, bloom) !== 0) memory.free(bloom, wordCount * 8);
  }
}

/** Writes the program that appends a batch's rows to a store. */
function appendProgram(
  { pairs, keepsNullKeys }: JoinBuildNode,
  layout: BuildLayout,
  context: ThreadContext,
  inputs: readonly number[],
): Program<void> {
  const types = pairs.map(({ right }) => right.type);
  const expressions = [...pairs.map(({ right }) => right), ...layout.besides];
  return new BatchProgram(context, inputs, expressions, ({ loop, emitter: e, expressions: rewritten }) => {
    loop.loop(() => {
      const keys = pairs.map((_, index) => e.emit(rewritten[index]!));
      const append = (): void =>
        e.scoped(() => {
          const hash = emitHash(e, types, keys);
          const values = [...keys, ...layout.besides.map((_, index) => e.emit(rewritten[keys.length + index]!))];
          emitAppend(e, loop.named('store'), layout, values, (row) => {
            loop.code.emit(i64.store(row, hash));
            loop.code.emit(i64.store(row, i64.const(0), 8));
          });
        });
      const isNull = emitNullKey(keys, pairs);
      if (!isNull) return append();
      const hasNull = e.keep(isNull);
      loop.code.if(hasNull, () => loop.code.emit(i32.store(loop.named('nullKeys'), i32.const(1))));
      if (keepsNullKeys) append();
      else loop.code.if(i32.eqz(hasNull), append);
    });
  });
}

/** Defines the build side of joins. */
export const joinBuild: NodeDefinition<JoinBuildNode> = {
  kind: 'JoinBuild',
  place: 'sink',
  explain: ({ pairs }) => pairs.map(({ right }) => printExpression(right)).join(', '),
  create: (node, context, gang, inputs) => new JoinBuildSink(node, context, gang, inputs),
};
