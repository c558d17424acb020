import { type Instruction, i64 } from '../../wasm/instruction.js';
import type { AggregateFunction, EmittedAggregate } from '../definition.js';
import { kept, not, yes } from '../emitted-value.js';
import { orFlag } from './sum.js';

const bits = 0;
const seen = 1;

const combined = (combine: (a: Instruction, b: Instruction) => Instruction): EmittedAggregate => ({
  state: () => ['i64', 'bool'],
  update(e, state, [value]) {
    state.store(bits, kept(e, 'i64', combine(state.load(bits).value, value!.value)));
    state.store(seen, yes);
  },
  merge(e, state, other) {
    state.store(bits, kept(e, 'i64', combine(state.load(bits).value, other.load(bits).value)));
    orFlag(e, state, other, seen);
  },
  finish: (e, state) => kept(e, 'i64', state.load(bits).value, not(state.load(seen).value)),
});

const inverted = (a: Instruction): Instruction => i64.xor(a, i64.const(-1));

// a AND b is NOT (NOT a OR NOT b): kept inverted, the state of no rows is 0.
const inverseOr = combined(i64.or);
const bitwiseAnd: EmittedAggregate = {
  ...inverseOr,
  update: (e, state, [value], types) => inverseOr.update(e, state, [kept(e, 'i64', inverted(value!.value))], types),
  finish: (e, state) => kept(e, 'i64', inverted(state.load(bits).value), not(state.load(seen).value)),
};

export const bitwise_and_agg: AggregateFunction = {
  kind: 'aggregate',
  name: 'bitwise_and_agg',
  summary: 'Returns the bitwise AND of all values, in two’s complement.',
  ignoresDuplicates: true,
  overloads: [{ args: ['bigint'], returns: 'bigint', emit: bitwiseAnd }],
};

export const bitwise_or_agg: AggregateFunction = {
  kind: 'aggregate',
  name: 'bitwise_or_agg',
  summary: 'Returns the bitwise OR of all values, in two’s complement.',
  ignoresDuplicates: true,
  overloads: [{ args: ['bigint'], returns: 'bigint', emit: combined(i64.or) }],
};

export const bitwise_xor_agg: AggregateFunction = {
  kind: 'aggregate',
  name: 'bitwise_xor_agg',
  summary: 'Returns the bitwise exclusive OR of all values, in two’s complement.',
  overloads: [{ args: ['bigint'], returns: 'bigint', emit: combined(i64.xor) }],
};
