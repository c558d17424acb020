import type { EmittedAggregate } from '../../functions/definition.js';
import { layoutOf, slotBytes } from '../../vector/layout.js';
import type { FunctionBuilder } from '../../wasm/function-builder.js';
import { type Instruction, i32, i64 } from '../../wasm/instruction.js';
import type { Program } from '../expression/ahead-step.js';
import { BatchProgram } from '../expression/batch-program.js';
import type { ExpressionEmitter } from '../expression/expression-emitter.js';
import { type RowLoop, slotAddress, storeSlot } from '../expression/row-loop.js';
import type { ThreadContext } from '../thread-context.js';
import { type PlacedAggregate, rowState, typesOf } from './aggregate-code.js';
import type { FrameBounds } from './window-frame.js';
import type { SortedPartitions } from './window-partition.js';
import { SlotValues, type WindowValues } from './window-values.js';

/** What code around a row writes with: instructions, and the words of the caller. */
export interface LoopWords {
  readonly code: FunctionBuilder;
  named(name: string): Instruction;
}

/** An aggregate's code and its one state, of whole 8 bytes, which begins as zeros. */
export interface FramesAggregate {
  readonly placed: PlacedAggregate;
  readonly code: EmittedAggregate;
  /** Emits the update by the row at an address. */
  addRow(words: LoopWords, e: ExpressionEmitter, row: Instruction): void;
  readonly state: number;
  readonly stateBytes: number;
}

// Of a call: frames, and rows that are added for them; between two calls the query may be cancelled.
const framesMax = 4096;
const addedMax = 1 << 18;

/**
 * Computes an aggregate over the frames of a window partition, thousands of frames in one call: as long as frames only grow at their end the
 * state goes on, else it begins anew.
 */
export class FramesProgram {
  readonly #context: ThreadContext;
  readonly #aggregate: FramesAggregate;
  readonly #program: Program<void>;
  /** Addresses: of the frames' first rows, of the rows behind their last ones, and of the frame that the state is of. */
  readonly #starts: number;
  readonly #ends: number;
  readonly #cursor: number;

  constructor(context: ThreadContext, aggregate: FramesAggregate) {
    this.#context = context;
    this.#aggregate = aggregate;
    this.#starts = context.arena.alloc(4 * framesMax);
    this.#ends = context.arena.alloc(4 * framesMax);
    this.#cursor = context.arena.alloc(8);
    this.#program = new BatchProgram(context, [], [], ({ loop, emitter }) => emitFrames(loop, emitter, aggregate));
  }

  /** Gives the value of each row's frame. `goesOn`: the state is that of the rows before the partition's first. */
  evaluate(partition: SortedPartitions, bounds: FrameBounds, goesOn: boolean): WindowValues {
    const { memory, scratch } = this.#context;
    const { placed, state, stateBytes } = this.#aggregate;
    const { type } = placed.aggregate;
    const results = new SlotValues(this.#context, type, partition.rowCount);
    if (!goesOn) memory.u8.fill(0, state, state + stateBytes);
    memory.u32.set([0, 0], this.#cursor >>> 2);
    const reach = { first: 0, end: 0 };
    for (let row = 0; row < partition.rowCount; ) {
      this.#context.checkCancelled();
      const count = this.#listFrames(row, partition.rowCount, bounds, reach);
      const mark = scratch.mark();
      this.#program.run({ rowCount: count, columns: [], selection: 0, selectedCount: count }, () => ({
        rows: partition.rows,
        starts: this.#starts,
        ends: this.#ends,
        cursor: this.#cursor,
        state,
        values: results.values + row * slotBytes[layoutOf(type)],
        validity: results.validity + row,
      }));
      scratch.rewind(mark);
      row += count;
    }
    return results;
  }

  /** Lists the next frames, as many as are worth one call; tells how many. */
  #listFrames(from: number, rowCount: number, bounds: FrameBounds, reach: { first: number; end: number }): number {
    const { u32 } = this.#context.memory;
    const [starts, ends] = [this.#starts >>> 2, this.#ends >>> 2];
    const most = Math.min(framesMax, rowCount - from);
    let added = 0;
    let count = 0;
    while (count < most && added < addedMax) {
      const [first, end] = [bounds.start(from + count), bounds.end(from + count)];
      u32[starts + count] = first;
      u32[ends + count] = end;
      added += first === reach.first && end >= reach.end ? end - reach.end : end - first;
      reach.first = first;
      reach.end = end;
      count++;
    }
    return count;
  }
}

function emitFrames(loop: RowLoop, e: ExpressionEmitter, aggregate: FramesAggregate): void {
  const { code } = loop;
  const { placed, code: own, addRow, stateBytes } = aggregate;
  const words: LoopWords = { code, named: (name) => loop.named(name) };
  const [state, cursor, rows] = [words.named('state'), words.named('cursor'), words.named('rows')];
  loop.loop((position) => {
    const first = e.keep(i32.load(slotAddress(words.named('starts'), position, 'i32')));
    const end = e.keep(i32.load(slotAddress(words.named('ends'), position, 'i32')));
    const isOther = i32.or(i32.ne(i32.load(cursor), first), i32.gtu(i32.load(cursor, 4), end));
    code.if(isOther, () => {
      for (let offset = 0; offset < stateBytes; offset += 8) code.emit(i64.store(state, i64.const(0), offset));
      code.emit(i32.store(cursor, first));
      code.emit(i32.store(cursor, first, 4));
    });
    const next = code.local('i32', i32.load(cursor, 4));
    code.block((done) => {
      code.loop((top) => {
        code.branchIf(done, i32.geu(next.get, end));
        e.scoped(() => addRow(words, e, e.keep(i32.load(slotAddress(rows, next.get, 'i32')))));
        code.set(next, i32.add(next.get, i32.const(1)));
        code.branch(top);
      });
    });
    code.emit(i32.store(cursor, end, 4));
    e.scoped(() => {
      const value = own.finish(e, rowState(e, placed, state, 0), typesOf(placed));
      storeSlot(code, value, slotAddress(words.named('values'), position, value.layout));
      const valid = value.isNull ? i32.eqz(value.isNull) : i32.const(1);
      code.emit(i32.store8(i32.add(words.named('validity'), position), valid));
    });
  });
}
