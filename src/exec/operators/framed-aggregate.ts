import type { HostCall, WindowCut } from '../../functions/definition.js';
import { aggregateFunction } from '../../functions/registry.js';
import { valueKey } from '../../types/compare-values.js';
import type { SqlValue } from '../../types/sql-value.js';
import { layoutOf } from '../../vector/layout.js';
import { readSlot } from '../../vector/slot-value.js';
import { type Instruction, i32, i64 } from '../../wasm/instruction.js';
import type { Program } from '../expression/ahead-step.js';
import { BatchProgram } from '../expression/batch-program.js';
import type { ExpressionEmitter } from '../expression/expression-emitter.js';
import { isEmitted } from '../expression/expression-facts.js';
import { slotAddress, storeSlot } from '../expression/row-loop.js';
import { PatternFrames } from '../row-pattern/pattern-frames.js';
import { loadField } from '../rows/row-emitter.js';
import { align, type RowField } from '../rows/row-layout.js';
import type { ThreadContext } from '../thread-context.js';
import { type PlacedAggregate, placeAggregates, rowState, typesOf } from './aggregate-code.js';
import { columnlessLambda, orderComparer } from './collected-aggregate.js';
import { FramesProgram, type LoopWords } from './frames-program.js';
import { type ColumnValue, type FrameBounds, frameOf, type PhysicalWindowCall } from './window-frame.js';
import type { SortedPartitions } from './window-partition.js';
import { listedValues, type WindowValues } from './window-values.js';

const noRows = { columns: [], selection: 0 } as const;

/** The code of an aggregate that is computed inline, its state, and where its value is put. */
interface EmittedFrame {
  readonly placed: PlacedAggregate;
  /** Computes many frames in one call; not of values that are more than a slot. */
  readonly frames: FramesProgram | undefined;
  readonly update: Program<void>;
  readonly finish: Program<void>;
  readonly state: number;
  readonly bytes: number;
  readonly out: number;
}

/** An aggregate over frames: rows are added while a frame only grows, else it is computed anew. */
export class FramedAggregate {
  readonly #context: ThreadContext;
  readonly #call: PhysicalWindowCall;
  readonly #emitted: EmittedFrame | undefined;
  readonly #lambdas: HostCall['lambdas'];
  readonly #patterns: PatternFrames | undefined;

  constructor(context: ThreadContext, call: PhysicalWindowCall, columns: readonly RowField[]) {
    this.#context = context;
    this.#call = call;
    this.#patterns = call.frame.pattern && new PatternFrames(context, call.frame.pattern);
    this.#lambdas = call.lambdas.map((lambda) => columnlessLambda(context, lambda));
    const overload = aggregateFunction(call.name)!.overloads[call.overload]!;
    const types = { args: call.argTypes, returns: call.returns };
    const isInline = isEmitted(overload, types) && !call.orderBy;
    this.#emitted = isInline ? this.#emit(columns) : undefined;
  }

