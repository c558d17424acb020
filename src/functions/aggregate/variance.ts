import { f64, type Instruction, i64 } from '../../wasm/instruction.js';
import type { AggregateFunction, AggregateState, EmittedAggregate, Emitter } from '../definition.js';
import { emitted } from '../emitted-value.js';
import { toDouble } from './avg.js';
import { addToMoments, mergeMoments, momentField, momentFields } from './moments.js';

/** Makes an aggregate over the moments up to `order` that is NULL for fewer than `countMin` values. */
const ofMoments = (
  order: 2 | 4,
  countMin: number,
  result: (e: Emitter, n: Instruction, state: AggregateState) => Instruction,
): EmittedAggregate => ({
  state: () => momentFields(order),
  update: (e, state, [value]) => addToMoments(e, state, order, e.keep(toDouble(value!))),
  merge: (e, state, other) => mergeMoments(e, state, other, order),
  finish(e, state) {
    const count = state.load(momentField.count).value;
    const n = e.keep(f64.convertI64s(count));
    return emitted('f64', e.keep(result(e, n, state)), e.keep(i64.lts(count, i64.const(countMin))));
  },
});

const moment = (state: AggregateState, name: 'm2' | 'm3' | 'm4'): Instruction => state.load(momentField[name]).value;
const { sub, mul, div } = f64;
const number = f64.const;

const samplesVariance = (n: Instruction, state: AggregateState): Instruction =>
  div(moment(state, 'm2'), sub(n, number(1)));
const populationVariance = (n: Instruction, state: AggregateState): Instruction => div(moment(state, 'm2'), n);

function kurtosisOf(e: Emitter, n: Instruction, state: AggregateState): Instruction {
  const n1 = e.keep(sub(n, number(1)));
  const rest = e.keep(mul(sub(n, number(2)), sub(n, number(3))));
  const variance = e.keep(div(moment(state, 'm2'), n1));
  const scaled = div(
    mul(mul(n, f64.add(n, number(1))), moment(state, 'm4')),
    mul(mul(n1, rest), mul(variance, variance)),
  );
  return sub(scaled, div(mul(number(3), mul(n1, n1)), rest));
}

function skewnessOf(e: Emitter, n: Instruction, state: AggregateState): Instruction {
  const m2 = e.keep(moment(state, 'm2'));
  return div(mul(f64.sqrt(n), moment(state, 'm3')), mul(m2, f64.sqrt(m2)));
}

function ofNumbers(
  name: string,
  summary: string,
  emit: EmittedAggregate,
  aliases: readonly string[] = [],
): AggregateFunction {
  const overloads = [
    { args: ['bigint'], returns: 'double', emit },
    { args: ['double'], returns: 'double', emit },
  ];
  return { kind: 'aggregate', name, aliases, summary, overloads };
}

const variancePopulation = ofMoments(2, 1, (_e, n, state) => populationVariance(n, state));
const varianceSamples = ofMoments(2, 2, (_e, n, state) => samplesVariance(n, state));
const deviationPopulation = ofMoments(2, 1, (_e, n, state) => f64.sqrt(populationVariance(n, state)));
const deviationSamples = ofMoments(2, 2, (_e, n, state) => f64.sqrt(samplesVariance(n, state)));

export const variance = ofNumbers('variance', 'Returns the sample variance.', varianceSamples, ['var_samp']);
export const var_pop = ofNumbers('var_pop', 'Returns the population variance.', variancePopulation);
export const stddev = ofNumbers('stddev', 'Returns the sample standard deviation.', deviationSamples, ['stddev_samp']);
export const stddev_pop = ofNumbers('stddev_pop', 'Returns the population standard deviation.', deviationPopulation);
export const skewness = ofNumbers('skewness', 'Returns the Fisher skewness.', ofMoments(4, 3, skewnessOf));
export const kurtosis = ofNumbers('kurtosis', 'Returns the excess kurtosis, unbiased.', ofMoments(4, 4, kurtosisOf));
