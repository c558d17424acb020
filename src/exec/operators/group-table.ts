import type { Expression } from '../../plan/expression.js';
import type { SqlType } from '../../types/sql-type.js';
import { type Batch, withSelection } from '../../vector/vector.js';
import { type Instruction, i32, i64, select } from '../../wasm/instruction.js';
import type { Program } from '../expression/ahead-step.js';
import { BatchProgram } from '../expression/batch-program.js';
import type { ExpressionEmitter } from '../expression/expression-emitter.js';
import { isPlainArithmetic } from '../expression/expression-facts.js';
import { type RowLoop, slotAddress } from '../expression/row-loop.js';
import { emitAppend, emitCompareWithRow, emitHash } from '../rows/row-emitter.js';
import type { RowLayout } from '../rows/row-layout.js';
import { emitPartition, partitionCount, rowCountBeside } from '../rows/row-stores.js';
import type { ThreadContext } from '../thread-context.js';
import { CodeMap } from './code-map.js';

const capacityMin = 32768;
// A table that grows beyond this leaves the cache: it is emptied instead, unless most rows find their group.
const groupsKeptMax = 131072;
const reductionWorthGrowing = 3;
// Rows of which the table's entries and the groups are read ahead; they fit the cache.
const rowsReadAhead = 512;

/**
 * Looks for a hash in a table of u64 entries (row address, high half of the hash) from its low bits on. `isMatch` leaves through its
 * callback when the row is another; `onFound` and `onFree` run at the end.
 */
export function emitProbe(
  e: ExpressionEmitter,
  table: Instruction,
  mask: Instruction,
  hash: Instruction,
  compare: (row: Instruction, onDiffer: () => void) => void,
  onFree: (entryAddress: Instruction) => Instruction,
): Instruction {
  const { code } = e;
  const slot = code.local('i32', i32.and(i32.wrapI64(hash), mask));
  const tag = e.keep(i32.wrapI64(i64.shru(hash, i64.const(32))));
  const found = code.local('i32');
  code.block((done) => {
    code.loop((next) => {
      const entry = e.keep(i32.add(table, i32.shl(slot.get, i32.const(3))));
      code.set(found, i32.load(entry));
      code.if(i32.eqz(found.get), () => {
        code.set(found, onFree(entry));
        code.branch(done);
      });
      code.block((differs) => {
        code.branchIf(differs, i32.ne(i32.load(entry, 4), tag));
        e.scoped(() => compare(found.get, () => code.branch(differs)));
        code.branch(done);
      });
      code.set(slot, i32.and(i32.add(slot.get, i32.const(1)), mask));
      code.branch(next);
    });
  });
  return found.get;
}

/**
 * One worker's hash table over groups. The groups are rows in hash-partitioned stores: hash, keys, states. When the table is emptied
 * its rows stay, so a group may have several rows, which are merged in the end.
 */
export class GroupTable {
  readonly stores: number;
  readonly layout: RowLayout;
  readonly #context: ThreadContext;
  readonly #find: Program<void>;
  readonly #codeMap: CodeMap;
  #table = 0;
  #capacity = 0;
  #rowsSinceEmpty = 0;
  #groupsBefore = 0;
  #wasForgotten = false;

