import { f32, f64, type Instruction } from '../../wasm/instruction.js';
import type { AggregateFunction, AggregateState, EmittedAggregate, Emitter } from '../definition.js';
import { kept } from '../emitted-value.js';
import { addCount, addDouble, addOne, isZero, toDouble } from './avg.js';

const logarithms = 0;
const count = 1;

const meanOf = (e: Emitter, state: AggregateState): Instruction =>
  e.call('f64_exp', 'f64', [f64.div(state.load(logarithms).value, f64.convertI64s(state.load(count).value))]);

const geometricMean: EmittedAggregate = {
  state: () => ['f64', 'i64'],
  update(e, state, [value]) {
    addDouble(e, state, logarithms, e.call('f64_ln', 'f64', [toDouble(value!)]));
    addOne(e, state, count);
  },
  merge(e, state, other) {
    addDouble(e, state, logarithms, other.load(logarithms).value);
    addCount(e, state, other, count);
  },
  finish: (e, state) => kept(e, 'f64', meanOf(e, state), isZero(state, count)),
};

export const geometric_mean: AggregateFunction = {
  kind: 'aggregate',
  name: 'geometric_mean',
  summary: 'Returns the geometric mean of the values.',
  overloads: [
    { args: ['bigint'], returns: 'double', emit: geometricMean },
    { args: ['double'], returns: 'double', emit: geometricMean },
    {
      args: ['real'],
      returns: 'real',
      emit: {
        ...geometricMean,
        finish: (e, state) => kept(e, 'f32', f32.demoteF64(meanOf(e, state)), isZero(state, count)),
      },
    },
  ],
};
