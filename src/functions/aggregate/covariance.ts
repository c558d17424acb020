/**
 * Aggregates of pairs (y, x) over the co-moments of two columns, kept in one pass as in moments.ts: count, mean of y,
 * mean of x, sum of (y - mean y)(x - mean x), and the sums of both squares.
 */
import { f32, f64, type Instruction, i32, i64 } from '../../wasm/instruction.js';
import type { AggregateFunction, AggregateState, EmittedAggregate, Emitter } from '../definition.js';
import { emitted, kept } from '../emitted-value.js';
import { toDouble } from './avg.js';

const field = { count: 0, meanY: 1, meanX: 2, product: 3, squareY: 4, squareX: 5 } as const;
const { add, sub, mul, div } = f64;

function addPair(e: Emitter, state: AggregateState, y: Instruction, x: Instruction): void {
  const count = e.keep(i64.add(state.load(field.count).value, i64.const(1)));
  const n = e.keep(f64.convertI64s(count));
  const meanY = state.load(field.meanY).value;
  const meanX = state.load(field.meanX).value;
  const deltaY = e.keep(sub(y, meanY));
  const deltaX = e.keep(sub(x, meanX));
  const newMeanY = e.keep(add(meanY, div(deltaY, n)));
  const newMeanX = e.keep(add(meanX, div(deltaX, n)));
  const restY = e.keep(sub(y, newMeanY));
  const grow = (index: number, by: Instruction): void =>
    state.store(index, kept(e, 'f64', add(state.load(index).value, by)));
  grow(field.product, mul(deltaX, restY));
  grow(field.squareY, mul(deltaY, restY));
  grow(field.squareX, mul(deltaX, sub(x, newMeanX)));
  state.store(field.meanY, emitted('f64', newMeanY));
  state.store(field.meanX, emitted('f64', newMeanX));
  state.store(field.count, emitted('i64', count));
}

function mergePairs(e: Emitter, state: AggregateState, other: AggregateState): void {
  const countB = other.load(field.count).value;
  e.code.if(i64.ne(countB, i64.const(0)), () => {
    const countA = state.load(field.count).value;
    const a = e.keep(f64.convertI64s(countA));
    const b = e.keep(f64.convertI64s(countB));
    const n = e.keep(add(a, b));
    const deltaY = e.keep(sub(other.load(field.meanY).value, state.load(field.meanY).value));
    const deltaX = e.keep(sub(other.load(field.meanX).value, state.load(field.meanX).value));
    const weight = e.keep(div(mul(a, b), n));
    const grow = (index: number, by: Instruction): void => {
      const sum = add(state.load(index).value, other.load(index).value);
      state.store(index, kept(e, 'f64', add(sum, mul(by, weight))));
    };
    grow(field.product, mul(deltaY, deltaX));
    grow(field.squareY, mul(deltaY, deltaY));
    grow(field.squareX, mul(deltaX, deltaX));
    const share = e.keep(div(b, n));
    state.store(field.meanY, kept(e, 'f64', add(state.load(field.meanY).value, mul(deltaY, share))));
    state.store(field.meanX, kept(e, 'f64', add(state.load(field.meanX).value, mul(deltaX, share))));
    state.store(field.count, kept(e, 'i64', i64.add(countA, countB)));
  });
}

interface PairResult {
  readonly countMin: number;
  /** NULL instead of NaN and infinity. */
  readonly finiteOnly: boolean;
  value(load: (name: keyof typeof field) => Instruction, n: Instruction): Instruction;
}

const isFiniteValue = (x: Instruction): Instruction => f64.lt(f64.abs(x), f64.const(Number.POSITIVE_INFINITY));

const ofPairs = (result: PairResult, isReal: boolean): EmittedAggregate => ({
  state: () => ['i64', 'f64', 'f64', 'f64', 'f64', 'f64'],
  update: (e, state, [y, x]) => addPair(e, state, e.keep(toDouble(y!)), e.keep(toDouble(x!))),
  merge: mergePairs,
  finish(e, state) {
    const count = state.load(field.count).value;
    const n = e.keep(f64.convertI64s(count));
    const value = e.keep(result.value((name) => state.load(field[name]).value, n));
    const tooFew = i64.lts(count, i64.const(result.countMin));
    const isNull = e.keep(result.finiteOnly ? i32.or(tooFew, i32.eqz(isFiniteValue(value))) : tooFew);
    return isReal ? kept(e, 'f32', f32.demoteF64(value), isNull) : emitted('f64', value, isNull);
  },
});

const pairAggregate = (name: string, summary: string, result: PairResult): AggregateFunction => ({
  kind: 'aggregate',
  name,
  summary,
  overloads: [
    { args: ['double', 'double'], returns: 'double', emit: ofPairs(result, false) },
    { args: ['real', 'real'], returns: 'real', emit: ofPairs(result, true) },
  ],
});

export const covar_pop = pairAggregate('covar_pop', 'Returns the population covariance.', {
  countMin: 1,
  finiteOnly: false,
  value: (load, n) => div(load('product'), n),
});

export const covar_samp = pairAggregate('covar_samp', 'Returns the sample covariance.', {
  countMin: 2,
  finiteOnly: false,
  value: (load, n) => div(load('product'), sub(n, f64.const(1))),
});

export const corr = pairAggregate('corr', 'Returns the coefficient of correlation.', {
  countMin: 1,
  finiteOnly: true,
  value: (load) => div(load('product'), mul(f64.sqrt(load('squareY')), f64.sqrt(load('squareX')))),
});

export const regr_slope = pairAggregate('regr_slope', 'Returns the slope of the regression of y (first) on x.', {
  countMin: 1,
  finiteOnly: true,
  value: (load) => div(load('product'), load('squareX')),
});

export const regr_intercept = pairAggregate('regr_intercept', 'Returns the intercept of the regression of y on x.', {
  countMin: 1,
  finiteOnly: true,
  value: (load) => sub(load('meanY'), mul(div(load('product'), load('squareX')), load('meanX'))),
});
