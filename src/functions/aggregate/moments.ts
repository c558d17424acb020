/**
 * Central moments in one pass: count n, mean m1 and the sums of (x - mean)^k for k = 2, 3, 4. Formulas for adding a value
 * and for merging two groups: P. Pébay, "Formulas for Robust, One-Pass Parallel Computation of Covariances and
 * Arbitrary-Order Statistical Moments", Sandia report SAND2008-6212, 2008.
 */
import type { Layout } from '../../vector/layout.js';
import { f64, type Instruction, i64 } from '../../wasm/instruction.js';
import type { AggregateState, Emitter } from '../definition.js';
import { emitted, kept } from '../emitted-value.js';

/** Number of the field of each moment; the count is a bigint, the others are doubles. */
export const momentField = { count: 0, mean: 1, m2: 2, m3: 3, m4: 4 } as const;

/** Lists the fields up to moment `order`. */
export const momentFields = (order: 2 | 4): readonly Layout[] =>
  order === 2 ? ['i64', 'f64', 'f64'] : ['i64', 'f64', 'f64', 'f64', 'f64'];

const { add, sub, mul, div } = f64;
const number = f64.const;

const square = (e: Emitter, x: Instruction): Instruction => e.keep(mul(x, x));

/** Adds a value to the moments up to `order`. */
export function addToMoments(e: Emitter, state: AggregateState, order: 2 | 4, x: Instruction): void {
  const countBefore = state.load(momentField.count).value;
  const count = e.keep(i64.add(countBefore, i64.const(1)));
  const before = e.keep(f64.convertI64s(countBefore));
  const n = e.keep(f64.convertI64s(count));
  const mean = state.load(momentField.mean).value;
  const delta = e.keep(sub(x, mean));
  const step = e.keep(div(delta, n));
  const term = e.keep(mul(mul(delta, step), before));
  const m2 = state.load(momentField.m2).value;
  const newMean = e.keep(add(mean, step));
  if (order === 4) {
    const m3 = state.load(momentField.m3).value;
    const m4 = state.load(momentField.m4).value;
    const step2 = square(e, step);
    const n2 = square(e, n);
    const shape = add(sub(n2, mul(number(3), n)), number(3));
    const fourth = add(mul(mul(term, step2), shape), mul(mul(number(6), step2), m2));
    state.store(momentField.m4, kept(e, 'f64', add(m4, sub(fourth, mul(mul(number(4), step), m3)))));
    const third = sub(mul(mul(term, step), sub(n, number(2))), mul(mul(number(3), step), m2));
    state.store(momentField.m3, kept(e, 'f64', add(m3, third)));
  }
  // Infinite values make this NaN as in Trino, which adds to the second moment alone in Welford's way.
  const second = order === 2 ? mul(delta, sub(x, newMean)) : term;
  state.store(momentField.m2, kept(e, 'f64', add(m2, second)));
  state.store(momentField.mean, emitted('f64', newMean));
  state.store(momentField.count, emitted('i64', count));
}

/** Adds another group's moments. */
export function mergeMoments(e: Emitter, state: AggregateState, other: AggregateState, order: 2 | 4): void {
  const countB = other.load(momentField.count).value;
  e.code.if(i64.ne(countB, i64.const(0)), () => {
    const countA = state.load(momentField.count).value;
    const a = e.keep(f64.convertI64s(countA));
    const b = e.keep(f64.convertI64s(countB));
    const n = e.keep(add(a, b));
    const delta = e.keep(sub(other.load(momentField.mean).value, state.load(momentField.mean).value));
    const step = e.keep(div(delta, n));
    const ab = e.keep(mul(a, b));
    const m2a = state.load(momentField.m2).value;
    const m2b = other.load(momentField.m2).value;
    const term = e.keep(mul(mul(delta, step), ab));
    if (order === 4) {
      const m3a = state.load(momentField.m3).value;
      const m3b = other.load(momentField.m3).value;
      const step2 = square(e, step);
      const squares = add(sub(mul(a, a), ab), mul(b, b));
      const m2Part = mul(mul(number(6), step2), add(mul(mul(a, a), m2b), mul(mul(b, b), m2a)));
      const m3Part = mul(mul(number(4), step), sub(mul(a, m3b), mul(b, m3a)));
      const fourth = add(add(mul(mul(term, step2), squares), m2Part), m3Part);
      const sum4 = add(state.load(momentField.m4).value, other.load(momentField.m4).value);
      state.store(momentField.m4, kept(e, 'f64', add(sum4, fourth)));
      const third = add(mul(mul(term, step), sub(a, b)), mul(mul(number(3), step), sub(mul(a, m2b), mul(b, m2a))));
      state.store(momentField.m3, kept(e, 'f64', add(add(m3a, m3b), third)));
    }
    state.store(momentField.m2, kept(e, 'f64', add(add(m2a, m2b), term)));
    state.store(momentField.mean, kept(e, 'f64', add(state.load(momentField.mean).value, mul(step, b))));
    state.store(momentField.count, kept(e, 'i64', i64.add(countA, countB)));
  });
}
