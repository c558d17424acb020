/** The fields of dates and times: what EXTRACT names and functions give. */
import { civilFromDays, dayOfWeek, dayOfYear, isoWeek, quarter as quarterOf } from '../../../types/calendar.js';
import type { SqlValue, ZonedTimestamp } from '../../../types/sql-value.js';
import { type Instruction, i32, i64 } from '../../../wasm/instruction.js';
import type { EmittedValue, Emitter, ScalarFunction, ScalarOverload } from '../../definition.js';
import { dayOfMicros, microsInDay, microsOf, unitsInDay } from './emitted-time.js';
import { localMillisOf, splitMillis } from './zoned-time.js';

const asBigint = (e: Emitter, field: Instruction, bits: number): EmittedValue => ({
  layout: 'i64',
  value: e.keep(i64.extendI32s(field)),
  bits,
});

/** A field of a date: `kernel` gives it for a day, `ofDay` the same in TypeScript; its values are below 2^bits. */
interface DateField {
  readonly bits: number;
  emit(e: Emitter, day: Instruction): Instruction;
  ofDay(days: number): number;
}

const byKernel =
  (kernel: string) =>
  (e: Emitter, day: Instruction): Instruction =>
    e.call(kernel, 'i32', [day]);

const zonedDays = (value: SqlValue): number => splitMillis(localMillisOf(value as ZonedTimestamp)).days;

const dateOverloads = ({ bits, emit, ofDay }: DateField): ScalarOverload[] => [
  { args: ['date'], returns: 'bigint', emit: (e, [date]) => asBigint(e, emit(e, date!.value), bits) },
  {
    args: ['timestamp(p)'],
    returns: 'bigint',
    emit: (e, [timestamp]) => asBigint(e, emit(e, dayOfMicros(e, microsOf(timestamp!))), bits),
  },
  {
    args: ['timestamp(p) with time zone'],
    returns: 'bigint',
    host: ([timestamp]) => BigInt(ofDay(zonedDays(timestamp!))),
  },
];

const fieldFunction = (
  name: string,
  summary: string,
  example: readonly [string, string],
  overloads: readonly ScalarOverload[],
  aliases: readonly string[] = [],
): ScalarFunction => ({ kind: 'scalar', name, aliases, summary, examples: [example], overloads, neverFails: true });

/** Months of an interval in years, or those left over: signed, as the interval is. */
const monthsOverload = (compute: (months: Instruction) => Instruction): ScalarOverload => ({
  args: ['interval year to month'],
  returns: 'bigint',
  emit: (e, [months]) => asBigint(e, compute(months!.value), 31),
});

export const year = fieldFunction(
  'year',
  'Returns the year.',
  ["year(DATE '2024-02-29')", '2024'],
  [
    ...dateOverloads({ bits: 24, emit: byKernel('date_year'), ofDay: (days) => civilFromDays(days).year }),
    monthsOverload((months) => i32.divs(months, i32.const(12))),
  ],
);

const quarterOfMonth = (month: Instruction): Instruction => i32.divu(i32.add(month, i32.const(2)), i32.const(3));

export const quarter = fieldFunction(
  'quarter',
  'Returns the quarter of the year, 1 to 4.',
  ["quarter(DATE '2024-04-01')", '2'],
  dateOverloads({
    bits: 3,
    emit: (e, day) => quarterOfMonth(e.call('date_month', 'i32', [day])),
    ofDay: quarterOf,
  }),
);

export const month = fieldFunction(
  'month',
  'Returns the month of the year, 1 to 12.',
  ["month(DATE '2024-02-29')", '2'],
  [
    ...dateOverloads({ bits: 4, emit: byKernel('date_month'), ofDay: (days) => civilFromDays(days).month }),
    monthsOverload((months) => i32.rems(months, i32.const(12))),
  ],
);

export const week = fieldFunction(
  'week',
  'Returns the ISO 8601 week of the year, 1 to 53.',
  ["week(DATE '2021-01-03')", '53'],
  dateOverloads({ bits: 6, emit: byKernel('date_week'), ofDay: (days) => isoWeek(days).week }),
  ['week_of_year'],
);

