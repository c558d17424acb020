import { LakeError } from '../../base/lake-error.js';
import { DOUBLE } from '../../types/sql-type.js';
import { f64, i32, i64 } from '../../wasm/instruction.js';
import type { AggregateFunction, AggregateOverload, BoundTypes, EmittedValue, Emitter } from '../definition.js';
import { not } from '../emitted-value.js';
import { sketchAggregate, sketchOf } from './sketch-aggregate.js';
import { emitHash, hashValue, isHashEmitted } from './value-hash.js';

const errorMin = 0.0040625;
const errorMax = 0.26;
const defaultRegisters = 2048;
const messageStart = 'Max standard error must be in [0.0040625, 0.26]: ';

/** The power of two that gives at most this standard error. */
function registersFor(error: number): number {
  const wanted = Math.ceil(1.0816 / (error * error));
  return 2 ** Math.ceil(Math.log2(wanted));
}

/** Registers of the sketch: by the second argument where that is a literal. */
function checkedRegisters(e: Emitter, error: EmittedValue | undefined): number {
  if (!error) return defaultRegisters;
  const isInside = i32.and(f64.ge(error.value, f64.const(errorMin)), f64.le(error.value, f64.const(errorMax)));
  e.failIf(not(isInside), 'INVALID_FUNCTION_ARGUMENT', `${messageStart}{0}`, [{ value: error, type: DOUBLE }]);
  const { constant } = error;
  return typeof constant === 'number' && constant >= errorMin && constant <= errorMax
    ? registersFor(constant)
    : defaultRegisters;
}

const distinctSketch = sketchAggregate(
  (e, [, error]) => checkedRegisters(e, error),
  (e, value, { args }) => emitHash(e, args[0]!, value),
  (e, state) => {
    const { view, isSeen } = sketchOf(state);
    const count = e.code.local('i64');
    e.code.set(count, i64.const(0));
    e.code.if(isSeen, () => e.code.set(count, e.call('sketch_estimate', 'i64', [view.value])));
    return { layout: 'i64', value: count.get };
  },
);

/** Counts the hashes of types whose hash is not emitted. */
const counted: AggregateOverload['host'] = (rows, { args }) => {
  for (const [, error] of rows)
    if (typeof error === 'number' && !(error >= errorMin && error <= errorMax))
      throw new LakeError('INVALID_FUNCTION_ARGUMENT', `${messageStart}${error}`);
  return BigInt(new Set(rows.map(([value]) => hashValue(value!, args[0]!))).size);
};

const hasHash = ({ args }: BoundTypes): boolean => isHashEmitted(args[0]!);

export const approx_distinct: AggregateFunction = {
  kind: 'aggregate',
  name: 'approx_distinct',
  summary: 'Estimates how many different values there are, within 2.3 % or a standard error given.',
  ignoresDuplicates: true,
  overloads: [
    { args: ['E'], returns: 'bigint', emit: distinctSketch, emitsFor: hasHash, host: counted },
    { args: ['E', 'double'], returns: 'bigint', emit: distinctSketch, emitsFor: hasHash, host: counted },
  ],
};