  /** A frame from the partition's start needs no more than the state of what came before. */
  get cut(): WindowCut {
    const { frame, distinct } = this.#call;
    const isRunning = frame.start.kind === 'unbounded_preceding' && frame.end.kind === 'current_row';
    if (!this.#emitted || distinct || !isRunning) return 'never';
    return frame.unit === 'rows' ? 'anywhere' : 'between peers';
  }

  /** `goesOn`: the state is that of the rows before. */
  evaluate(partition: SortedPartitions, value: ColumnValue, goesOn: boolean): WindowValues {
    const frame = frameOf(partition, this.#call.frame, value, this.#patterns);
    const { frames } = this.#emitted ?? {};
    if (frames && !this.#call.distinct) return frames.evaluate(partition, frame, goesOn);
    return listedValues(this.#context, this.#call.returns, this.#evaluateSingly(partition, frame, value, goesOn));
  }

  #evaluateSingly(
    partition: SortedPartitions,
    { start, end }: FrameBounds,
    value: ColumnValue,
    goesOn: boolean,
  ): SqlValue[] {
    const results: SqlValue[] = new Array(partition.rowCount);
    let [from, to] = [0, 0];
    let last: SqlValue = null;
    let isFresh = goesOn;
    for (let row = 0; row < partition.rowCount; row++) {
      const [first, behind] = [start(row), end(row)];
      if (isFresh && first === from && behind === to) {
        results[row] = last;
        continue;
      }
      this.#context.checkCancelled();
      const grows = isFresh && first === from && behind > to && !this.#call.distinct;
      last = this.#emitted
        ? this.#compute(partition, value, grows ? to : first, behind, grows)
        : this.#computeHosted(value, first, behind);
      [from, to, isFresh] = [first, behind, true];
      results[row] = last;
    }
    return results;
  }

  #emit(columns: readonly RowField[]): EmittedFrame {
    const { name, overload, args, argTypes, returns, filter } = this.#call;
    const arena = this.#context.arena;
    const code = aggregateFunction(name)!.overloads[overload]!.emit!;
    const dummy = argTypes.map((type) => ({ kind: 'constant', type, value: null }) as const);
    const aggregate = { name, overload, args: dummy, type: returns, outputId: 0 };
    const { placed, bytes } = placeAggregates([aggregate], () => code);
    const [only] = placed;
    const addRow = ({ code: own, named }: LoopWords, e: ExpressionEmitter, row: Instruction): void => {
      const values = args.map((column) => {
        const loaded = loadField(e, row, columns[column]!);
        return { ...loaded, value: e.keep(loaded.value), high: loaded.high && e.keep(loaded.high) };
      });
      const blocking = only!.skipsNull ? values.map(({ isNull }) => isNull!) : [];
      if (filter !== undefined) {
        const condition = loadField(e, row, columns[filter]!);
        blocking.push(i32.or(condition.isNull!, i32.eqz(condition.value)));
      }
      const add = (): void =>
        e.scoped(() => {
          const present = only!.skipsNull ? values.map((item) => ({ ...item, isNull: undefined })) : values;
          code.update(e, rowState(e, only!, named('state'), 0), present, typesOf(only!));
        });
      if (blocking.length === 0) return add();
      own.if(i32.eqz(blocking.reduce((a, b) => i32.or(a, b))), add);
    };
    const update = new BatchProgram(this.#context, [], [], ({ loop, emitter: e }) => {
      const words = { code: loop.code, named: (name: string) => loop.named(name) };
      loop.loop((position) => addRow(words, e, e.keep(i32.load(slotAddress(loop.named('rows'), position, 'i32')))));
    });
    const finish = new BatchProgram(this.#context, [], [], ({ loop, emitter: e }) => {
      loop.loop(() => {
        const value = code.finish(e, rowState(e, only!, loop.named('state'), 0), typesOf(only!));
        storeSlot(loop.code, value, loop.named('out'));
        const valid = value.isNull ? i32.eqz(value.isNull) : i32.const(1);
        loop.code.emit(i64.store(loop.named('out'), i64.extendI32u(valid), 16));
      });
    });
    const stateBytes = align(bytes + 8, 8);
    const state = arena.alloc(stateBytes);
    const isPlain = [layoutOf(returns), ...only!.fields.map(({ layout }) => layout)].every((part) => part !== 'view');
    const frames = isPlain
      ? new FramesProgram(this.#context, { placed: only!, code, addRow, state, stateBytes })
      : undefined;
    return { placed: only!, update, finish, frames, state, bytes: stateBytes, out: arena.alloc(24) };
  }

  #compute(partition: SortedPartitions, value: ColumnValue, first: number, end: number, keepsState: boolean): SqlValue {
    const { memory, scratch } = this.#context;
    const { update, finish, state, bytes, out, placed } = this.#emitted!;
    if (!keepsState) memory.u8.fill(0, state, state + bytes);
    const mark = scratch.mark();
    let count = end - first;
    let rows = partition.rows + 4 * first;
    if (this.#call.distinct) {
      const kept = this.#distinctRows(value, first, end);
      count = kept.length;
      rows = scratch.alloc(4 * count);
      for (const [index, row] of kept.entries()) memory.u32[(rows >>> 2) + index] = partition.address(row);
    }
    if (count > 0) update.run({ ...noRows, rowCount: count, selectedCount: count }, () => ({ rows, state }));
    scratch.rewind(mark);
    finish.run({ ...noRows, rowCount: 1, selectedCount: 1 }, () => ({ state, out }));
    const { type } = placed.aggregate;
    const layout = layoutOf(type);
    return memory.u8[out + 16] === 0 ? null : readSlot(memory, type, layout, out);
  }

  /** The rows of a frame that pass the filter, of those with the same arguments the first. */
  #distinctRows(value: ColumnValue, first: number, end: number): number[] {
    const { args, argTypes, filter } = this.#call;
    const seen = new Set<string>();
    const rows: number[] = [];
    for (let row = first; row < end; row++) {
      if (filter !== undefined && value(filter, row) !== true) continue;
      const key = args.map((column, index) => valueKey(value(column, row), argTypes[index]!)).join();
      if (!seen.has(key)) rows.push(row);
      seen.add(key);
    }
    return rows;
  }

  #computeHosted(value: ColumnValue, first: number, end: number): SqlValue {
    const { name, overload, args, argTypes, returns, filter, orderBy, distinct } = this.#call;
    const definition = aggregateFunction(name)!.overloads[overload]!;
    const rows: { args: SqlValue[]; row: number }[] = [];
    const candidates = distinct
      ? this.#distinctRows(value, first, end)
      : Array.from({ length: end - first }, (_, index) => first + index);
    for (const row of candidates) {
      if (filter !== undefined && value(filter, row) !== true) continue;
      const values = args.map((column) => value(column, row));
      if (definition.nulls !== 'called' && values.includes(null)) continue;
      rows.push({ args: values, row });
    }
    for (const { column, key, type } of [...(orderBy ?? [])].reverse()) {
      const compare = orderComparer(type, key.descending, key.nullsFirst);
      rows.sort((a, b) => compare(value(column, a.row), value(column, b.row)));
    }
    const { session } = this.#context;
    const call: HostCall = { args: argTypes, returns, lambdas: this.#lambdas, session, memo: new Map() };
    return definition.host!(
      rows.map((row) => row.args),
      call,
    );
  }
}
