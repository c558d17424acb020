import { LakeError } from '../../../base/lake-error.js';
import { addMonths, floorDivBig, picosPerDay } from '../../../types/calendar.js';
import type { SqlType } from '../../../types/sql-type.js';
import type { SqlValue, ZonedTimestamp } from '../../../types/sql-value.js';
import { type Instruction, i32, i64 } from '../../../wasm/instruction.js';
import type { EmittedValue, Emitter, ScalarFunction } from '../../definition.js';
import { dayOfMicros, microsOf, microsOfDay, timestampLike } from './emitted-time.js';
import {
  dateUnits,
  emitByUnit,
  type TimeUnit,
  timeOfDayUnits,
  timestampUnits,
  timeUnitOf,
  unitMillis,
  unitMonths,
} from './time-unit.js';
import { joinMillis, localMillisOf, splitMillis, zonedFromLocal, zonedTimestamp } from './zoned-time.js';

const dayMillis = 86_400_000;

function failUnlessInt(e: Emitter, { value, bits }: EmittedValue): void {
  if (bits !== undefined && bits <= 31) return;
  const isWide = i64.ne(i64.extendI32s(i32.wrapI64(value)), value);
  e.failIf(isWide, 'INVALID_FUNCTION_ARGUMENT', 'integer overflow');
}

/** The day (i64) that lies `count` units of days or months behind a day (i32). */
function addDays(e: Emitter, unit: TimeUnit, day: Instruction, count: Instruction): Instruction {
  const months = unitMonths[unit];
  if (months !== undefined) return e.keep(e.call('date_add_months', 'i64', [day, i64.mul(count, i64.const(months))]));
  return e.keep(i64.add(i64.extendI32s(day), i64.mul(count, i64.const(unitMillis[unit]! / dayMillis))));
}

// Days that microseconds in 64 bits reach.
const timestampDaysMax = 106_751_990;

function addToMicros(e: Emitter, unit: TimeUnit, micros: Instruction, count: Instruction): Instruction {
  const length = unitMillis[unit];
  if (length !== undefined && length < dayMillis) {
    const addend = e.keep(i64.mul(count, i64.const(length * 1000)));
    const sum = e.keep(i64.add(micros, addend));
    const overflows = i64.lts(i64.and(i64.xor(micros, sum), i64.xor(addend, sum)), i64.const(0));
    e.failIf(overflows, 'INVALID_FUNCTION_ARGUMENT', 'Timestamp is out of range');
    return sum;
  }
  const day = dayOfMicros(e, micros);
  const newDay = addDays(e, unit, day, count);
  const limit = i64.const(timestampDaysMax);
  const isOutside = i64.gtu(i64.add(newDay, limit), i64.add(limit, limit));
  e.failIf(isOutside, 'INVALID_FUNCTION_ARGUMENT', 'Timestamp is out of range');
  const inDay = i64.sub(micros, microsOfDay(day));
  return e.keep(i64.add(i64.mul(newDay, i64.const(dayMillis * 1000)), inDay));
}

/** Rounds milliseconds that a type of few digits cannot hold, halves up; `perMilli` units make a millisecond. */
function roundToPrecision(e: Emitter, value: Instruction, precision: number, perMilli: bigint): Instruction {
  if (precision >= 3) return value;
  const unit = 10n ** BigInt(3 - precision) * perMilli;
  const shifted = e.keep(i64.add(value, i64.const(unit / 2n)));
  const rest = e.keep(i64.rems(shifted, i64.const(unit)));
  const above = i64.and(i64.const(unit), i64.shrs(rest, i64.const(63)));
  return e.keep(i64.sub(i64.sub(shifted, rest), above));
}

const precisionOf = (type: SqlType): number => ('precision' in type ? type.precision : 0);
const picosPerMilli = 1_000_000_000n;

