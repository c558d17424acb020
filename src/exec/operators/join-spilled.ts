import type { ColumnReference } from '../../plan/expression.js';
import { BOOLEAN } from '../../types/sql-type.js';
import { constantVector } from '../../vector/slot-value.js';
import type { Batch, Vector } from '../../vector/vector.js';
import { i32, i64 } from '../../wasm/instruction.js';
import type { Program } from '../expression/ahead-step.js';
import { BatchProgram } from '../expression/batch-program.js';
import type { Emit, Gang } from '../operator.js';
import { workerWord } from '../physical-plan.js';
import { emitUnequalKey } from '../rows/key-equality.js';
import { RowReader } from '../rows/row-columns.js';
import { emitAppend, emitHash } from '../rows/row-emitter.js';
import { type RowLayout, rowLayout } from '../rows/row-layout.js';
import { emitPartition, newStores, partitionCount, partitionHashBits } from '../rows/row-stores.js';
import { partitionBudgetLeft } from '../spill/memory-pressure.js';
import { PartitionSpill } from '../spill/partition-spill.js';
import { PartitionSplitter, splitHashBits, splitStoreCount } from '../spill/partition-split.js';
import { forEachBatch, loadedBytes, RowSpiller, type SpilledChunk, spilledRowCount } from '../spill/row-spiller.js';
import { readSpilled } from '../spill/spill-directory.js';
import type { ThreadContext } from '../thread-context.js';
import { buildLayout, directoriesOffset, type JoinBuildNode, joinWord } from './join-build.js';
import { freeJoinTable, type JoinTable, joinTableBytes, joinTableOf } from './join-table.js';

/** What a probe does with the partitions of a spilled join. */
export interface PartitionProbe {
  /** What comes of a probe row depends on whether it has met any build row. */
  readonly emitsByMatch: boolean;
  /** Build rows come out by whether they have met any probe row. */
  readonly keepsBuildRows: boolean;
  /** Gives all that comes of a probe batch. */
  probe(batch: Batch, table: JoinTable, emit: Emit): void;
  /** Gives the pairs of a probe batch only; marks its rows that have met a build row. */
  probePart(batch: Batch, table: JoinTable, matched: number, emit: Emit): void;
  /** Gives what comes of a probe batch once all its matches are marked. */
  emitByMatch(batch: Batch, matched: number, emit: Emit): void;
  /** Gives what comes of the build rows once all their matches are marked. */
  emitBuildRows(rows: number, count: number, emit: Emit): void;
}

/** Both sides' rows whose hashes agree in the top `bitsUsed` bits. */
interface Partition {
  readonly build: readonly SpilledChunk[];
  readonly probe: readonly SpilledChunk[];
  readonly bitsUsed: number;
}

// Rows whose hashes agree in more bits than this are not split any more.
const hashBitsMax = 48;
// A split that leaves so many rows together shows a key that has most of them.
const keptTogetherMax = 0.8;

/**
 * The probe side of a join whose build side is in files: keeps the probe rows by hash partition too, then joins partition by partition. A
 * build partition that does not fit is split by further bits of the hash; one whose rows have the same key is joined a part at a time.
 */
export class SpilledJoin {
  readonly #context: ThreadContext;
  readonly #gang: Gang;
  readonly #build: JoinBuildNode;
  readonly #probe: PartitionProbe;
  readonly #inputs: readonly number[];
  /** The columns of the probe side that are kept. */
  readonly #kept: readonly ColumnReference[];
  readonly #layout: RowLayout;
  readonly #append: Program<void>;
  readonly #stores: number;
  readonly #spill: PartitionSpill;
  readonly #reader: RowReader;
  readonly #absent: Vector;
  readonly #buildSpiller: RowSpiller;
  readonly #probeSpiller: RowSpiller;
  #splitters: { readonly build: PartitionSplitter; readonly probe: PartitionSplitter } | undefined;

