import { aggregateFunction } from '../../functions/registry.js';
import type { Expression } from '../../plan/expression.js';
import { printExpression } from '../../plan/print-expression.js';
import { BOOLEAN } from '../../types/sql-type.js';
import { constantVector } from '../../vector/slot-value.js';
import type { Batch } from '../../vector/vector.js';
import { type Instruction, i32 } from '../../wasm/instruction.js';
import type { Program } from '../expression/ahead-step.js';
import { BatchProgram } from '../expression/batch-program.js';
import { storeWord } from '../expression/numbered-words.js';
import type { RowLoop } from '../expression/row-loop.js';
import type { Gang, NodeDefinition, Sink } from '../operator.js';
import { type PhysicalNode, workerWord } from '../physical-plan.js';
import { type RowLayout, rowLayout } from '../rows/row-layout.js';
import { newStores, partitionCount, storedBytes, storeEntryBytes } from '../rows/row-stores.js';
import { GroupSpiller } from '../spill/group-spiller.js';
import { PartitionSpill } from '../spill/partition-spill.js';
import { type RowFile, RowSpiller } from '../spill/row-spiller.js';
import type { ThreadContext } from '../thread-context.js';
import {
  emitUpdate,
  localState,
  type PhysicalAggregate,
  type PlacedAggregate,
  placeAggregates,
  rowState,
} from './aggregate-code.js';
import { collectedArguments, collectedCode, collectedLayout, isCollected } from './collected-aggregate.js';
import { GroupTable } from './group-table.js';

/** Groups rows into hash tables, one a worker; HashAggregateSource merges them. */
export interface HashAggregateNode extends PhysicalNode {
  readonly kind: 'HashAggregate';
  readonly state: number;
  readonly keys: readonly Expression[];
  readonly aggregates: readonly PhysicalAggregate[];
  /** Numbers of the empty grouping sets: each has a group even if no row comes. The group id is the last key. */
  readonly emptySets?: readonly number[] | undefined;
}

/** How groups are stored: a row is hash, keys, states. */
export interface GroupShape {
  readonly layout: RowLayout;
  readonly placed: readonly PlacedAggregate[];
  /** Layout of the rows that an aggregate collects, or undefined where it does not. */
  readonly collected: readonly (RowLayout | undefined)[];
}

/** Lays out the groups; `collectStore` gives, in a loop, the store for the rows that aggregate `index` collects. */
export function groupShape(
  { keys, aggregates }: Pick<HashAggregateNode, 'keys' | 'aggregates'>,
  collectStore: (index: number) => Instruction,
): GroupShape {
  const collected = aggregates.map((aggregate) => (isCollected(aggregate) ? collectedLayout(aggregate) : undefined));
  const { placed, bytes } = placeAggregates(aggregates, ({ name, overload }, index) => {
    const rows = collected[index];
    return rows ? collectedCode(rows, () => collectStore(index)) : aggregateFunction(name)!.overloads[overload]!.emit!;
  });
  const types = keys.map(({ type }) => type);
  return { layout: rowLayout(8, types, bytes), placed, collected };
}

/** Tells whether groups can be written to a file: the only group of an aggregation without keys cannot. */
export const isSpillable = ({ layout }: GroupShape): boolean => layout.fields.length > 0;

/** What writes groups to files, with what they own elsewhere. */
export function groupFile(context: ThreadContext, { placed, collected, layout }: GroupShape): RowFile {
  const strings = placed.flatMap(({ fields }) =>
    fields.flatMap((field) => (field.layout === 'view' ? [layout.stateOffset + field.offset] : [])),
  );
  const lists = collected.flatMap((rows, index) =>
    rows ? [{ offset: layout.stateOffset + placed[index]!.fields[0]!.offset, layout: rows }] : [],
  );
  if (strings.length === 0 && lists.length === 0) return new RowSpiller(context, layout);
  return new GroupSpiller(context, layout, { strings, lists });
}

/** Bytes of what tells where the bytes of string states are (kernels/group-states.ts). */
export const roomsBytes = 16;
const roomsBytesOffset = 12;

/** Behind a worker's stores lies the address of the directory of what it spilled. */
export const directoryOffset = partitionCount * storeEntryBytes;

class HashAggregateSink implements Sink {
  readonly #context: ThreadContext;
  readonly #gang: Gang;
  readonly #node: HashAggregateNode;
  readonly #table: GroupTable;
  readonly #inputs: readonly number[];
  readonly #shape: GroupShape;
  readonly #collectStores: readonly number[];
  /** Where the bytes of string states are. */
  readonly #rooms: number;
  readonly #update: Program<void>;
  /** While an update program is written: reads the named word with a collecting store's address. */
  #loop: RowLoop | undefined;
  readonly #isGrouped: boolean;
  readonly #spill: PartitionSpill | undefined;
  #onlyGroup = 0;

