import type { SqlType } from '../../types/sql-type.js';
import { layoutOf } from '../../vector/layout.js';
import { type Instruction, i32 } from '../../wasm/instruction.js';
import type {
  AggregateFunction,
  AggregateOverload,
  AggregateState,
  BoundTypes,
  EmittedAggregate,
  EmittedValue,
  Emitter,
} from '../definition.js';
import { emitLess, isEmittedOrder, isNaNValue, mayBeNaN, not, yes } from '../emitted-value.js';
import { bestRow, bestValues, type Extreme } from './extremes.js';

/**
 * Tells whether `value` is to replace `best`: it lies nearer to the extreme, or is the first that is not NaN.
 * A NaN replaces nothing.
 */
export function isBetter(
  e: Emitter,
  which: Extreme,
  type: SqlType,
  value: EmittedValue,
  best: EmittedValue,
): Instruction {
  const less = which === 'min' ? emitLess(e, type, value, best) : emitLess(e, type, best, value);
  if (!mayBeNaN(value.layout)) return less;
  return i32.or(less, i32.and(isNaNValue(best), not(isNaNValue(value))));
}

const best = 0;
const seen = 1;

function keepBetter(e: Emitter, which: Extreme, type: SqlType, state: AggregateState, value: EmittedValue): void {
  const isFirst = not(state.load(seen).value);
  const replaces = i32.or(isFirst, isBetter(e, which, type, value, state.load(best)));
  e.code.if(replaces, () => {
    state.store(best, value);
    state.store(seen, yes);
  });
}

const extremeOf = (which: Extreme): EmittedAggregate => ({
  state: ({ args }) => [layoutOf(args[0]!), 'bool'],
  update: (e, state, [value], { args }) => keepBetter(e, which, args[0]!, state, value!),
  merge(e, state, other, { args }) {
    e.code.if(other.load(seen).value, () => keepBetter(e, which, args[0]!, state, other.load(best)));
  },
  finish: (e, state) => ({ ...state.load(best), isNull: e.keep(not(state.load(seen).value)) }),
});

const hasEmittedOrder = ({ args }: BoundTypes): boolean => isEmittedOrder(args[0]!);

const extremeOverload = (which: Extreme): AggregateOverload => ({
  args: ['O'],
  returns: 'O',
  emit: extremeOf(which),
  emitsFor: hasEmittedOrder,
  host: (rows, { args }) => bestRow(rows, 0, which, args[0]!)?.[0] ?? null,
});

export const min: AggregateFunction = {
  kind: 'aggregate',
  name: 'min',
  summary: 'Returns the smallest value, or the n smallest in order.',
  ignoresDuplicates: true,
  overloads: [bestValues('min'), extremeOverload('min')],
};

export const max: AggregateFunction = {
  kind: 'aggregate',
  name: 'max',
  summary: 'Returns the largest value, or the n largest, the largest first.',
  ignoresDuplicates: true,
  overloads: [bestValues('max'), extremeOverload('max')],
};
