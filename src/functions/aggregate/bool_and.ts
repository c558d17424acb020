import { i32 } from '../../wasm/instruction.js';
import type { AggregateFunction, EmittedAggregate } from '../definition.js';
import { kept, not, yes } from '../emitted-value.js';
import { orFlag } from './sum.js';

const seen = 0;
const met = 1;

// The state notes whether the deciding value was met: false for AND, true for OR.
const folded = (decisive: boolean): EmittedAggregate => ({
  state: () => ['bool', 'bool'],
  update(e, state, [value]) {
    const decides = decisive ? value!.value : not(value!.value);
    state.store(met, kept(e, 'bool', i32.or(state.load(met).value, decides)));
    state.store(seen, yes);
  },
  merge(e, state, other) {
    orFlag(e, state, other, met);
    orFlag(e, state, other, seen);
  },
  finish(e, state) {
    const decided = state.load(met).value;
    return kept(e, 'bool', decisive ? decided : not(decided), not(state.load(seen).value));
  },
});

export const bool_and: AggregateFunction = {
  kind: 'aggregate',
  name: 'bool_and',
  aliases: ['every'],
  summary: 'Returns true if every value is true.',
  ignoresDuplicates: true,
  overloads: [{ args: ['boolean'], returns: 'boolean', emit: folded(false) }],
};

export const bool_or: AggregateFunction = {
  kind: 'aggregate',
  name: 'bool_or',
  summary: 'Returns true if any value is true.',
  ignoresDuplicates: true,
  overloads: [{ args: ['boolean'], returns: 'boolean', emit: folded(true) }],
};