  constructor(
    context: ThreadContext,
    gang: Gang,
    build: JoinBuildNode,
    probe: PartitionProbe,
    sides: { readonly inputs: readonly number[]; readonly columns: readonly ColumnReference[] },
  ) {
    this.#context = context;
    this.#gang = gang;
    this.#build = build;
    this.#probe = probe;
    this.#inputs = sides.inputs;
    this.#kept = sides.columns;
    const types = sides.columns.map(({ type }) => type);
    this.#layout = rowLayout(8, types, 0);
    this.#append = this.#appendProgram();
    this.#stores = newStores(context, partitionCount, this.#layout.width);
    this.#reader = new RowReader(context, this.#layout.fields);
    this.#absent = constantVector(context.memory, BOOLEAN, null, (bytes) => context.arena.alloc(bytes));
    this.#buildSpiller = new RowSpiller(context, buildLayout(build));
    this.#probeSpiller = new RowSpiller(context, this.#layout);
    this.#spill = new PartitionSpill(context, this.#probeSpiller, this.#stores, partitionCount);
  }

  /** Keeps the rows of a probe batch. */
  keep(batch: Batch): void {
    if (this.#spill.isDue(0, batch.selectedCount * this.#layout.width)) this.#spill.write();
    this.#append.run(batch, () => ({ stores: this.#stores }));
  }

  /** Joins what was kept; every worker must call it. */
  join(emit: Emit): void {
    const { memory } = this.#context;
    const shared = this.#gang.sharedState(this.#build.state) >>> 2;
    const workers = Array.from({ length: this.#gang.workerCount }, (_, index) => shared + workerWord(index));
    const directories = (side: number): number[] =>
      workers.map((word) => (memory.u32[word]! + directoriesOffset + 4 * side) >>> 2);
    this.#spill.write();
    memory.u32[directories(1)[this.#gang.workerIndex]!] = this.#spill.publish();
    this.#gang.barrier();
    const read = (side: number): SpilledChunk[][][] =>
      directories(side).map((word) => readSpilled(this.#context, memory.u32[word]!, partitionCount));
    const [builds, probes] = [read(0), read(1)];
    for (;;) {
      const index = this.#gang.next(this.#build.state, joinWord.nextPartition);
      if (index >= partitionCount) return;
      const chunksOf = (side: SpilledChunk[][][]): SpilledChunk[] => side.flatMap((partitions) => partitions[index]!);
      this.#joinPartition({ build: chunksOf(builds), probe: chunksOf(probes), bitsUsed: partitionHashBits }, emit);
    }
  }

  #joinPartition(partition: Partition, emit: Emit): void {
    const { memory, workerCount } = this.#context;
    const { build, probe, bitsUsed } = partition;
    const { emitsByMatch, keepsBuildRows } = this.#probe;
    if (probe.length === 0 && !keepsBuildRows) return;
    if (build.length === 0 && (!emitsByMatch || probe.length === 0)) return;
    const budget = partitionBudgetLeft(memory, workerCount);
    const groups = groupsWithin(build, budget);
    if (groups.length <= 1) return this.#joinWhole(groups[0] ?? [], probe, emit);
    const parts = bitsUsed < hashBitsMax ? this.#split(partition, budget) : undefined;
    if (!parts) return this.#joinInParts(groups, probe, emit);
    for (const part of parts) this.#joinPartition(part, emit);
  }

  /** Splits both sides by further bits of the hash, unless nearly all build rows stay together. */
  #split({ build, probe, bitsUsed }: Partition, budget: number): Partition[] | undefined {
    const splitters = this.#makeSplitters();
    const builds = splitters.build.split(build, bitsUsed, budget);
    if (Math.max(...builds.map(spilledRowCount)) > keptTogetherMax * spilledRowCount(build)) return undefined;
    const probes = splitters.probe.split(probe, bitsUsed, budget);
    return builds.map((part, index) => ({ build: part, probe: probes[index]!, bitsUsed: bitsUsed + splitHashBits }));
  }

  #makeSplitters() {
    const context = this.#context;
    const splitter = (spiller: RowSpiller, width: number): PartitionSplitter =>
      new PartitionSplitter(context, spiller, newStores(context, splitStoreCount, width));
    this.#splitters ??= {
      build: splitter(this.#buildSpiller, buildLayout(this.#build).width),
      probe: splitter(this.#probeSpiller, this.#layout.width),
    };
    return this.#splitters;
  }

  #joinWhole(build: readonly SpilledChunk[], probe: readonly SpilledChunk[], emit: Emit): void {
    this.#withTable(build, emit, (table) => {
      this.#forEachBatch(probe, (batch) => this.#probe.probe(batch, table, emit));
    });
  }

  /** Goes through the probe rows once for each group of build rows; one byte a probe row says whether it met one. */
  #joinInParts(groups: readonly SpilledChunk[][], probe: readonly SpilledChunk[], emit: Emit): void {
    const { memory } = this.#context;
    const flagBytes = this.#probe.emitsByMatch ? spilledRowCount(probe) : 0;
    const flags = flagBytes === 0 ? 0 : memory.alloc(flagBytes);
    memory.clear(flags, flagBytes);
    for (const group of groups) {
      this.#withTable(group, emit, (table) => {
        this.#forEachBatch(probe, (batch, first) => {
          this.#probe.probePart(batch, table, flags === 0 ? 0 : flags + first, emit);
        });
      });
    }
    if (flags === 0) return;
    this.#forEachBatch(probe, (batch, first) => this.#probe.emitByMatch(batch, flags + first, emit));
    memory.free(flags, flagBytes);
  }

  #withTable(build: readonly SpilledChunk[], emit: Emit, work: (table: JoinTable) => void): void {
    const { memory } = this.#context;
    const count = spilledRowCount(build);
    const rows = memory.alloc(4 * count);
    const blocks = this.#buildSpiller.read(build, rows);
    const table = joinTableOf(this.#context, rows, count);
    work(table);
    freeJoinTable(memory, table);
    if (this.#probe.keepsBuildRows) this.#probe.emitBuildRows(rows, count, emit);
    this.#buildSpiller.release(blocks);
    memory.free(rows, 4 * count);
  }

  /** Reads kept probe rows back, a batch at a time; `first` counts the rows before the batch. */
  #forEachBatch(chunks: readonly SpilledChunk[], work: (batch: Batch, first: number) => void): void {
    forEachBatch(this.#context, this.#probeSpiller, chunks, (rows, count, before) => {
      work(this.#withInputs(this.#reader.batch(rows, count)), before);
    });
  }

  /** Puts the columns that were kept to their places; nobody asks for the others. */
  #withInputs(kept: Batch): Batch {
    const columns = this.#inputs.map((id) => {
      const index = this.#kept.findIndex((column) => column.id === id);
      return index < 0 ? this.#absent : kept.columns[index]!;
    });
    return { ...kept, columns };
  }

  #appendProgram(): Program<void> {
    const { pairs } = this.#build;
    const types = pairs.map(({ right }) => right.type);
    const expressions = [...pairs.map(({ left }) => left), ...this.#kept];
    return new BatchProgram(
      this.#context,
      this.#inputs,
      expressions,
      ({ loop, emitter: e, expressions: rewritten }) => {
        loop.loop(() => {
          const keys = pairs.map((_, index) => e.emit(rewritten[index]!));
          const append = (): void =>
            e.scoped(() => {
              const hash = emitHash(e, types, keys);
              const values = this.#kept.map((_, index) => e.emit(rewritten[keys.length + index]!));
              const store = e.keep(emitPartition(loop.named('stores'), hash));
              emitAppend(e, store, this.#layout, values, (row) => loop.code.emit(i64.store(row, hash)));
            });
          const meetsNothing = this.#probe.emitsByMatch ? undefined : emitUnequalKey(e, keys, pairs);
          if (meetsNothing) loop.code.if(i32.eqz(meetsNothing), append);
          else append();
        });
      },
    );
  }
}

/** Puts chunks together as far as their rows and a table of them take no more than about `budget` bytes. */
function groupsWithin(chunks: readonly SpilledChunk[], budget: number): SpilledChunk[][] {
  const groups: SpilledChunk[][] = [];
  let bytes = 0;
  let rowCount = 0;
  for (const chunk of chunks) {
    bytes += loadedBytes(chunk);
    rowCount += chunk.rowCount;
    if (groups.length === 0 || bytes + 4 * rowCount + joinTableBytes(rowCount) > budget) {
      groups.push([]);
      bytes = loadedBytes(chunk);
      rowCount = chunk.rowCount;
    }
    groups.at(-1)!.push(chunk);
  }
  return groups;
}