function addToPicos(e: Emitter, unit: TimeUnit, picos: Instruction, count: Instruction, type: SqlType): Instruction {
  const length = unitMillis[unit]!;
  const perDay = i64.const(dayMillis / length);
  const added = i64.mul(i64.rems(count, perDay), i64.const(BigInt(length) * picosPerMilli));
  const sum = i64.add(i64.add(picos, added), i64.const(picosPerDay));
  const rounded = roundToPrecision(e, e.keep(sum), precisionOf(type), picosPerMilli);
  return e.keep(i64.rems(rounded, i64.const(picosPerDay)));
}

function intOf(count: bigint): number {
  if (BigInt.asIntN(32, count) !== count) throw new LakeError('INVALID_FUNCTION_ARGUMENT', 'integer overflow');
  return Number(count);
}

function addToZoned(unit: TimeUnit, count: number, value: ZonedTimestamp, precision: number): ZonedTimestamp {
  const { picosOfMilli, zone } = value;
  const length = unitMillis[unit];
  if (length !== undefined && length < dayMillis) {
    const millis = value.millis + BigInt(count) * BigInt(length);
    const step = precision < 3 ? 10n ** BigInt(3 - precision) : 1n;
    return zonedTimestamp(floorDivBig(millis + step / 2n, step) * step, picosOfMilli, zone);
  }
  const { days, rest } = splitMillis(localMillisOf(value));
  const months = unitMonths[unit];
  const newDays = months === undefined ? days + count * (length! / dayMillis) : addMonths(days, count * months);
  return zonedFromLocal(joinMillis(newDays, rest), picosOfMilli, zone);
}

export const date_add: ScalarFunction = {
  kind: 'scalar',
  name: 'date_add',
  summary: 'Adds so many units to a date or time.',
  examples: [
    ["date_add('month', 1, DATE '2024-01-31')", '2024-02-29'],
    ["date_add('hour', -1, TIME '00:30:00')", '23:30:00'],
  ],
  overloads: [
    {
      args: ['varchar(x)', 'bigint', 'date'],
      returns: 'date',
      emit: (e, [unit, count, date]) =>
        emitByUnit(e, unit!, dateUnits, 'i32', (known) => {
          failUnlessInt(e, count!);
          const day = addDays(e, known, date!.value, count!.value);
          const short = e.keep(i32.wrapI64(day));
          const isOutside = i64.ne(i64.extendI32s(short), day);
          e.failIf(isOutside, 'INVALID_FUNCTION_ARGUMENT', 'Date is out of range');
          return { layout: 'i32', value: short };
        }),
    },
    {
      args: ['varchar(x)', 'bigint', 'time(p)'],
      returns: 'time(p)',
      emit: (e, [unit, count, time], { returns }) =>
        emitByUnit(e, unit!, timeOfDayUnits, 'i64', (known) => ({
          layout: 'i64',
          value: addToPicos(e, known, time!.value, count!.value, returns),
        })),
    },
    {
      args: ['varchar(x)', 'bigint', 'time(p) with time zone'],
      returns: 'time(p) with time zone',
      emit: (e, [unit, count, time], { returns }) =>
        emitByUnit(e, unit!, timeOfDayUnits, 'i128', (known) => ({
          layout: 'i128',
          value: time!.value,
          high: addToPicos(e, known, time!.high!, count!.value, returns),
        })),
    },
    {
      args: ['varchar(x)', 'bigint', 'timestamp(p)'],
      returns: 'timestamp(p)',
      emit: (e, [unit, count, timestamp], { returns }) =>
        emitByUnit(e, unit!, timestampUnits, timestamp!.layout, (known) => {
          failUnlessInt(e, count!);
          const sum = addToMicros(e, known, microsOf(timestamp!), count!.value);
          const micros = roundToPrecision(e, sum, precisionOf(returns), 1000n);
          return timestampLike(timestamp!, micros, timestamp!.value);
        }),
    },
    {
      args: ['varchar(x)', 'bigint', 'timestamp(p) with time zone'],
      returns: 'timestamp(p) with time zone',
      host: ([unit, count, value], { returns }): SqlValue => {
        const known = timeUnitOf(unit as string, timestampUnits);
        return addToZoned(known, intOf(count as bigint), value as ZonedTimestamp, precisionOf(returns));
      },
    },
  ],
};
