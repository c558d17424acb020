import type { Expression } from '../../plan/expression.js';
import type { Batch } from '../../vector/vector.js';
import { i32 } from '../../wasm/instruction.js';
import type { Program } from '../expression/ahead-step.js';
import { BatchProgram } from '../expression/batch-program.js';
import { expressionText } from '../expression/expression-text.js';
import type { Gang, NodeDefinition, Sink } from '../operator.js';
import { type PhysicalNode, workerWord } from '../physical-plan.js';
import { type RowLayout, rowLayout } from '../rows/row-layout.js';
import type { ThreadContext } from '../thread-context.js';
import { emitUpdate, localState, type PhysicalAggregate, placeAggregates, type PlacedAggregate, rowState } from './aggregate-code.js';
import { GroupTable, partitionCount, storeEntryBytes } from './group-table.js';

/** Groups rows into hash tables, one a worker; HashAggregateSource merges them. */
export interface HashAggregateNode extends PhysicalNode {
  readonly kind: 'HashAggregate';
  readonly state: number;
  readonly keys: readonly Expression[];
  readonly aggregates: readonly PhysicalAggregate[];
}

/** Layout of a group's row: hash, keys, states. */
export function groupLayout(node: Pick<HashAggregateNode, 'keys' | 'aggregates'>): {
  layout: RowLayout;
  placed: readonly PlacedAggregate[];
} {
  const { placed, bytes } = placeAggregates(node.aggregates);
  const types = node.keys.map(({ type }) => type);
  return { layout: rowLayout(8, types, bytes), placed };
}

class HashAggregateSink implements Sink {
  readonly #context: ThreadContext;
  readonly #gang: Gang;
  readonly #node: HashAggregateNode;
  readonly #table: GroupTable;
  readonly #update: Program<void>;
  readonly #isGrouped: boolean;
  #onlyGroup = 0;

  constructor(node: HashAggregateNode, context: ThreadContext, gang: Gang, inputs: readonly number[]) {
    this.#context = context;
    this.#gang = gang;
    this.#node = node;
    this.#isGrouped = node.keys.length > 0;
    const { layout, placed } = groupLayout(node);
    const stores = context.arena.alloc(partitionCount * storeEntryBytes);
    for (let index = 0; index < partitionCount; index++) {
      context.memory.kernels.rows_init!(stores + index * storeEntryBytes, layout.width);
    }
    this.#table = new GroupTable(context, stores, layout, inputs, node.keys);
    this.#update = this.#updateProgram(placed, layout, inputs);
  }

  consume(batch: Batch): void {
    const groups = this.#context.scratch.alloc(4 * Math.max(batch.selectedCount, 1));
    if (this.#isGrouped) this.#table.find(batch, groups);
    else this.#onlyGroup ||= this.#addOnlyGroup();
    if (this.#node.aggregates.length > 0) {
      const named = { groups, row: this.#onlyGroup };
      this.#update.run(batch, () => named);
    }
  }

  finish(): void {
    // Without keys there is one group even if no row came.
    if (!this.#isGrouped && this.#gang.workerIndex === 0) this.#onlyGroup ||= this.#addOnlyGroup();
    const { memory } = this.#context;
    const { stores } = this.#table;
    for (let index = 0; index < partitionCount; index++) memory.kernels.rows_close!(stores + index * storeEntryBytes);
    const shared = this.#gang.sharedState(this.#node.state) >>> 2;
    memory.u32[shared + workerWord(this.#gang.workerIndex)] = stores;
    if (this.#table.wasEmptied) Atomics.store(memory.i32, shared, 1);
    this.#table.release();
  }

  #addOnlyGroup(): number {
    const groups = this.#context.scratch.alloc(4);
    this.#table.find({ rowCount: 1, columns: [], selection: 0, selectedCount: 1 }, groups);
    return this.#context.memory.u32[groups >>> 2]!;
  }

  #updateProgram(placed: readonly PlacedAggregate[], layout: RowLayout, inputs: readonly number[]): Program<void> {
    const { aggregates } = this.#node;
    const expressions = aggregates.flatMap(({ args, filter }) => (filter ? [...args, filter] : args));
    return new BatchProgram(this.#context, inputs, expressions, ({ loop, emitter, expressions: rewritten }) => {
      const pieces = splitBack(aggregates, rewritten);
      if (!this.#isGrouped) {
        const row = loop.named('row');
        const states = placed.map((aggregate) => localState(emitter, aggregate, row, layout.stateOffset));
        for (const { load } of states) load();
        loop.loop(() => {
          placed.forEach((aggregate, index) => {
            emitUpdate(emitter, aggregate, states[index]!.state, pieces[index]!.args, pieces[index]!.filter);
          });
        });
        for (const { save } of states) save();
        return;
      }
      loop.loop((position) => {
        const row = emitter.keep(i32.load(i32.add(loop.named('groups'), i32.shl(position, i32.const(2)))));
        placed.forEach((aggregate, index) => {
          const state = rowState(emitter, aggregate, row, layout.stateOffset);
          emitUpdate(emitter, aggregate, state, pieces[index]!.args, pieces[index]!.filter);
        });
      });
    });
  }
}

/** Gives the rewritten expressions back to the aggregates that they came from. */
function splitBack(aggregates: readonly PhysicalAggregate[], expressions: readonly Expression[]) {
  let next = 0;
  return aggregates.map(({ args, filter }) => {
    const own = expressions.slice(next, next + args.length);
    next += args.length;
    return { args: own, filter: filter && expressions[next++] };
  });
}

/** Defines the sink side of hash aggregation. */
export const hashAggregate: NodeDefinition<HashAggregateNode> = {
  kind: 'HashAggregate',
  place: 'sink',
  explain: ({ keys, aggregates }) =>
    `keys=[${keys.map(expressionText).join(', ')}] aggregates=[${aggregates.map(aggregateText).join(', ')}]`,
  create: (node, context, gang, inputs) => new HashAggregateSink(node, context, gang, inputs),
};

const aggregateText = ({ name, args, filter }: PhysicalAggregate): string =>
  `${name}(${args.map(expressionText).join(', ')})${filter ? ` FILTER (${expressionText(filter)})` : ''}`;
