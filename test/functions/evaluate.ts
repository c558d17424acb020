import { LakeError } from '../../src/base/lake-error.js';
import { BatchProgram } from '../../src/exec/expression/batch-program.js';
import { slotAddress, storeSlot } from '../../src/exec/expression/row-loop.js';
import { ThreadContext } from '../../src/exec/thread-context.js';
import type { SessionFacts } from '../../src/functions/definition.js';
import { findFunction } from '../../src/functions/registry.js';
import { resolveOverload } from '../../src/functions/resolve-overload.js';
import type { Expression } from '../../src/plan/expression.js';
import { type SqlType, sameType, typeText } from '../../src/types/sql-type.js';
import type { SqlValue } from '../../src/types/sql-value.js';
import { castText } from '../../src/types/value-text.js';
import { layoutOf, slotBytes } from '../../src/vector/layout.js';
import { heapStart } from '../../src/vector/memory-header.js';
import { QueryMemory } from '../../src/vector/query-memory.js';
import { constantVector, readVectorValue } from '../../src/vector/slot-value.js';
import { i32 } from '../../src/wasm/instruction.js';

const limitBytes = 64 * 2 ** 20;

const session: SessionFacts = {
  startMillis: Date.UTC(2024, 5, 15, 12),
  timeZone: 'UTC',
  user: 'me',
  catalog: 'awsdatacatalog',
  schema: 'default',
  queryId: 'q',
};

/** A value and its type. */
export interface TypedValue {
  readonly type: SqlType;
  readonly value: SqlValue;
}

/** Evaluates expressions over one row of columns in the engine's own way. */
export class Evaluator {
  readonly #context: ThreadContext;

  constructor(facts: Partial<SessionFacts> = {}) {
    const memory = QueryMemory.open(QueryMemory.reserve(limitBytes));
    this.#context = new ThreadContext({
      memory,
      session: { ...session, ...facts },
      settings: { batchRows: 16, dictionaryVectors: true, pruning: true, pageCache: false, spillFolder: '' },
      workerIndex: 0,
      workerCount: 1,
    });
    this.#context.memory.reset(limitBytes);
    if (this.#context.memory.usedBytes < 0) throw new Error(`no heap at ${heapStart}`);
  }

  /** Evaluates an expression; column i is `columns[i]`, a row that may be NULL. */
  evaluate(expression: Expression, columns: readonly TypedValue[]): SqlValue {
    const { scratch, memory } = this.#context;
    const alloc = (bytes: number): number => scratch.alloc(bytes);
    const vectors = columns.map(({ type, value }) => {
      const vector = constantVector(memory, type, value, alloc);
      const validity = alloc(1);
      memory.u8[validity] = value === null ? 0 : 1;
      return { ...vector, encoding: 'flat' as const, validity };
    });
    const { type } = expression;
    const layout = layoutOf(type);
    const values = alloc(slotBytes[layout]);
    const validity = alloc(1);
    memory.u8[validity] = 1;
    const program = new BatchProgram(
      this.#context,
      columns.map((_, index) => index),
      [expression],
      ({ loop, emitter, expressions }) => {
        loop.loop(() => {
          const value = emitter.emit(expressions[0]!);
          storeSlot(loop.code, value, slotAddress(loop.named('values'), loop.row, layout));
          const isPresent = value.isNull ? i32.eqz(value.isNull) : i32.const(1);
          loop.code.emit(i32.store8(i32.add(loop.named('validity'), loop.row), isPresent));
        });
      },
    );
    const batch = { rowCount: 1, columns: vectors, selection: 0, selectedCount: 1 };
    program.run(batch, () => ({ values, validity }));
    const result = {
      type,
      layout,
      encoding: 'flat' as const,
      values,
      validity,
      codes: 0,
      dictionaryLength: 0,
      dictionaryId: 0,
    };
    const value = readVectorValue(memory, result, 0);
    this.#context.resetScratch();
    return value;
  }

  /** Calls a function or operator on the values, coerced as the binder would. */
  call(name: string, args: readonly TypedValue[]): TypedValue {
    const definition = findFunction(name);
    if (definition?.kind !== 'scalar') throw new Error(`no scalar function ${name}`);
    const {
      overload,
      args: types,
      returns,
    } = resolveOverload(
      definition,
      args.map(({ type }) => type),
    );
    const inputs = args.map((arg, id): Expression => {
      const column: Expression = { kind: 'column', type: arg.type, id, name: `c${id}` };
      return sameType(arg.type, types[id]!) ? column : { kind: 'cast', type: types[id]!, input: column, safe: false };
    });
    const call: Expression = { kind: 'call', type: returns, name, overload, args: inputs };
    return { type: returns, value: this.evaluate(call, args) };
  }

  /** Casts a value. */
  cast(arg: TypedValue, type: SqlType): SqlValue {
    const input: Expression = { kind: 'column', type: arg.type, id: 0, name: 'c0' };
    return this.evaluate({ kind: 'cast', type, input, safe: false }, [arg]);
  }
}

/** Prints a value with its type, or the error that making it raised. */
export function outcome(run: () => TypedValue): string {
  try {
    const { type, value } = run();
    return `${typeText(type)} ${value === null ? 'NULL' : castText(value, type)}`;
  } catch (error) {
    if (error instanceof LakeError) return `${error.name} ${error.message}`;
    throw error;
  }
}
