import { addMonths, civilFromDays } from '../../../types/calendar.js';
import type { SqlValue, ZonedTimestamp } from '../../../types/sql-value.js';
import { type Instruction, i64 } from '../../../wasm/instruction.js';
import type { EmittedValue, Emitter, ScalarFunction } from '../../definition.js';
import { dayOfMicros, microsInDay, microsOf, millisOfMicros } from './emitted-time.js';
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
import { localMillisOf, splitMillis } from './zoned-time.js';

const dayMillis = 86_400_000;
const picosPerMilli = 1_000_000_000n;
const picosPerMinute = 60_000n * picosPerMilli;
const picosPerDay = BigInt(dayMillis) * picosPerMilli;

interface EmittedInstant {
  readonly day: Instruction;
  /** What has passed of the day, in any unit. */
  readonly rest: Instruction;
}

/** Whole months, quarters or years between two instants. */
function monthsBetween(e: Emitter, unit: TimeUnit, from: EmittedInstant, to: EmittedInstant): EmittedValue {
  const months = e.call('date_months_between', 'i64', [from.day, from.rest, to.day, to.rest]);
  return { layout: 'i64', value: e.keep(i64.divs(months, i64.const(unitMonths[unit]!))) };
}

const quotient = (e: Emitter, difference: Instruction, length: bigint): EmittedValue => ({
  layout: 'i64',
  value: e.keep(length === 1n ? difference : i64.divs(difference, i64.const(length))),
});

function datesBetween(e: Emitter, unit: TimeUnit, from: Instruction, to: Instruction): EmittedValue {
  const start = i64.const(0);
  if (unitMonths[unit]) return monthsBetween(e, unit, { day: from, rest: start }, { day: to, rest: start });
  const days = i64.sub(i64.extendI32s(to), i64.extendI32s(from));
  return quotient(e, days, BigInt(unitMillis[unit]! / dayMillis));
}

/** Trino counts between timestamps in whole milliseconds, each rounded down. */
function timestampsBetween(e: Emitter, unit: TimeUnit, from: Instruction, to: Instruction): EmittedValue {
  const length = unitMillis[unit];
  if (length === undefined) {
    const split = (micros: Instruction): EmittedInstant => ({
      day: dayOfMicros(e, micros),
      rest: e.keep(i64.divu(microsInDay(e, micros), i64.const(1000))),
    });
    return monthsBetween(e, unit, split(from), split(to));
  }
  return quotient(e, i64.sub(millisOfMicros(e, to), millisOfMicros(e, from)), BigInt(length));
}

/** The picoseconds of the day at UTC of a time with time zone. */
function utcPicos(e: Emitter, time: EmittedValue): Instruction {
  const shifted = e.keep(i64.sub(time.high!, i64.mul(time.value, i64.const(picosPerMinute))));
  const day = i64.const(picosPerDay);
  return e.keep(i64.rems(i64.add(i64.rems(shifted, day), day), day));
}

/** Whole months between two instants, each a day and what has passed of it. */
function wholeMonths(from: { days: number; rest: bigint }, to: { days: number; rest: bigint }): number {
  if (to.days < from.days || (to.days === from.days && to.rest < from.rest)) return -wholeMonths(to, from);
  const [a, b] = [civilFromDays(from.days), civilFromDays(to.days)];
  const months = (b.year - a.year) * 12 + b.month - a.month;
  // The start moved by those months, its day cut to the month's last, must not lie behind the end.
  const moved = addMonths(from.days, months);
  return moved > to.days || (moved === to.days && from.rest > to.rest) ? months - 1 : months;
}

function zonedBetween(unit: TimeUnit, from: ZonedTimestamp, to: ZonedTimestamp): bigint {
  const length = unitMillis[unit];
  if (length !== undefined && length < dayMillis) return (to.millis - from.millis) / BigInt(length);
  // Days and longer units are counted on the clock of the first argument's zone.
  const [start, end] = [localMillisOf(from), localMillisOf({ ...to, zone: from.zone })];
  if (length !== undefined) return (end - start) / BigInt(length);
  return BigInt(Math.trunc(wholeMonths(splitMillis(start), splitMillis(end)) / unitMonths[unit]!));
}

export const date_diff: ScalarFunction = {
  kind: 'scalar',
  name: 'date_diff',
  summary: 'Counts the whole units from the first to the second date or time.',
  examples: [
    ["date_diff('month', DATE '2024-01-31', DATE '2024-02-29')", '1'],
    ["date_diff('hour', TIME '23:00', TIME '01:00')", '-22'],
  ],
  neverFails: hasKnownUnit,
  overloads: [
    {
      args: ['varchar(x)', 'date', 'date'],
      returns: 'bigint',
      emit: (e, [unit, from, to]) =>
        emitByUnit(e, unit!, dateUnits, 'i64', (known) => datesBetween(e, known, from!.value, to!.value)),
    },
    {
      args: ['varchar(x)', 'time(p) with time zone', 'time(p) with time zone'],
      returns: 'bigint',
      emit: (e, [unit, from, to]) =>
        emitByUnit(e, unit!, timeOfDayUnits, 'i64', (known) =>
          quotient(e, i64.sub(utcPicos(e, to!), utcPicos(e, from!)), BigInt(unitMillis[known]!) * picosPerMilli),
        ),
    },
    {
      args: ['varchar(x)', 'time(p)', 'time(p)'],
      returns: 'bigint',
      emit: (e, [unit, from, to]) =>
        emitByUnit(e, unit!, timeOfDayUnits, 'i64', (known) =>
          quotient(e, i64.sub(to!.value, from!.value), BigInt(unitMillis[known]!) * picosPerMilli),
        ),
    },
    {
      args: ['varchar(x)', 'timestamp(p) with time zone', 'timestamp(p) with time zone'],
      returns: 'bigint',
      host: ([unit, from, to]): SqlValue =>
        zonedBetween(timeUnitOf(unit as string, timestampUnits), from as ZonedTimestamp, to as ZonedTimestamp),
    },
    {
      args: ['varchar(x)', 'timestamp(p)', 'timestamp(p)'],
      returns: 'bigint',
      emit: (e, [unit, from, to]) =>
        emitByUnit(e, unit!, timestampUnits, 'i64', (known) =>
          timestampsBetween(e, known, microsOf(from!), microsOf(to!)),
        ),
    },
  ],
};
