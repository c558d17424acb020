import { BIGINT, type SqlType } from '../../types/sql-type.js';
import { f32, f64, type Instruction, i32, i64, select } from '../../wasm/instruction.js';
import type { AggregateFunction, AggregateState, EmittedAggregate, EmittedValue, Emitter } from '../definition.js';
import { emitted, kept, not, yes } from '../emitted-value.js';
import { addToTotal, mergeTotals, totalFields, totalWords } from './decimal-total.js';

/** Adds to the bigint in field 0; fails as Trino's addition does when the sum does not fit. */
export function addBigint(e: Emitter, state: AggregateState, addend: EmittedValue): void {
  const before = state.load(0);
  const after = kept(e, 'i64', i64.add(before.value, addend.value));
  // 2^31 rows of values below 2^31 cannot overflow.
  if (addend.bits === undefined || addend.bits > 31) {
    const wrong = i64.lts(
      i64.and(i64.xor(before.value, after.value), i64.xor(addend.value, after.value)),
      i64.const(0),
    );
    e.failIf(wrong, 'NUMERIC_VALUE_OUT_OF_RANGE', 'bigint addition overflow: {0} + {1}', [
      { value: before, type: BIGINT },
      { value: addend, type: BIGINT },
    ]);
  }
  state.store(0, after);
}

/** Marks a group as having seen a row: `field` is a boolean. */
export const orFlag = (e: Emitter, state: AggregateState, other: AggregateState, field: number): void =>
  state.store(field, kept(e, 'bool', i32.or(state.load(field).value, other.load(field).value)));

const bigintSum: EmittedAggregate = {
  state: () => ['i64', 'bool'],
  update(e, state, [value]) {
    addBigint(e, state, value!);
    state.store(1, yes);
  },
  merge(e, state, other) {
    addBigint(e, state, other.load(0));
    orFlag(e, state, other, 1);
  },
  finish: (e, state) => kept(e, 'i64', state.load(0).value, not(state.load(1).value)),
};

const monthSum: EmittedAggregate = {
  ...bigintSum,
  update(e, state, [months]) {
    addBigint(e, state, kept(e, 'i64', i64.extendI32s(months!.value)));
    state.store(1, yes);
  },
  finish(e, state) {
    const sum = state.load(0);
    const short = e.keep(i32.wrapI64(sum.value));
    const message = 'Value {0} exceeds MAX_INT for type interval year to month';
    const wide = i64.ne(i64.extendI32s(short), sum.value);
    e.failIf(wide, 'NUMERIC_VALUE_OUT_OF_RANGE', message, [{ value: sum, type: BIGINT }]);
    return emitted('i32', short, e.keep(not(state.load(1).value)));
  },
};

const doubleSum: EmittedAggregate = {
  state: () => ['f64', 'bool'],
  update(e, state, [value]) {
    const addend = value!.layout === 'f32' ? f64.promoteF32(value!.value) : value!.value;
    state.store(0, kept(e, 'f64', f64.add(state.load(0).value, addend)));
    state.store(1, yes);
  },
  merge(e, state, other) {
    state.store(0, kept(e, 'f64', f64.add(state.load(0).value, other.load(0).value)));
    orFlag(e, state, other, 1);
  },
  finish: (e, state) => kept(e, 'f64', state.load(0).value, not(state.load(1).value)),
};

const realSum: EmittedAggregate = {
  ...doubleSum,
  finish: (e, state) => kept(e, 'f32', f32.demoteF64(state.load(0).value), not(state.load(1).value)),
};

// 10^38 in two words.
const limitHigh = 0x4b3b4ca85a86c47an;
const limitLow = 0x098a224000000000n;

function notBelowLimit(high: Instruction, low: Instruction): Instruction {
  const below = i64.ltu(low, i64.const(limitLow));
  return not(select(below, i64.ltu(high, i64.const(limitHigh)), i64.eq(high, i64.const(limitHigh))));
}

/** Fails unless the 192-bit total is a decimal of 38 digits. */
function failOutsideDecimal(e: Emitter, words: { low: Instruction; high: Instruction; top: Instruction }): void {
  const signs = e.keep(i64.shrs(words.high, i64.const(63)));
  const flippedLow = e.keep(i64.sub(i64.xor(words.low, signs), signs));
  const carried = i64.extendI32u(i32.and(i64.eqz(words.low), i64.ne(signs, i64.const(0))));
  const flippedHigh = e.keep(i64.add(i64.xor(words.high, signs), carried));
  const outside = i32.or(i64.ne(words.top, signs), notBelowLimit(flippedHigh, flippedLow));
  e.failIf(outside, 'NUMERIC_VALUE_OUT_OF_RANGE', 'Decimal overflow');
}

const flagField = (type: SqlType): number => totalFields(type).length;

const decimalSum: EmittedAggregate = {
  state: ({ args }) => [...totalFields(args[0]!), 'bool'],
  update(e, state, [value], { args }) {
    addToTotal(e, state, value!);
    state.store(flagField(args[0]!), yes);
  },
  merge(e, state, other, { args }) {
    mergeTotals(e, state, other, args[0]!);
    orFlag(e, state, other, flagField(args[0]!));
  },
  finish(e, state, { args }) {
    const words = totalWords(e, state, args[0]!);
    failOutsideDecimal(e, words);
    const isNull = e.keep(not(state.load(flagField(args[0]!)).value));
    return { layout: 'i128', value: words.low, high: words.high, isNull };
  },
};

export const sum: AggregateFunction = {
  kind: 'aggregate',
  name: 'sum',
  summary: 'Adds the values up.',
  overloads: [
    { args: ['bigint'], returns: 'bigint', emit: bigintSum },
    { args: ['decimal(p,s)'], returns: 'decimal(38,s)', emit: decimalSum },
    { args: ['double'], returns: 'double', emit: doubleSum },
    { args: ['interval day to second'], returns: 'interval day to second', emit: bigintSum },
    { args: ['interval year to month'], returns: 'interval year to month', emit: monthSum },
    { args: ['real'], returns: 'real', emit: realSum },
  ],
};
