import { compareValues } from '../../../types/compare-values.js';
import type { SqlType } from '../../../types/sql-type.js';
import type { SqlValue } from '../../../types/sql-value.js';
import { i32 } from '../../../wasm/instruction.js';
import type { EmittedValue, Emitter, ScalarFunction } from '../../definition.js';
import { emitLess, isEmittedOrder, isNaNValue, mayBeNaN, not, wordType } from '../../emitted-value.js';

const isNaNNumber = (value: SqlValue): boolean => typeof value === 'number' && Number.isNaN(value);

/** 1 looks for the largest, -1 for the smallest. */
type Direction = 1 | -1;

function extreme(values: readonly SqlValue[], type: SqlType, direction: Direction): SqlValue {
  return values.reduce((best, value) => {
    if (isNaNNumber(value)) return best;
    return isNaNNumber(best) || compareValues(value, best, type) * direction > 0 ? value : best;
  });
}

function emitExtreme(e: Emitter, args: readonly EmittedValue[], type: SqlType, direction: Direction): EmittedValue {
  const { layout } = args[0]!;
  const value = e.code.local(wordType[layout], args[0]!.value);
  const high = layout === 'i128' ? e.code.local('i64', args[0]!.high!) : undefined;
  const best: EmittedValue = { layout, value: value.get, high: high?.get };
  for (const arg of args.slice(1)) {
    const nearer = direction === 1 ? emitLess(e, type, best, arg) : emitLess(e, type, arg, best);
    const replaces = mayBeNaN(layout) ? i32.or(nearer, i32.and(isNaNValue(best), not(isNaNValue(arg)))) : nearer;
    e.code.if(replaces, () => {
      e.code.set(value, arg.value);
      if (high) e.code.set(high, arg.high!);
    });
  }
  return best;
}

const extremeFunction = (
  name: string,
  summary: string,
  example: readonly [string, string],
  direction: Direction,
): ScalarFunction => ({
  kind: 'scalar',
  name,
  summary,
  examples: [example],
  neverFails: ({ args }) => isEmittedOrder(args[0]!),
  overloads: [
    {
      args: ['O', 'O'],
      variadic: true,
      returns: 'O',
      emitsFor: ({ args }) => isEmittedOrder(args[0]!),
      emit: (e, args, { args: types }) => emitExtreme(e, args, types[0]!, direction),
      host: (args, { args: types }) => extreme(args, types[0]!, direction),
    },
  ],
});

export const greatest = extremeFunction(
  'greatest',
  'Returns the largest argument; NaN only if all are.',
  ['greatest(1, 3, 2)', '3'],
  1,
);
export const least = extremeFunction(
  'least',
  'Returns the smallest argument; NaN only if all are.',
  ['least(2, 1, 3)', '1'],
  -1,
);
