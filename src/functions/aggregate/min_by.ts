import { layoutOf } from '../../vector/layout.js';
import { i32 } from '../../wasm/instruction.js';
import type {
  AggregateFunction,
  AggregateOverload,
  AggregateState,
  BoundTypes,
  EmittedAggregate,
  EmittedValue,
  Emitter,
} from '../definition.js';
import { emitted, isEmittedOrder, not, yes } from '../emitted-value.js';
import { bestRow, bestRows, type Extreme } from './extremes.js';
import { isBetter } from './min.js';

const bestKey = 0;
const bestValue = 1;
const seen = 2;
const valuePresent = 3;

function keepBetterPair(
  e: Emitter,
  which: Extreme,
  types: BoundTypes,
  state: AggregateState,
  [value, key]: readonly [EmittedValue, EmittedValue],
): void {
  const isFirst = not(state.load(seen).value);
  const replaces = i32.or(isFirst, isBetter(e, which, types.args[1]!, key, state.load(bestKey)));
  e.code.if(replaces, () => {
    state.store(bestKey, key);
    state.store(seen, yes);
    const storeValue = (): void => {
      state.store(bestValue, value);
      state.store(valuePresent, yes);
    };
    if (value.isNull === undefined) storeValue();
    else e.code.if(value.isNull, () => state.store(valuePresent, emitted('bool', i32.const(0))), storeValue);
  });
}

const extremeBy = (which: Extreme): EmittedAggregate => ({
  state: ({ args }) => [layoutOf(args[1]!), layoutOf(args[0]!), 'bool', 'bool'],
  update(e, state, [value, key], types) {
    const keep = (): void => keepBetterPair(e, which, types, state, [value!, key!]);
    if (key!.isNull === undefined) keep();
    else e.code.if(not(key!.isNull), keep);
  },
  merge(e, state, other, types) {
    e.code.if(other.load(seen).value, () => {
      const value = { ...other.load(bestValue), isNull: e.keep(not(other.load(valuePresent).value)) };
      keepBetterPair(e, which, types, state, [value, other.load(bestKey)]);
    });
  },
  finish: (e, state) => ({ ...state.load(bestValue), isNull: e.keep(not(state.load(valuePresent).value)) }),
});

const keyHasEmittedOrder = ({ args }: BoundTypes): boolean => isEmittedOrder(args[1]!);

const extremeByOverload = (which: Extreme): AggregateOverload => ({
  args: ['V', 'O'],
  returns: 'V',
  nulls: 'called',
  emit: extremeBy(which),
  emitsFor: keyHasEmittedOrder,
  host: (rows, { args }) => bestRow(rows, 1, which, args[1]!)?.[0] ?? null,
});

export const min_by: AggregateFunction = {
  kind: 'aggregate',
  name: 'min_by',
  summary: 'Returns the first argument of the row in which the second is smallest, or of the n rows.',
  ignoresDuplicates: true,
  overloads: [bestRows('min'), extremeByOverload('min')],
};

export const max_by: AggregateFunction = {
  kind: 'aggregate',
  name: 'max_by',
  summary: 'Returns the first argument of the row in which the second is largest, or of the n rows.',
  ignoresDuplicates: true,
  overloads: [bestRows('max'), extremeByOverload('max')],
};
