import { i64 } from '../../wasm/instruction.js';
import type { AggregateFunction, EmittedAggregate } from '../definition.js';
import { kept } from '../emitted-value.js';

/** Counts rows: the state is one bigint. */
export const rowCount: EmittedAggregate = {
  state: () => ['i64'],
  update(e, state) {
    state.store(0, kept(e, 'i64', i64.add(state.load(0).value, i64.const(1))));
  },
  merge(e, state, other) {
    state.store(0, kept(e, 'i64', i64.add(state.load(0).value, other.load(0).value)));
  },
  finish: (_e, state) => state.load(0),
};

export const count: AggregateFunction = {
  kind: 'aggregate',
  name: 'count',
  summary: 'Counts the rows, or those in which the argument is not NULL.',
  ofNoRows: 0n,
  overloads: [
    { args: [], returns: 'bigint', emit: rowCount },
    { args: ['T'], returns: 'bigint', emit: rowCount },
  ],
};

export const count_if: AggregateFunction = {
  kind: 'aggregate',
  name: 'count_if',
  summary: 'Counts the rows in which the argument is true.',
  ofNoRows: 0n,
  overloads: [
    {
      args: ['boolean'],
      returns: 'bigint',
      emit: {
        ...rowCount,
        update(e, state, [condition]) {
          state.store(0, kept(e, 'i64', i64.add(state.load(0).value, i64.extendI32u(condition!.value))));
        },
      },
    },
  ],
};
