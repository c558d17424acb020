import { layoutOf } from '../../vector/layout.js';
import { f32, f64, type Instruction, i32, i64 } from '../../wasm/instruction.js';
import type { AggregateFunction, AggregateState, EmittedAggregate, EmittedValue, Emitter } from '../definition.js';
import { emitted, kept } from '../emitted-value.js';
import { addToTotal, mergeTotals, totalFields, totalWords } from './decimal-total.js';

const sumField = 0;
const countField = 1;

/** Converts a number of one word to double. */
export function toDouble(value: EmittedValue): Instruction {
  switch (value.layout) {
    case 'i32':
      return f64.convertI32s(value.value);
    case 'i64':
      return f64.convertI64s(value.value);
    case 'f32':
      return f64.promoteF32(value.value);
    default:
      return value.value;
  }
}

/** Counts one row in a bigint field. */
export const addOne = (e: Emitter, state: AggregateState, field: number): void =>
  state.store(field, kept(e, 'i64', i64.add(state.load(field).value, i64.const(1))));

/** Adds the bigint field of another group. */
export const addCount = (e: Emitter, state: AggregateState, other: AggregateState, field: number): void =>
  state.store(field, kept(e, 'i64', i64.add(state.load(field).value, other.load(field).value)));

/** Adds the double field of another group. */
export const addDouble = (e: Emitter, state: AggregateState, field: number, addend: Instruction): void =>
  state.store(field, kept(e, 'f64', f64.add(state.load(field).value, addend)));

/** Tells whether a bigint field is 0. */
export const isZero = (state: AggregateState, field: number): Instruction => i64.eqz(state.load(field).value);

const mean = (state: AggregateState): Instruction =>
  f64.div(state.load(sumField).value, f64.convertI64s(state.load(countField).value));

const doubleAverage: EmittedAggregate = {
  state: () => ['f64', 'i64'],
  update(e, state, [value]) {
    addDouble(e, state, sumField, toDouble(value!));
    addOne(e, state, countField);
  },
  merge(e, state, other) {
    addDouble(e, state, sumField, other.load(sumField).value);
    addCount(e, state, other, countField);
  },
  finish: (e, state) => kept(e, 'f64', mean(state), isZero(state, countField)),
};

const realAverage: EmittedAggregate = {
  ...doubleAverage,
  finish: (e, state) => kept(e, 'f32', f32.demoteF64(mean(state)), isZero(state, countField)),
};

// Rounds as Java's Math.round: half towards positive infinity.
const roundedMean = (state: AggregateState): Instruction => f64.floor(f64.add(mean(state), f64.const(0.5)));

const dayTimeAverage: EmittedAggregate = {
  ...doubleAverage,
  finish: (e, state) => kept(e, 'i64', i64.truncSatF64(roundedMean(state)), isZero(state, countField)),
};

const monthAverage: EmittedAggregate = {
  ...doubleAverage,
  finish: (e, state) => kept(e, 'i32', i32.truncSatF64(roundedMean(state)), isZero(state, countField)),
};

const decimalAverage: EmittedAggregate = {
  state: ({ args }) => [...totalFields(args[0]!), 'i64'],
  update(e, state, [value], { args }) {
    addToTotal(e, state, value!);
    addOne(e, state, totalFields(args[0]!).length);
  },
  merge(e, state, other, { args }) {
    mergeTotals(e, state, other, args[0]!);
    addCount(e, state, other, totalFields(args[0]!).length);
  },
  finish(e, state, { args, returns }) {
    const field = totalFields(args[0]!).length;
    const words = totalWords(e, state, args[0]!);
    const operands = [words.low, words.high, words.top, state.load(field).value];
    const low = e.keep(e.call('decimal_average', 'i64', operands));
    const isNull = e.keep(isZero(state, field));
    if (layoutOf(returns) === 'i64') return emitted('i64', low, isNull);
    return { layout: 'i128', value: low, high: e.keep(e.call('decimal_average_high', 'i64', [])), isNull };
  },
};

export const avg: AggregateFunction = {
  kind: 'aggregate',
  name: 'avg',
  summary: 'Returns the arithmetic mean of the values.',
  overloads: [
    { args: ['bigint'], returns: 'double', emit: doubleAverage },
    { args: ['decimal(p,s)'], returns: 'decimal(p,s)', emit: decimalAverage },
    { args: ['double'], returns: 'double', emit: doubleAverage },
    { args: ['interval day to second'], returns: 'interval day to second', emit: dayTimeAverage },
    { args: ['interval year to month'], returns: 'interval year to month', emit: monthAverage },
    { args: ['real'], returns: 'real', emit: realAverage },
  ],
};