export const year_of_week = fieldFunction(
  'year_of_week',
  'Returns the year that the ISO 8601 week belongs to.',
  ["year_of_week(DATE '2021-01-03')", '2020'],
  dateOverloads({ bits: 24, emit: byKernel('date_week_year'), ofDay: (days) => isoWeek(days).year }),
  ['yow'],
);

export const day_of_week = fieldFunction(
  'day_of_week',
  'Returns the day of the week: 1 is Monday, 7 is Sunday.',
  ["day_of_week(DATE '2024-01-07')", '7'],
  dateOverloads({ bits: 3, emit: byKernel('date_day_of_week'), ofDay: dayOfWeek }),
  ['dow'],
);

export const day_of_year = fieldFunction(
  'day_of_year',
  'Returns the day of the year, 1 to 366.',
  ["day_of_year(DATE '2024-02-29')", '60'],
  dateOverloads({ bits: 9, emit: byKernel('date_day_of_year'), ofDay: dayOfYear }),
  ['doy'],
);

const dayMillis = 86_400_000;
const picosPerMilli = 1_000_000_000n;

/** Whole units of an interval, without those that make up one of the next larger unit. */
const intervalOverload = (unitMillis: number, count: number): ScalarOverload => ({
  args: ['interval day to second'],
  returns: 'bigint',
  emit(e, [millis]) {
    const units = i64.divs(millis!.value, i64.const(unitMillis));
    return { layout: 'i64', value: e.keep(count === 0 ? units : i64.rems(units, i64.const(count))) };
  },
});

export const day = fieldFunction(
  'day',
  'Returns the day of the month, 1 to 31.',
  ["day(DATE '2024-02-29')", '29'],
  [
    ...dateOverloads({ bits: 5, emit: byKernel('date_day'), ofDay: (days) => civilFromDays(days).day }),
    intervalOverload(dayMillis, 0),
  ],
  ['day_of_month'],
);

/** A field of a time of day: units of `millis`, of which `count` make up the next larger one. */
function timeField(
  name: string,
  summary: string,
  example: readonly [string, string],
  [millis, count]: readonly [number, number],
): ScalarFunction {
  const ofPicos = (e: Emitter, picos: Instruction): EmittedValue => {
    const units = i64.divu(picos, i64.const(BigInt(millis) * picosPerMilli));
    return { layout: 'i64', value: e.keep(i64.remu(units, i64.const(count))), bits: 10 };
  };
  return fieldFunction(name, summary, example, [
    intervalOverload(millis, count),
    { args: ['time(p)'], returns: 'bigint', emit: (e, [time]) => ofPicos(e, time!.value) },
    { args: ['time(p) with time zone'], returns: 'bigint', emit: (e, [time]) => ofPicos(e, time!.high!) },
    {
      args: ['timestamp(p)'],
      returns: 'bigint',
      emit(e, [timestamp]) {
        const units = unitsInDay(microsInDay(e, microsOf(timestamp!)), millis * 1000);
        return asBigint(e, i32.remu(units, i32.const(count)), 10);
      },
    },
    {
      args: ['timestamp(p) with time zone'],
      returns: 'bigint',
      host: ([value]) => {
        const { rest } = splitMillis(localMillisOf(value as ZonedTimestamp));
        return (rest / BigInt(millis)) % BigInt(count);
      },
    },
  ]);
}

export const hour = timeField(
  'hour',
  'Returns the hour of the day, 0 to 23.',
  ["hour(TIME '12:34:56')", '12'],
  [3_600_000, 24],
);

export const minute = timeField(
  'minute',
  'Returns the minute of the hour.',
  ["minute(TIME '12:34:56')", '34'],
  [60_000, 60],
);

export const second = timeField(
  'second',
  'Returns the second of the minute.',
  ["second(TIME '12:34:56')", '56'],
  [1000, 60],
);

export const millisecond = timeField(
  'millisecond',
  'Returns the millisecond of the second.',
  ["millisecond(TIME '12:34:56.789')", '789'],
  [1, 1000],
);
