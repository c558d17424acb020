import type { ColumnReference, Expression } from '../../plan/expression.js';
import { printExpression } from '../../plan/print-expression.js';
import type { Batch } from '../../vector/vector.js';
import { i32, i64 } from '../../wasm/instruction.js';
import type { Program } from '../expression/ahead-step.js';
import { BatchProgram } from '../expression/batch-program.js';
import type { Gang, NodeDefinition, Sink } from '../operator.js';
import { type PhysicalNode, workerWord } from '../physical-plan.js';
import { emitAppend, emitHash } from '../rows/row-emitter.js';
import { type RowField, type RowLayout, rowLayout } from '../rows/row-layout.js';
import { newStores, storedRowCount } from '../rows/row-stores.js';
import type { ThreadContext } from '../thread-context.js';

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

/** Words of the join's shared state. */
export const joinWord = { table: 0, mask: 1, hasNullKey: 2, rowCount: 3, bloom: 4, bloomMask: 5 } as const;
/** Byte of a build row that says whether it met a probe row. */
export const matchedOffset = 12;
const headerBytes = 16;
// Keys that share a word of the Bloom filter: with two bits each, one of fifty misses is taken for a match.
const bloomRowsPerWord = 5;

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
  readonly #append: Program<void>;
  readonly #store: number;
  readonly #nullKeys: number;

  constructor(node: JoinBuildNode, context: ThreadContext, gang: Gang, inputs: readonly number[]) {
    this.#context = context;
    this.#gang = gang;
    this.#node = node;
    const layout = buildLayout(node);
    this.#store = newStores(context, 1, layout.width);
    this.#nullKeys = context.arena.allocZeroed(4);
    const types = node.pairs.map(({ right }) => right.type);
    const expressions = [...node.pairs.map(({ right }) => right), ...layout.besides];
    this.#append = new BatchProgram(context, inputs, expressions, ({ loop, emitter: e, expressions: rewritten }) => {
      loop.loop(() => {
        const keys = node.pairs.map((_, index) => e.emit(rewritten[index]!));
        const blocking = keys.flatMap(({ isNull }, index) =>
          isNull && !node.pairs[index]!.nullsEqual ? [isNull] : [],
        );
        const append = (): void =>
          e.scoped(() => {
            const hash = emitHash(e, types, keys);
            const values = [...keys, ...layout.besides.map((_, index) => e.emit(rewritten[keys.length + index]!))];
            emitAppend(e, loop.named('store'), layout, values, (row) => {
              loop.code.emit(i64.store(row, hash));
              loop.code.emit(i64.store(row, i64.const(0), 8));
            });
          });
        if (blocking.length === 0) return append();
        const hasNull = e.keep(blocking.reduce((a, b) => i32.or(a, b)));
        loop.code.if(hasNull, () => loop.code.emit(i32.store(loop.named('nullKeys'), i32.const(1))));
        if (node.keepsNullKeys) append();
        else loop.code.if(i32.eqz(hasNull), append);
      });
    });
  }

  consume(batch: Batch): void {
    const named = { store: this.#store, nullKeys: this.#nullKeys };
    this.#append.run(batch, () => named);
  }

  finish(): void {
    const { memory } = this.#context;
    const { kernels, u32, i32: words } = memory;
    const shared = this.#gang.sharedState(this.#node.state) >>> 2;
    const rowCount = storedRowCount(memory, [this.#store]);
    kernels.rows_close!(this.#store);
    u32[shared + workerWord(this.#gang.workerIndex)] = this.#store;
    if (u32[this.#nullKeys >>> 2] !== 0) Atomics.store(words, shared + joinWord.hasNullKey, 1);
    Atomics.add(words, shared + joinWord.rowCount, rowCount);
    if (this.#node.pairs.length === 0) return;
    this.#gang.barrier();
    if (this.#gang.workerIndex === 0) this.#makeTable(shared);
    this.#gang.barrier();
    kernels.join_insert!(this.#store, u32[shared + joinWord.table]!, u32[shared + joinWord.mask]!);
    kernels.join_bloom_insert!(this.#store, u32[shared + joinWord.bloom]!, u32[shared + joinWord.bloomMask]!);
  }

  #makeTable(shared: number): void {
    const { memory } = this.#context;
    const rowCount = memory.u32[shared + joinWord.rowCount]!;
    const capacity = 2 ** Math.ceil(Math.log2(Math.max(2 * rowCount, 64)));
    const table = memory.alloc(capacity * 8);
    memory.u8.fill(0, table, table + capacity * 8);
    const wordCount = 2 ** Math.ceil(Math.log2(Math.max(rowCount / bloomRowsPerWord, 64)));
    const bloom = memory.alloc(wordCount * 8);
    memory.u8.fill(0, bloom, bloom + wordCount * 8);
    memory.u32.set([table, capacity - 1], shared + joinWord.table);
    memory.u32.set([bloom, wordCount - 1], shared + joinWord.bloom);
  }
}

/** Defines the build side of joins. */
export const joinBuild: NodeDefinition<JoinBuildNode> = {
  kind: 'JoinBuild',
  place: 'sink',
  explain: ({ pairs }) => pairs.map(({ right }) => printExpression(right)).join(', '),
  create: (node, context, gang, inputs) => new JoinBuildSink(node, context, gang, inputs),
};