  constructor(
    context: ThreadContext,
    stores: number,
    layout: RowLayout,
    inputs: readonly number[],
    keys: readonly Expression[],
  ) {
    this.#context = context;
    this.stores = stores;
    this.layout = layout;
    this.#find = new BatchProgram(context, inputs, keys, ({ loop, emitter, expressions }) => {
      this.#emitFindAll(loop, emitter, expressions);
    });
    this.#codeMap = new CodeMap(context, inputs, keys);
  }

  /**
   * Emits the search for the groups of all rows. A large table is not in the cache: what a row needs of it is read ahead for many rows
   * in a loop in which no read waits for another.
   */
  #emitFindAll(loop: RowLoop, e: ExpressionEmitter, keys: readonly Expression[]): void {
    const { code } = loop;
    const find = (position: Instruction, known?: Instruction): void => {
      const row = this.#emitFind(loop, e, keys, known);
      code.emit(i32.store(slotAddress(loop.named('groups'), position, 'i32'), row));
    };
    // What is more work than reading it is not computed twice.
    if (!keys.every(isPlainArithmetic)) return loop.loop((position) => find(position));
    const hashAt = (position: Instruction): Instruction => slotAddress(loop.named('hashes'), position, 'i64');
    const touched = code.local('i32');
    loop.chunks(rowsReadAhead, [
      (position) => e.scoped(() => code.emit(i64.store(hashAt(position), this.#emitHash(e, keys)))),
      (position) => {
        const hash = e.keep(i64.load(hashAt(position)));
        const slot = i32.and(i32.wrapI64(hash), loop.named('mask'));
        const entry = e.keep(i64.load(slotAddress(loop.named('table'), slot, 'i64')));
        // Address 0 can be read where the entry is of another hash.
        const isOther = i64.ne(i64.shru(i64.xor(entry, hash), i64.const(32)), i64.const(0));
        const row = select(i32.const(0), i32.wrapI64(entry), isOther);
        code.set(touched, i32.xor(touched.get, i32.load(row)));
      },
      (position) => e.scoped(() => find(position, e.keep(i64.load(hashAt(position))))),
    ]);
    // Reads of which nothing comes might be left out.
    code.emit(i32.store(loop.named('hashes'), touched.get));
  }

  #emitHash(e: ExpressionEmitter, keys: readonly Expression[]): Instruction {
    const types: readonly SqlType[] = keys.map(({ type }) => type);
    const values = keys.map((key) => e.emit(key));
    return emitHash(e, types, values);
  }

  /** Emits the search for the group of the row that the loop is at, which is made if there is none. */
  #emitFind(loop: RowLoop, e: ExpressionEmitter, keys: readonly Expression[], known?: Instruction): Instruction {
    const hash = known ?? this.#emitHash(e, keys);
    const values = keys.map((key) => e.emit(key));
    return emitProbe(
      e,
      loop.named('table'),
      loop.named('mask'),
      hash,
      (found, onDiffer) => emitCompareWithRow(e, values, found, this.layout.fields, onDiffer),
      (entry) => {
        const store = e.keep(emitPartition(loop.named('stores'), hash));
        const added = emitAppend(e, store, this.layout, values, (at) => loop.code.emit(i64.store(at, hash)));
        loop.code.emit(i64.store(entry, i64.or(i64.extendI32u(added), i64.and(hash, i64.const(-0x1_0000_0000n)))));
        return added;
      },
    );
  }

  /** Finds or makes the group of every live row; writes their addresses, by position, to `groups`. */
  find(batch: Batch, groups: number): void {
    this.#makeRoom(batch.selectedCount);
    this.#rowsSinceEmpty += batch.selectedCount;
    const unknown = this.#codeMap.find(batch, groups);
    if (!unknown) return this.#findAll(batch, groups);
    if (unknown.count === 0) return;
    const found = this.#context.scratch.alloc(4 * unknown.count);
    this.#findAll(withSelection(batch, unknown.rows, unknown.count), found);
    this.#codeMap.learn(unknown, found, groups);
  }

  #findAll(batch: Batch, groups: number): void {
    const hashes = this.#context.scratch.alloc(8 * Math.max(batch.selectedCount, 1));
    const named = { table: this.#table, mask: this.#capacity - 1, stores: this.stores, groups, hashes };
    this.#find.run(batch, () => named);
  }

  /** True when a group may have more than one row. */
  get wasEmptied(): boolean {
    return this.#groupsBefore > 0 || this.#wasForgotten;
  }

  release(): void {
    if (this.#table !== 0) this.#context.memory.free(this.#table, this.#capacity * 8);
    this.#table = 0;
  }

  /** Number of rows in all stores. */
  get #rowCount(): number {
    return rowCountBeside(this.#context.memory, this.stores, partitionCount);
  }

  /** Bytes of the table. */
  get tableBytes(): number {
    return this.#table === 0 ? 0 : this.#capacity * 8;
  }

  /** Bytes that the table takes anew when it must grow for `more` rows. */
  bytesToGrow(more: number): number {
    const count = this.#rowCount - this.#groupsBefore;
    const isWorthGrowing = this.#capacity < 2 * (count + more) && this.#isWorthGrowing(count);
    return isWorthGrowing ? capacityFor(count + more) * 8 : 0;
  }

  /** Begins anew with an empty table after the stores were emptied. */
  forget(): void {
    this.release();
    this.#capacity = 0;
    this.#groupsBefore = 0;
    this.#rowsSinceEmpty = 0;
    this.#codeMap.clear();
    this.#wasForgotten = true;
  }

  #isWorthGrowing(count: number): boolean {
    return count < groupsKeptMax || this.#rowsSinceEmpty > reductionWorthGrowing * count;
  }

  /** Makes sure that `more` groups leave the table half empty. */
  #makeRoom(more: number): void {
    const { memory } = this.#context;
    const count = this.#rowCount - this.#groupsBefore;
    if (this.#capacity >= 2 * (count + more)) return;
    const old = this.#table;
    const oldCapacity = this.#capacity;
    if (!this.#isWorthGrowing(count)) {
      memory.clear(old, oldCapacity * 8);
      this.#groupsBefore += count;
      this.#rowsSinceEmpty = 0;
      this.#codeMap.clear();
      return;
    }
    this.#capacity = capacityFor(count + more);
    this.#table = memory.alloc(this.#capacity * 8);
    memory.clear(this.#table, this.#capacity * 8);
    if (old === 0) return;
    memory.kernels.hash_table_copy!(old, oldCapacity, this.#table, this.#capacity - 1);
    memory.free(old, oldCapacity * 8);
    this.#context.checkCancelled();
  }
}

const capacityFor = (groups: number): number => Math.max(capacityMin, 2 ** Math.ceil(Math.log2(4 * groups)));
