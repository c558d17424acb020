import { INTEGER, type SqlType } from '../../types/sql-type.js';
import { layoutOf, slotBytes } from '../../vector/layout.js';
import { writeSlot } from '../../vector/slot-value.js';
import type { Batch, Vector } from '../../vector/vector.js';
import { type Instruction, i32, i64 } from '../../wasm/instruction.js';
import type { Program } from '../expression/ahead-step.js';
import { BatchProgram } from '../expression/batch-program.js';
import { slotAddress } from '../expression/row-loop.js';
import type { Emit, Gang, NodeDefinition, Source } from '../operator.js';
import { type PhysicalNode, workerWord } from '../physical-plan.js';
import { emitColumns, emitListedRow, newColumns, withoutIdleValidity } from '../rows/row-columns.js';
import { emitCompareWithRow } from '../rows/row-emitter.js';
import {
  listRows,
  newStores,
  partitionCount,
  partitionHashBits,
  storedRowCount,
  storeEntryBytes,
} from '../rows/row-stores.js';
import { partitionBudget } from '../spill/memory-pressure.js';
import { PartitionSplitter, splitHashBits, splitStoreCount } from '../spill/partition-split.js';
import { loadedBytes, type RowFile, type SpilledChunk, spilledRowCount } from '../spill/row-spiller.js';
import { readSpilled } from '../spill/spill-directory.js';
import type { ThreadContext } from '../thread-context.js';
import { rowState, typesOf } from './aggregate-code.js';
import { finishCollected } from './collected-aggregate.js';
import { emitProbe } from './group-table.js';
import {
  directoryOffset,
  type GroupShape,
  groupFile,
  groupShape,
  type HashAggregateNode,
  isSpillable,
  roomsBytes,
} from './hash-aggregate.js';

/** Merges the groups of all workers, hash partition by hash partition, and gives one row a group: keys, then aggregates. */
export interface HashAggregateSourceNode extends PhysicalNode {
  readonly kind: 'HashAggregateSource';
  readonly state: number;
  readonly aggregation: Pick<HashAggregateNode, 'keys' | 'aggregates'>;
}

const nextPartitionWord = 1;
// Rows whose hashes agree in more bits than this are merged in memory at once.
const hashBitsMax = 32;
// Rows are merged so many at a time, to see between them whether the query was cancelled.
const mergedAtOnce = 65_536;
const unusedStore = (): Instruction => i32.const(0);

/** Rows of some groups: in the stores of the workers, and in chunks of files. Their hashes agree in the top `bitsUsed` bits. */
interface Partition {
  readonly stores: readonly number[];
  readonly chunks: readonly SpilledChunk[];
  readonly bitsUsed: number;
}

class HashAggregateSource implements Source {
  readonly #context: ThreadContext;
  readonly #gang: Gang;
  readonly #node: HashAggregateSourceNode;
  readonly #shape: GroupShape;
  /** Types of the columns as the groups give them: a list's address stands where the value will be. */
  readonly #types: readonly SqlType[];
  readonly #merge: Program<void>;
  readonly #output: Program<void>;
  readonly #spiller: RowFile;
  /** Where the bytes of string states are that merging makes. */
  readonly #rooms: number;
  #splitter: PartitionSplitter | undefined;

