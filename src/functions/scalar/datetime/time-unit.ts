import { LakeError } from '../../../base/lake-error.js';
import { type SqlType, VARCHAR } from '../../../types/sql-type.js';
import type { Layout } from '../../../vector/layout.js';
import { i32 } from '../../../wasm/instruction.js';
import type { EmittedValue, Emitter, ScalarFunction } from '../../definition.js';
import { wordType } from '../../emitted-value.js';

/** Names the units that date_trunc, date_add and date_diff take, in the order that the kernel `date_unit` numbers them. */
export const timeUnits = [
  'millisecond',
  'second',
  'minute',
  'hour',
  'day',
  'week',
  'month',
  'quarter',
  'year',
] as const;

/** One unit of time. */
export type TimeUnit = (typeof timeUnits)[number];

/** Names a type in messages, and the first and last of the units that fit it. */
export interface UnitRange {
  readonly typeName: 'DATE' | 'TIME' | 'TIMESTAMP';
  readonly first: TimeUnit;
  readonly last: TimeUnit;
}

export const dateUnits: UnitRange = { typeName: 'DATE', first: 'day', last: 'year' };
export const timeOfDayUnits: UnitRange = { typeName: 'TIME', first: 'millisecond', last: 'hour' };
export const timestampUnits: UnitRange = { typeName: 'TIMESTAMP', first: 'millisecond', last: 'year' };

/** Milliseconds of the units that always last as long; undefined for the calendar's. */
export const unitMillis: Partial<Record<TimeUnit, number>> = {
  millisecond: 1,
  second: 1000,
  minute: 60_000,
  hour: 3_600_000,
  day: 86_400_000,
  week: 604_800_000,
};

/** Months of the calendar's units. */
export const unitMonths: Partial<Record<TimeUnit, number>> = { month: 1, quarter: 3, year: 12 };

const listOf = ({ first, last }: UnitRange): readonly TimeUnit[] =>
  timeUnits.slice(timeUnits.indexOf(first), timeUnits.indexOf(last) + 1);

const invalid = (range: UnitRange, name: string): string => `'${name}' is not a valid ${range.typeName} field`;

/** Reads a unit's name in any case. */
export function timeUnitOf(name: string, range: UnitRange): TimeUnit {
  const unit = listOf(range).find((known) => known === name.toLowerCase());
  if (unit === undefined) throw new LakeError('INVALID_FUNCTION_ARGUMENT', invalid(range, name));
  return unit;
}

const rangeOf = (type: SqlType | undefined): UnitRange => {
  if (type?.kind === 'date') return dateUnits;
  return type?.kind.startsWith('timestamp') ? timestampUnits : timeOfDayUnits;
};

/** Tells whether the first argument is a literal that names a unit of the last one's type. */
export const hasKnownUnit: Exclude<ScalarFunction['neverFails'], boolean | undefined> = ({ args }, [name]) =>
  typeof name === 'string' && listOf(rangeOf(args.at(-1))).some((unit) => unit === name.toLowerCase());

/**
 * Writes code for the unit that an argument names: one unit's where it is a literal, else every unit's behind a test.
 * `compute` gives values of `layout`.
 */
export function emitByUnit(
  e: Emitter,
  name: EmittedValue,
  range: UnitRange,
  layout: Layout,
  compute: (unit: TimeUnit) => EmittedValue,
): EmittedValue {
  const units = listOf(range);
  const literal = typeof name.constant === 'string' ? name.constant.toLowerCase() : undefined;
  const known = units.find((unit) => unit === literal);
  if (known) return compute(known);
  const number = e.keep(e.call('date_unit', 'i32', [name.value]));
  const first = timeUnits.indexOf(range.first);
  const isOutside = i32.gtu(i32.sub(number, i32.const(first)), i32.const(units.length - 1));
  e.failIf(isOutside, 'INVALID_FUNCTION_ARGUMENT', invalid(range, '{0}'), [{ value: name, type: VARCHAR }]);
  const result = e.code.local(wordType[layout]);
  const high = layout === 'i128' ? e.code.local('i64') : undefined;
  for (const unit of units) {
    e.code.if(i32.eq(number, i32.const(timeUnits.indexOf(unit))), () => {
      const value = compute(unit);
      e.code.set(result, value.value);
      if (high) e.code.set(high, value.high!);
    });
  }
  return { layout, value: result.get, high: high?.get };
}
