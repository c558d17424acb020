import type { AggregateState, EmittedAggregate, EmittedValue } from '../../functions/definition.js';
import { aggregateFunction } from '../../functions/registry.js';
import type { Expression } from '../../plan/expression.js';
import type { SortKey } from '../../plan/logical-plan.js';
import type { SqlType } from '../../types/sql-type.js';
import { type Layout, slotBytes } from '../../vector/layout.js';
import type { Local } from '../../wasm/function-builder.js';
import { type Instruction, i32, i64 } from '../../wasm/instruction.js';
import type { ExpressionEmitter } from '../expression/expression-emitter.js';
import { loadSlot, storeSlot, wordType } from '../expression/row-loop.js';
import { align } from '../rows/row-layout.js';

/** One aggregate of a physical plan; its arguments and filter are over the input's columns. */
export interface PhysicalAggregate {
  readonly name: string;
  readonly overload: number;
  readonly args: readonly Expression[];
  readonly filter?: Expression | undefined;
  readonly orderBy?: readonly SortKey[] | undefined;
  readonly type: SqlType;
  readonly outputId: number;
}

/** An aggregate with its code and where its state lies in the group's row, from the row's state offset. */
export interface PlacedAggregate {
  readonly aggregate: PhysicalAggregate;
  readonly code: EmittedAggregate;
  readonly skipsNull: boolean;
  readonly fields: readonly { readonly layout: Layout; readonly offset: number }[];
}

/**
 * Places the states of aggregates one behind the other; `bytes` is what they take together. `codeOf` gives the code of each.
 */
export function placeAggregates(
  aggregates: readonly PhysicalAggregate[],
  codeOf: (aggregate: PhysicalAggregate, index: number) => EmittedAggregate,
): { placed: PlacedAggregate[]; bytes: number } {
  let next = 0;
  const placed = aggregates.map((aggregate, index): PlacedAggregate => {
    const code = codeOf(aggregate, index);
    const layouts = code.state({ args: aggregate.args.map(({ type }) => type), returns: aggregate.type });
    const fields = layouts.map((layout) => {
      next = align(next, Math.min(slotBytes[layout], 8));
      const offset = next;
      // A string's state keeps the room that it owns behind its view: u32 capacity, u32 address.
      next += layout === 'view' ? 24 : slotBytes[layout];
      return { layout, offset };
    });
    const skipsNull = aggregateFunction(aggregate.name)!.overloads[aggregate.overload]!.nulls !== 'called';
    return { aggregate, code, skipsNull, fields };
  });
  return { placed, bytes: next };
}

export const typesOf = ({ aggregate }: PlacedAggregate) => ({
  args: aggregate.args.map(({ type }) => type),
  returns: aggregate.type,
});

/** A group's state in its stored row. */
export function rowState(
  e: ExpressionEmitter,
  placed: PlacedAggregate,
  row: Instruction,
  base: number,
): AggregateState {
  return {
    load(index) {
      const { layout, offset } = placed.fields[index]!;
      const value = loadSlot(layout, row, base + offset);
      return { ...value, value: e.keep(value.value), high: value.high && e.keep(value.high) };
    },
    store(index, value) {
      const { layout, offset } = placed.fields[index]!;
      if (layout !== 'view') return storeSlot(e.code, value, row, base + offset);
      e.code.emit(e.call('state_put_view', 'void', [i32.add(row, i32.const(base + offset)), value.value]));
    },
  };
}

/** The state of the only group, kept in locals while a batch is worked on. `load` and `save` copy it from and to its row. */
export function localState(e: ExpressionEmitter, placed: PlacedAggregate, row: Instruction, base: number) {
  if (placed.fields.some(({ layout }) => layout === 'view')) {
    return { state: rowState(e, placed, row, base), load: () => undefined, save: () => undefined };
  }
  const locals = placed.fields.map(({ layout }): { value: Local; high: Local | undefined } => ({
    value: e.code.local(wordType[layout]),
    high: layout === 'i128' ? e.code.local('i64') : undefined,
  }));
  const current = (index: number): EmittedValue => {
    const { value, high } = locals[index]!;
    return { layout: placed.fields[index]!.layout, value: value.get, high: high?.get };
  };
  const assign = (index: number, value: EmittedValue): void => {
    const { value: low, high } = locals[index]!;
    if (high) {
      // Both words are computed before either is set: the high one may be written with the low one's old value.
      const newHigh = e.keep(value.high ?? i64.shrs(value.value, i64.const(63)));
      e.code.set(low, value.value);
      e.code.set(high, newHigh);
    } else e.code.set(low, value.value);
  };
  const state: AggregateState = {
    load(index) {
      const value = current(index);
      return { ...value, value: e.keep(value.value), high: value.high && e.keep(value.high) };
    },
    store: assign,
  };
  return {
    state,
    load: () =>
      placed.fields.forEach(({ layout, offset }, index) => assign(index, loadSlot(layout, row, base + offset))),
    save: () => placed.fields.forEach(({ offset }, index) => storeSlot(e.code, current(index), row, base + offset)),
  };
}

/** Emits the update of one aggregate for the row that the loop is at. */
export function emitUpdate(
  e: ExpressionEmitter,
  placed: PlacedAggregate,
  state: AggregateState,
  args: readonly Expression[],
  filter: Expression | undefined,
): void {
  // Behind the arguments proper stand the keys of an ORDER BY, which may be NULL.
  const argCount = placed.aggregate.args.length;
  const update = (): void => {
    const values = args.map((arg) => e.emit(arg));
    const nulls = placed.skipsNull ? values.slice(0, argCount).flatMap(({ isNull }) => (isNull ? [isNull] : [])) : [];
    const write = (): void => {
      const present = values.map((value, index) =>
        placed.skipsNull && index < argCount ? { ...value, isNull: undefined } : value,
      );
      placed.code.update(e, state, present, typesOf(placed));
    };
    if (nulls.length === 0) return write();
    e.code.if(i32.eqz(nulls.reduce((a, b) => i32.or(a, b))), () => e.scoped(write));
  };
  if (!filter) return update();
  const condition = e.emitCondition(filter);
  e.code.if(condition, () => e.scoped(update));
}
