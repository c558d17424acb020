import { addMonths, civilFromDays, dayOfWeek, daysFromCivil, floorDivBig } from '../../../types/calendar.js';
import type { SqlValue, ZonedTimestamp } from '../../../types/sql-value.js';
import { type Instruction, i32, i64 } from '../../../wasm/instruction.js';
import type { EmittedValue, Emitter, ScalarFunction } from '../../definition.js';
import { dayOfMicros, microsOf, microsOfDay, timestampLike, unitsInDay } from './emitted-time.js';
import {
  dateUnits,
  emitByUnit,
  hasKnownUnit,
  type TimeUnit,
  timeOfDayUnits,
  timestampUnits,
  timeUnitOf,
  unitMillis,
  unitMonths,
} from './time-unit.js';
import { joinMillis, localMillisOf, splitMillis, zonedFromLocal, zonedTimestamp } from './zoned-time.js';

const kernels: Partial<Record<TimeUnit, string>> = {
  week: 'date_monday',
  month: 'date_first_of_month',
  quarter: 'date_first_of_quarter',
  year: 'date_first_of_year',
};

/** The first day of the unit that a day lies in. */
const truncDay = (e: Emitter, unit: TimeUnit, day: Instruction): Instruction =>
  kernels[unit] ? e.call(kernels[unit], 'i32', [day]) : day;

function truncMicros(e: Emitter, unit: TimeUnit, micros: Instruction): Instruction {
  const day = dayOfMicros(e, micros);
  const length = unitMillis[unit];
  if (length === undefined || unit === 'day' || unit === 'week') return microsOfDay(truncDay(e, unit, day));
  const start = e.keep(microsOfDay(day));
  const units = unitsInDay(e.keep(i64.sub(micros, start)), length * 1000);
  return i64.add(start, i64.mul(i64.extendI32s(units), i64.const(length * 1000)));
}

const picosPerMilli = 1_000_000_000n;

function truncPicos(e: Emitter, unit: TimeUnit, picos: Instruction): Instruction {
  const length = BigInt(unitMillis[unit]!) * picosPerMilli;
  return e.keep(i64.sub(picos, i64.remu(picos, i64.const(length))));
}

/** The first day of a unit of days in TypeScript. */
export function firstDay(unit: TimeUnit, days: number): number {
  const { year, month } = civilFromDays(days);
  switch (unit) {
    case 'week':
      return days - dayOfWeek(days) + 1;
    case 'month':
      return daysFromCivil(year, month, 1);
    case 'quarter':
      return addMonths(daysFromCivil(year, month, 1), -((month - 1) % unitMonths.quarter!));
    case 'year':
      return daysFromCivil(year, 1, 1);
    default:
      return days;
  }
}

function truncZoned(unit: TimeUnit, value: ZonedTimestamp): ZonedTimestamp {
  const local = localMillisOf(value);
  const length = unitMillis[unit];
  if (length !== undefined && unit !== 'day' && unit !== 'week') {
    // Within a day clocks are not set back: the offset stays.
    const truncated = floorDivBig(local, BigInt(length)) * BigInt(length);
    return zonedTimestamp(value.millis - (local - truncated), 0, value.zone);
  }
  return zonedFromLocal(joinMillis(firstDay(unit, splitMillis(local).days), 0n), 0, value.zone);
}

export const date_trunc: ScalarFunction = {
  kind: 'scalar',
  name: 'date_trunc',
  summary: 'Cuts a date or time down to the start of the unit that it lies in.',
  examples: [
    ["date_trunc('month', DATE '2024-02-29')", '2024-02-01'],
    ["date_trunc('hour', TIMESTAMP '2024-02-29 23:59:59')", '2024-02-29 23:00:00'],
  ],
  neverFails: hasKnownUnit,
  overloads: [
    {
      args: ['varchar(x)', 'date'],
      returns: 'date',
      emit: (e, [unit, date]) =>
        emitByUnit(e, unit!, dateUnits, 'i32', (known) => {
          const day = e.keep(truncDay(e, known, date!.value));
          const isWrapped = i32.gts(day, date!.value);
          e.failIf(isWrapped, 'INVALID_FUNCTION_ARGUMENT', 'Date is out of range');
          return { layout: 'i32', value: day };
        }),
    },
    {
      args: ['varchar(x)', 'time(p)'],
      returns: 'time(p)',
      emit: (e, [unit, time]) =>
        emitByUnit(e, unit!, timeOfDayUnits, 'i64', (known) => ({
          layout: 'i64',
          value: truncPicos(e, known, time!.value),
        })),
    },
    {
      args: ['varchar(x)', 'time(p) with time zone'],
      returns: 'time(p) with time zone',
      emit: (e, [unit, time]) =>
        emitByUnit(e, unit!, timeOfDayUnits, 'i128', (known) => ({
          layout: 'i128',
          value: time!.value,
          high: truncPicos(e, known, time!.high!),
        })),
    },
    {
      args: ['varchar(x)', 'timestamp(p)'],
      returns: 'timestamp(p)',
      emit: (e, [unit, timestamp]) =>
        emitByUnit(e, unit!, timestampUnits, timestamp!.layout, (known): EmittedValue => {
          const micros = e.keep(truncMicros(e, known, microsOf(timestamp!)));
          return timestampLike(timestamp!, micros);
        }),
    },
    {
      args: ['varchar(x)', 'timestamp(p) with time zone'],
      returns: 'timestamp(p) with time zone',
      host: ([unit, value]): SqlValue =>
        truncZoned(timeUnitOf(unit as string, timestampUnits), value as ZonedTimestamp),
    },
  ],
};
