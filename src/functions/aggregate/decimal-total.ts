/**
 * The exact total of decimals as three 64-bit words L, H, T: L and H signed, total = T × 2^128 + H × 2^64 + L.
 * L being signed, a row of 64 bits touches H only when L overflows, which is rare: one load, one add, one store a row.
 * T counts the overflows of H; totals of decimals that have 64 bits never need it, so it is absent for them.
 */
import type { SqlType } from '../../types/sql-type.js';
import { type Layout, layoutOf } from '../../vector/layout.js';
import { type Instruction, i32, i64 } from '../../wasm/instruction.js';
import type { AggregateState, EmittedValue, Emitter } from '../definition.js';
import { emitted, kept } from '../emitted-value.js';

const low = 0;
const high = 1;
const top = 2;

/** A total read out: the words of a two's complement number of 192 bits. */
export interface TotalWords {
  readonly low: Instruction;
  readonly high: Instruction;
  readonly top: Instruction;
}

/** Lists the state's fields for decimals of a type; the next field has the number of its length. */
export const totalFields = (type: SqlType): readonly Layout[] =>
  layoutOf(type) === 'i64' ? ['i64', 'i64'] : ['i64', 'i64', 'i64'];

const zero = i64.const(0);
/** -1 or 1: the direction in which adding `addend` can overflow. */
const carryOf = (addend: Instruction): Instruction => i64.or(i64.shrs(addend, i64.const(63)), i64.const(1));
const overflows = (before: Instruction, addend: Instruction, after: Instruction): Instruction =>
  i64.lts(i64.and(i64.xor(before, after), i64.xor(addend, after)), zero);

function addTo(e: Emitter, state: AggregateState, field: number, addend: Instruction): void {
  state.store(field, kept(e, 'i64', i64.add(state.load(field).value, addend)));
}

function addLow(e: Emitter, state: AggregateState, addend: Instruction): void {
  const before = state.load(low).value;
  const after = e.keep(i64.add(before, addend));
  state.store(low, emitted('i64', after));
  e.code.if(overflows(before, addend, after), () => addTo(e, state, high, carryOf(addend)));
}

function addHigh(e: Emitter, state: AggregateState, addend: Instruction): void {
  const before = state.load(high).value;
  const after = e.keep(i64.add(before, addend));
  state.store(high, emitted('i64', after));
  e.code.if(overflows(before, addend, after), () => addTo(e, state, top, carryOf(addend)));
}

/** Adds one decimal. */
export function addToTotal(e: Emitter, state: AggregateState, value: EmittedValue): void {
  if (value.layout === 'i128' && (value.bits === undefined || value.bits > 63)) {
    // The low word counts as signed below, so its top bit is one unit of the high word.
    addHigh(e, state, e.keep(i64.add(value.high!, i64.shru(value.value, i64.const(63)))));
  }
  addLow(e, state, value.value);
}

/** Adds another group's total. */
export function mergeTotals(e: Emitter, state: AggregateState, other: AggregateState, type: SqlType): void {
  if (layoutOf(type) === 'i64') addTo(e, state, high, other.load(high).value);
  else {
    addHigh(e, state, other.load(high).value);
    addTo(e, state, top, other.load(top).value);
  }
  addLow(e, state, other.load(low).value);
}

/** Reads the total as one two's complement number. */
export function totalWords(e: Emitter, state: AggregateState, type: SqlType): TotalWords {
  const lowWord = state.load(low).value;
  const signedHigh = state.load(high).value;
  const signs = i64.shrs(lowWord, i64.const(63));
  const highWord = e.keep(i64.add(signedHigh, signs));
  const borrow = i64.extendI32u(i32.and(i64.lts(lowWord, zero), i64.eqz(signedHigh)));
  const topOfHigh = i64.sub(i64.shrs(signedHigh, i64.const(63)), borrow);
  const topWord = layoutOf(type) === 'i64' ? topOfHigh : i64.add(state.load(top).value, topOfHigh);
  return { low: lowWord, high: highWord, top: e.keep(topWord) };
}
