import type { HostCall } from '../../functions/definition.js';
import { aggregateFunction } from '../../functions/registry.js';
import type { ColumnReference } from '../../plan/expression.js';
import type { PatternAggregate } from '../../plan/row-pattern.js';
import type { SqlValue } from '../../types/sql-value.js';
import { layoutOf } from '../../vector/layout.js';
import { readSlot } from '../../vector/slot-value.js';
import type { Batch } from '../../vector/vector.js';
import { i32, i64 } from '../../wasm/instruction.js';
import type { Program } from '../expression/ahead-step.js';
import { BatchProgram } from '../expression/batch-program.js';
import { isEmitted } from '../expression/expression-facts.js';
import { storeSlot } from '../expression/row-loop.js';
import { emitUpdate, type PlacedAggregate, placeAggregates, rowState, typesOf } from '../operators/aggregate-code.js';
import { vectorOfValues } from '../operators/values.js';
import type { ThreadContext } from '../thread-context.js';

/** Where the state and the value of an aggregate in emitted code are, and what runs it. */
interface EmittedParts {
  readonly update: Program<void>;
  readonly finish: Program<void>;
  readonly state: number;
  readonly bytes: number;
  readonly out: number;
}

const noRows: Batch = { rowCount: 1, columns: [], selection: 0, selectedCount: 1 };

/** Computes an aggregate of values that are at hand, added a few at a time. */
export class ValuesAggregate {
  readonly #context: ThreadContext;
  readonly #aggregate: PatternAggregate;
  readonly #parameters: readonly ColumnReference[];
  readonly #emitted: EmittedParts | undefined;
  #rows: (readonly SqlValue[])[] = [];

  constructor(context: ThreadContext, aggregate: PatternAggregate) {
    this.#context = context;
    this.#aggregate = aggregate;
    this.#parameters = aggregate.args.map(
      ({ body: { type } }, id): ColumnReference => ({ kind: 'column', type, id, name: '' }),
    );
    const definition = aggregateFunction(aggregate.name)!.overloads[aggregate.overload]!;
    const types = { args: this.#parameters.map(({ type }) => type), returns: aggregate.output.type };
    this.#emitted = isEmitted(definition, types) ? this.#emit() : undefined;
  }

  /** Forgets what was added. */
  clear(): void {
    this.#rows = [];
    if (!this.#emitted) return;
    const { state, bytes } = this.#emitted;
    this.#context.memory.u8.fill(0, state, state + bytes);
  }

  add(rows: readonly (readonly SqlValue[])[]): void {
    if (!this.#emitted) {
      this.#rows.push(...rows.filter((row) => this.#counts(row)));
      return;
    }
    if (rows.length === 0) return;
    const { state, update } = this.#emitted;
    const { memory, scratch } = this.#context;
    const mark = scratch.mark();
    const columns = this.#parameters.map(({ type }, index) =>
      vectorOfValues(
        this.#context,
        type,
        rows.map((row) => row[index]!),
      ),
    );
    update.run({ ...noRows, rowCount: rows.length, columns, selectedCount: rows.length }, () => ({ state }));
    scratch.rewind(mark);
    // The kernels' region may have been cut from what was just given back.
    memory.kernels.scratch_set!(0, 0);
  }

  value(): SqlValue {
    const { name, overload, output } = this.#aggregate;
    if (!this.#emitted) {
      const args = this.#parameters.map(({ type }) => type);
      const { session } = this.#context;
      const call: HostCall = { args, returns: output.type, lambdas: [], session, memo: new Map() };
      return aggregateFunction(name)!.overloads[overload]!.host!(this.#rows, call);
    }
    const { state, finish, out } = this.#emitted;
    finish.run(noRows, () => ({ state, out }));
    const { memory } = this.#context;
    return memory.u8[out + 16] === 0 ? null : readSlot(memory, output.type, layoutOf(output.type), out);
  }

  #counts(row: readonly SqlValue[]): boolean {
    const { name, overload } = this.#aggregate;
    return aggregateFunction(name)!.overloads[overload]!.nulls === 'called' || !row.includes(null);
  }

  #emit(): EmittedParts {
    const { name, overload, output } = this.#aggregate;
    const context = this.#context;
    const code = aggregateFunction(name)!.overloads[overload]!.emit!;
    const args = this.#parameters;
    const { placed, bytes } = placeAggregates(
      [{ name, overload, args, type: output.type, outputId: output.id }],
      () => code,
    );
    const only: PlacedAggregate = placed[0]!;
    const ids = args.map(({ id }) => id);
    const update = new BatchProgram(context, ids, args, ({ loop, emitter, expressions }) => {
      loop.loop(() =>
        emitUpdate(emitter, only, rowState(emitter, only, loop.named('state'), 0), expressions, undefined),
      );
    });
    const finish = new BatchProgram(context, [], [], ({ loop, emitter }) => {
      loop.loop(() => {
        const value = code.finish(emitter, rowState(emitter, only, loop.named('state'), 0), typesOf(only));
        storeSlot(loop.code, value, loop.named('out'));
        const valid = value.isNull ? i32.eqz(value.isNull) : i32.const(1);
        loop.code.emit(i64.store(loop.named('out'), i64.extendI32u(valid), 16));
      });
    });
    const { arena } = context;
    return { update, finish, state: arena.alloc(bytes + 8), bytes: bytes + 8, out: arena.alloc(24) };
  }
}
