import { layoutOf } from '../../vector/layout.js';
import type { AggregateFunction, EmittedAggregate } from '../definition.js';
import { not, yes } from '../emitted-value.js';

const value = 0;
const seen = 1;

const firstPresent: EmittedAggregate = {
  state: ({ args }) => [layoutOf(args[0]!), 'bool'],
  update(e, state, [argument]) {
    e.code.if(not(state.load(seen).value), () => {
      state.store(value, argument!);
      state.store(seen, yes);
    });
  },
  merge(e, state, other) {
    e.code.if(not(state.load(seen).value), () => {
      e.code.if(other.load(seen).value, () => {
        state.store(value, other.load(value));
        state.store(seen, yes);
      });
    });
  },
  finish: (e, state) => ({ ...state.load(value), isNull: e.keep(not(state.load(seen).value)) }),
};

export const any_value: AggregateFunction = {
  kind: 'aggregate',
  name: 'any_value',
  aliases: ['arbitrary'],
  summary: 'Returns some value that is not NULL, if there is one.',
  ignoresDuplicates: true,
  overloads: [{ args: ['T'], returns: 'T', emit: firstPresent }],
};