  constructor(node: HashAggregateSourceNode, context: ThreadContext, gang: Gang) {
    this.#context = context;
    this.#gang = gang;
    this.#node = node;
    this.#shape = groupShape(node.aggregation, unusedStore);
    const { keys, aggregates } = node.aggregation;
    this.#types = [
      ...keys.map(({ type }) => type),
      ...aggregates.map(({ type }, index) => (this.#shape.collected[index] ? INTEGER : type)),
    ];
    this.#spiller = groupFile(context, this.#shape);
    this.#rooms = context.arena.allocZeroed(roomsBytes);
    this.#merge = this.#mergeProgram();
    this.#output = this.#outputProgram();
  }

  run(emit: Emit): void {
    const shared = this.#gang.sharedState(this.#node.state) >>> 2;
    const { u32 } = this.#context.memory;
    const workers = Array.from({ length: this.#gang.workerCount }, (_, index) => u32[shared + workerWord(index)]!);
    const rowsAreUnique = workers.length === 1 && u32[shared] === 0;
    const spilled = workers.map((stores) =>
      readSpilled(this.#context, u32[(stores + directoryOffset) >>> 2]!, partitionCount),
    );
    for (;;) {
      const index = this.#gang.next(this.#node.state, nextPartitionWord);
      if (index >= partitionCount) return;
      const stores = workers.map((address) => address + index * storeEntryBytes);
      const chunks = spilled.flatMap((partitions) => partitions[index]!);
      this.#mergePartition({ stores, chunks, bitsUsed: partitionHashBits }, rowsAreUnique, emit);
    }
  }

  #mergePartition(partition: Partition, rowsAreUnique: boolean, emit: Emit): void {
    const { memory } = this.#context;
    const { kernels, u32 } = memory;
    const stores = partition.stores.filter((store) => u32[(store + 16) >>> 2] !== 0);
    const spilledCount = spilledRowCount(partition.chunks);
    const total = storedRowCount(memory, stores) + spilledCount;
    if (total === 0) return;
    const capacity = rowsAreUnique || total === 1 ? 0 : 2 ** Math.ceil(Math.log2(Math.max(2 * total, 16)));
    if (this.#isTooLarge(partition, 4 * total + 8 * capacity)) {
      for (const part of this.#split(partition)) this.#mergePartition(part, rowsAreUnique, emit);
      return;
    }
    const { rows, count, bytes } = listRows(this.#context, stores, spilledCount);
    const blocks = this.#spiller.read(partition.chunks, rows + 4 * count);
    try {
      this.#emitGroups(rows, capacity === 0 ? total : this.#mergeRows(rows, total, capacity), emit);
    } finally {
      memory.free(rows, bytes);
      this.#spiller.release(blocks);
      kernels.state_rooms_free!(this.#rooms);
      for (const store of stores) kernels.rows_free!(store);
    }
  }

  /** Merges the rows of a group into its first; gives how many groups there are, whose rows are then the first of the list. */
  #mergeRows(rows: number, total: number, capacity: number): number {
    const { memory } = this.#context;
    const table = memory.alloc(capacity * 8);
    memory.clear(table, capacity * 8);
    const uniqueCount = rows + 4 * total;
    memory.u32[uniqueCount >>> 2] = 0;
    for (let first = 0; first < total; first += mergedAtOnce) {
      this.#context.checkCancelled();
      const named = { rows: rows + 4 * first, unique: rows, table, mask: capacity - 1, uniqueCount };
      memory.kernels.state_rooms_use!(this.#rooms);
      this.#merge.run(emptyBatch(Math.min(mergedAtOnce, total - first)), () => named);
      memory.kernels.state_rooms_use!(0);
    }
    memory.free(table, capacity * 8);
    return memory.u32[uniqueCount >>> 2]!;
  }

  #emitGroups(rows: number, count: number, emit: Emit): void {
    const { batchRows } = this.#context.settings;
    for (let first = 0; first < count; first += batchRows) {
      this.#context.checkCancelled();
      this.#context.resetScratch();
      this.#emitRows(rows + 4 * first, Math.min(batchRows, count - first), emit);
    }
  }

  /** True when a partition should be merged in parts; `tableBytes` is what merging takes besides its rows. */
  #isTooLarge({ chunks, bitsUsed }: Partition, tableBytes: number): boolean {
    const { memory, workerCount } = this.#context;
    if (!isSpillable(this.#shape) || bitsUsed > hashBitsMax) return false;
    if (chunks.length === 0) return memory.usedBytes + tableBytes > memory.limitBytes;
    const bytes = chunks.reduce((sum, chunk) => sum + loadedBytes(chunk), tableBytes);
    return bytes > partitionBudget(memory, workerCount);
  }

  #split({ stores, chunks, bitsUsed }: Partition): Partition[] {
    const { memory, workerCount } = this.#context;
    this.#splitter ??= new PartitionSplitter(
      this.#context,
      this.#spiller,
      newStores(this.#context, splitStoreCount, this.#shape.layout.width),
    );
    const all = [...chunks, ...stores.flatMap((store) => this.#spiller.write(store))];
    const parts = this.#splitter.split(all, bitsUsed, partitionBudget(memory, workerCount));
    return parts.map((part) => ({ stores: [], chunks: part, bitsUsed: bitsUsed + splitHashBits }));
  }

  /** Adds each row to the group that the table has, or makes it the group; unique rows are written back to the list's front. */
  #mergeProgram(): Program<void> {
    const { layout, placed } = this.#shape;
    return new BatchProgram(this.#context, [], [], ({ loop, emitter: e }) => {
      const { code } = loop;
      const uniqueCount = loop.named('uniqueCount');
      loop.loop((position) => {
        const { row, values: keys } = emitListedRow(loop, e, layout.fields, position);
        const hash = e.keep(i64.load(row));
        const found = emitProbe(
          e,
          loop.named('table'),
          loop.named('mask'),
          hash,
          (other, onDiffer) => emitCompareWithRow(e, keys, other, layout.fields, onDiffer),
          (entry) => {
            code.emit(i64.store(entry, i64.or(i64.extendI32u(row), i64.and(hash, i64.const(-0x1_0000_0000n)))));
            return row;
          },
        );
        code.if(
          i32.eq(found, row),
          () => {
            const count = e.keep(i32.load(uniqueCount));
            code.emit(i32.store(slotAddress(loop.named('unique'), count, 'i32'), row));
            code.emit(i32.store(uniqueCount, i32.add(count, i32.const(1))));
          },
          () => {
            for (const aggregate of placed) {
              const into = rowState(e, aggregate, found, layout.stateOffset);
              aggregate.code.merge(e, into, rowState(e, aggregate, row, layout.stateOffset), typesOf(aggregate));
            }
          },
        );
      });
    });
  }

  #outputProgram(): Program<void> {
    const { layout, placed } = this.#shape;
    return new BatchProgram(this.#context, [], [], ({ loop, emitter: e }) => {
      loop.loop((position) => {
        const { row, values } = emitListedRow(loop, e, layout.fields, position);
        const finished = placed.map((aggregate) =>
          aggregate.code.finish(e, rowState(e, aggregate, row, layout.stateOffset), typesOf(aggregate)),
        );
        emitColumns(loop, [...values, ...finished], position);
      });
    });
  }

  #emitRows(rows: number, count: number, emit: Emit): void {
    const { aggregates, keys } = this.#node.aggregation;
    const { columns, named } = newColumns(this.#context, this.#types, count);
    named.rows = rows;
    this.#output.run(emptyBatch(count), () => named);
    const finished: Vector[] = [];
    for (let index = 0; index < columns.length; index++) {
      const collected = index >= keys.length ? this.#shape.collected[index - keys.length] : undefined;
      finished.push(
        collected
          ? this.#finishLists(columns[index]!, aggregates[index - keys.length]!, collected, count)
          : withoutIdleValidity(this.#context, columns[index]!, count),
      );
    }
    emit({ rowCount: count, columns: finished, selection: 0, selectedCount: count });
  }

  /** Replaces the list addresses in `column` by the values of the aggregate. */
  #finishLists(
    column: Vector,
    aggregate: HashAggregateNode['aggregates'][number],
    rows: NonNullable<GroupShape['collected'][number]>,
    count: number,
  ): Vector {
    const { memory, scratch } = this.#context;
    const { type } = aggregate;
    const layout = layoutOf(type);
    const width = slotBytes[layout];
    const values = scratch.allocZeroed(count * width);
    const validity = scratch.allocZeroed(count);
    const alloc = (bytes: number): number => scratch.alloc(bytes);
    for (let index = 0; index < count; index++) {
      const first = memory.u32[(column.values >>> 2) + index]!;
      const value = finishCollected(this.#context, aggregate, rows, first);
      if (value === null) continue;
      memory.u8[validity + index] = 1;
      writeSlot(memory, type, layout, values + index * width, value, alloc);
    }
    return { ...column, type, layout, values, validity };
  }
}

const emptyBatch = (count: number): Batch => ({ rowCount: count, columns: [], selection: 0, selectedCount: count });

/** Defines the source side of hash aggregation. */
export const hashAggregateSource: NodeDefinition<HashAggregateSourceNode> = {
  kind: 'HashAggregateSource',
  place: 'source',
  explain: () => '',
  create: (node, context, gang) => new HashAggregateSource(node, context, gang),
};