  constructor(node: HashAggregateNode, context: ThreadContext, gang: Gang, inputs: readonly number[]) {
    this.#context = context;
    this.#gang = gang;
    this.#node = node;
    this.#isGrouped = node.keys.length > 0;
    this.#inputs = inputs;
    this.#shape = groupShape(node, (index) => this.#collectStoreOf(index));
    const { layout, collected } = this.#shape;
    const stores = newStores(context, partitionCount + 1, layout.width);
    this.#rooms = context.arena.allocZeroed(roomsBytes);
    this.#spill = isSpillable(this.#shape)
      ? new PartitionSpill(context, groupFile(context, this.#shape), stores, partitionCount)
      : undefined;
    this.#collectStores = collected.map((rows) => (rows ? newStores(context, 1, rows.width) : 0));
    this.#table = new GroupTable(context, stores, layout, inputs, node.keys);
    this.#update = this.#updateProgram();
  }

  consume(batch: Batch): void {
    this.#spillWhenShort(batch.selectedCount);
    const groups = this.#context.scratch.alloc(4 * Math.max(batch.selectedCount, 1));
    if (this.#isGrouped) this.#table.find(batch, groups);
    else this.#onlyGroup ||= this.#addOnlyGroup();
    if (this.#node.aggregates.length > 0) {
      const named: Record<string, number> = { groups, row: this.#onlyGroup };
      for (let index = 0; index < this.#collectStores.length; index++)
        named[storeWord(index)] = this.#collectStores[index]!;
      const { state_rooms_use } = this.#context.memory.kernels;
      state_rooms_use!(this.#rooms);
      this.#update.run(batch, () => named);
      state_rooms_use!(0);
    }
  }

  /** Moves all groups to the file when memory is short: those that come again are merged in the end. */
  #spillWhenShort(more: number): void {
    const table = this.#table;
    const toTake = table.bytesToGrow(more) + more * this.#shape.layout.width;
    if (!this.#spill?.isDue(table.tableBytes + this.#ownedBytes, toTake)) return;
    this.#spillGroups();
    table.forget();
  }

  #spillGroups(): void {
    const { kernels } = this.#context.memory;
    this.#spill!.write();
    kernels.state_rooms_free!(this.#rooms);
    for (const store of this.#collectStores) if (store !== 0) kernels.rows_free!(store);
  }

  /** Bytes that groups own besides their rows. */
  get #ownedBytes(): number {
    const { memory } = this.#context;
    let lists = 0;
    for (const store of this.#collectStores) if (store !== 0) lists += storedBytes(memory, store);
    return lists + memory.u32[(this.#rooms + roomsBytesOffset) >>> 2]!;
  }

  #collectStoreOf(index: number): Instruction {
    return this.#loop!.named(storeWord(index));
  }

  finish(): void {
    if (this.#gang.workerIndex === 0) for (const set of this.#node.emptySets ?? []) this.#addEmptySet(set);
    // Without keys there is one group even if no row came.
    if (!this.#isGrouped && this.#gang.workerIndex === 0) this.#onlyGroup ||= this.#addOnlyGroup();
    const { memory } = this.#context;
    const { stores } = this.#table;
    // Whoever spilled once leaves the memory to the merging.
    if (this.#spill?.hasSpilled) this.#spillGroups();
    memory.u32[(stores + directoryOffset) >>> 2] = this.#spill?.publish() ?? 0;
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

  /** Makes the group of an empty grouping set: all keys NULL but the set's number. */
  #addEmptySet(set: number): void {
    const { memory, scratch } = this.#context;
    const { keys } = this.#node;
    const alloc = (bytes: number): number => scratch.alloc(bytes);
    const groupId = keys.at(-1)!;
    const keyOf = new Map(keys.map((key) => [key.kind === 'column' ? key.id : -1, key]));
    const columns = this.#inputs.map((id) => {
      const key = keyOf.get(id);
      if (!key) return constantVector(memory, BOOLEAN, null, alloc);
      return constantVector(memory, key.type, key === groupId ? BigInt(set) : null, alloc);
    });
    this.#table.find({ rowCount: 1, columns, selection: 0, selectedCount: 1 }, scratch.alloc(4));
  }

  #updateProgram(): Program<void> {
    const { aggregates } = this.#node;
    const { placed, layout } = this.#shape;
    const expressions = aggregates.flatMap((aggregate) => {
      const args = isCollected(aggregate) ? collectedArguments(aggregate) : aggregate.args;
      return aggregate.filter ? [...args, aggregate.filter] : args;
    });
    return new BatchProgram(this.#context, this.#inputs, expressions, ({ loop, emitter, expressions: rewritten }) => {
      this.#loop = loop;
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
  return aggregates.map((aggregate) => {
    const count = isCollected(aggregate) ? collectedArguments(aggregate).length : aggregate.args.length;
    const args = expressions.slice(next, next + count);
    next += count;
    return { args, filter: aggregate.filter && expressions[next++] };
  });
}

/** Defines the sink side of hash aggregation. */
export const hashAggregate: NodeDefinition<HashAggregateNode> = {
  kind: 'HashAggregate',
  place: 'sink',
  explain: ({ keys, aggregates }) =>
    `keys=[${keys.map(printExpression).join(', ')}] aggregates=[${aggregates.map(aggregateText).join(', ')}]`,
  create: (node, context, gang, inputs) => new HashAggregateSink(node, context, gang, inputs),
};

const aggregateText = ({ name, args, filter }: PhysicalAggregate): string =>
  `${name}(${args.map(printExpression).join(', ')})${filter ? ` FILTER (${printExpression(filter)})` : ''}`;
