/** Intervals added to each other and to dates and times, subtracted, multiplied and divided. */
import { LakeError } from '../../base/lake-error.js';
import { addMonths, floorDivBig, floorModBig, microsPerDay, millisPerDay, picosPerDay } from '../../types/calendar.js';
import { utcPicos } from '../../types/compare-values.js';
import { displayType, type SqlType } from '../../types/sql-type.js';
import type { LongTimestamp, SqlValue, ZonedTime, ZonedTimestamp } from '../../types/sql-value.js';
import { instantOfLocal, zoneOffsetMillis } from '../../types/time-zone.js';
import { type Instruction, i32, i64 } from '../../wasm/instruction.js';
import type { BoundTypes, EmittedValue, Emitter, HostCall, ScalarImplementation } from '../definition.js';
import { dayOfMicros, microsOfDay } from '../scalar/datetime/emitted-time.js';

const int32Max = 2 ** 31 - 1;
const int64Max = 2n ** 63n - 1n;
const zonedMillisMax = 2n ** 51n - 1n;
const picosPerMilli = 1_000_000_000n;

const rangeMessage = (type: SqlType): string => `Value out of range for type ${displayType(type)}`;
const outOfRange = (type: SqlType): LakeError => new LakeError('NUMERIC_VALUE_OUT_OF_RANGE', rangeMessage(type));

function checked32(value: number, type: SqlType): number {
  if (value > int32Max || value < -int32Max - 1) throw outOfRange(type);
  return value;
}

function checked64(value: bigint, type: SqlType): bigint {
  if (value > int64Max || value < -int64Max - 1n) throw outOfRange(type);
  return value;
}

function zonedAt(value: ZonedTimestamp, millis: bigint, type: SqlType): ZonedTimestamp {
  if (millis > zonedMillisMax || millis < -zonedMillisMax - 1n) throw outOfRange(type);
  return { ...value, millis };
}

// Days that microseconds in 64 bits reach.
const timestampDaysMax = 106_751_990;

/** Dates, and timestamps of at most microseconds, are computed in emitted code. */
const isInWords = ({ returns }: BoundTypes): boolean =>
  returns.kind === 'date' || (returns.kind === 'timestamp' && returns.precision <= 6);

/** Adds months, times `sign`, to a date or timestamp; the day is at most the last of its month. */
export const plusMonths = (sign: 1 | -1): ScalarImplementation => ({
  emitsFor: isInWords,
  emit: (e, [value, interval], { returns }) => {
    const months = e.keep(i64.mul(i64.extendI32s(interval!.value), i64.const(sign)));
    if (returns.kind === 'date') return emitDay(e, e.call('date_add_months', 'i64', [value!.value, months]));
    const day = dayOfMicros(e, value!.value);
    const moved = e.keep(e.call('date_add_months', 'i64', [day, months]));
    const isOut = i64.gtu(i64.add(moved, i64.const(timestampDaysMax)), i64.const(2 * timestampDaysMax));
    e.failIf(isOut, 'NUMERIC_VALUE_OUT_OF_RANGE', rangeMessage(returns));
    const inDay = i64.sub(value!.value, microsOfDay(day));
    return { layout: 'i64', value: i64.add(i64.mul(moved, i64.const(microsPerDay)), inDay) };
  },
  host([value, interval], { returns }) {
    const months = sign * (interval as number);
    switch (returns.kind) {
      case 'date':
        return checked32(addMonths(value as number, months), returns);
      case 'timestamp': {
        if (typeof value === 'bigint') return shiftMonths(value, microsPerDay, months, returns);
        const long = value as LongTimestamp;
        return { ...long, micros: shiftMonths(long.micros, microsPerDay, months, returns) };
      }
      default: {
        const zoned = value as ZonedTimestamp;
        const local = zoned.millis + BigInt(zoneOffsetMillis(zoned.zone, Number(zoned.millis)));
        const shifted = shiftMonths(local, millisPerDay, months, returns);
        return zonedAt(zoned, BigInt(instantOfLocal(zoned.zone, Number(shifted))), returns);
      }
    }
  },
});

function shiftMonths(value: bigint, perDay: bigint, months: number, type: SqlType): bigint {
  const days = addMonths(Number(floorDivBig(value, perDay)), months);
  return checked64(BigInt(days) * perDay + floorModBig(value, perDay), type);
}

/** Adds milliseconds, times `sign`, to a date, time or timestamp. A zone's local time follows from the instant. */
export const plusMillis = (sign: 1n | -1n): ScalarImplementation => ({
  emitsFor: isInWords,
  emit: (e, [value, interval], { returns }) =>
    returns.kind === 'date'
      ? emitPlusDays(e, value!, interval!, sign)
      : {
          layout: 'i64',
          value: emitChecked(e, value!.value, i64.mul(interval!.value, i64.const(sign * 1000n)), returns),
        },
  host([value, interval], { returns }) {
    const millis = sign * (interval as bigint);
    switch (returns.kind) {
      case 'date': {
        if (millis % millisPerDay !== 0n) throw new LakeError('INVALID_FUNCTION_ARGUMENT', wholeDays(sign));
        return checked32((value as number) + Number(millis / millisPerDay), returns);
      }
      case 'time':
        return floorModBig((value as bigint) + millis * picosPerMilli, picosPerDay);
      case 'time with time zone': {
        const time = value as ZonedTime;
        return { ...time, picos: floorModBig(time.picos + millis * picosPerMilli, picosPerDay) };
      }
      case 'timestamp': {
        if (typeof value === 'bigint') return checked64(value + millis * 1000n, returns);
        const long = value as LongTimestamp;
        return { ...long, micros: checked64(long.micros + millis * 1000n, returns) };
      }
      default:
        return zonedAt(value as ZonedTimestamp, (value as ZonedTimestamp).millis + millis, returns);
    }
  },
});

const wholeDays = (sign: 1n | -1n): string =>
  `Cannot ${sign > 0n ? 'add hour, minutes or seconds to' : 'subtract hour, minutes or seconds from'} a date`;

function emitPlusDays(e: Emitter, date: EmittedValue, interval: EmittedValue, sign: 1n | -1n): EmittedValue {
  const perDay = i64.const(millisPerDay);
  e.failIf(i64.ne(i64.rems(interval.value, perDay), i64.const(0)), 'INVALID_FUNCTION_ARGUMENT', wholeDays(sign));
  const days = i64.mul(i64.divs(interval.value, perDay), i64.const(sign));
  return emitDay(e, i64.add(i64.extendI32s(date.value), days));
}

/** Makes a date of a number of days (i64). */
function emitDay(e: Emitter, days: Instruction): EmittedValue {
  const wide = e.keep(days);
  const value = e.keep(i32.wrapI64(wide));
  e.failIf(i64.ne(i64.extendI32s(value), wide), 'NUMERIC_VALUE_OUT_OF_RANGE', rangeMessage({ kind: 'date' }));
  return { layout: 'i32', value };
}

function emitChecked(e: Emitter, a: Instruction, addend: Instruction, type: SqlType): Instruction {
  const b = e.keep(addend);
  const sum = e.keep(i64.add(a, b));
  const overflows = i64.lts(i64.and(i64.xor(a, sum), i64.xor(b, sum)), i64.const(0));
  e.failIf(overflows, 'NUMERIC_VALUE_OUT_OF_RANGE', rangeMessage(type));
  return sum;
}

/** Divides and rounds to the nearest, halves up. */
const roundedDiv = (value: bigint, divisor: bigint): bigint => floorDivBig(2n * value + divisor, 2n * divisor);

function picosOf(value: SqlValue, type: SqlType): bigint {
  switch (type.kind) {
    case 'date':
      return BigInt(value as number) * picosPerDay;
    case 'time':
      return value as bigint;
    case 'time with time zone':
      return utcPicos(value as ZonedTime);
    case 'timestamp': {
      if (typeof value === 'bigint') return value * 1_000_000n;
      const { micros, picosOfMicro } = value as LongTimestamp;
      return micros * 1_000_000n + BigInt(picosOfMicro);
    }
    default: {
      const { millis, picosOfMilli } = value as ZonedTimestamp;
      return millis * picosPerMilli + BigInt(picosOfMilli);
    }
  }
}

/** Tells the time between two dates or times, in milliseconds. */
export const between: ScalarImplementation = {
  host([a, b], { args: [type] }: HostCall) {
    return roundedDiv(picosOf(a!, type!) - picosOf(b!, type!), picosPerMilli);
  },
};

/** Adds two intervals of one type, the second times `sign`. */
export const plusInterval = (sign: 1 | -1): ScalarImplementation => ({
  host([a, b], { returns }) {
    if (returns.kind === 'interval year to month') return checked32((a as number) + sign * (b as number), returns);
    return checked64((a as bigint) + BigInt(sign) * (b as bigint), returns);
  },
});

/** Turns an interval around. */
export const minusInterval: ScalarImplementation = {
  host: ([a], { returns }) => (typeof a === 'bigint' ? checked64(-a, returns) : checked32(-(a as number) + 0, returns)),
};

/** Multiplies an interval by a whole number or a double, what is finer cut off. */
export const timesNumber: ScalarImplementation = {
  host([interval, factor], { returns }) {
    if (typeof factor === 'bigint') {
      if (typeof interval === 'bigint') return checked64(interval * factor, returns);
      return checked32(Number(BigInt(interval as number) * factor), returns);
    }
    if (Number.isNaN(factor)) throw new LakeError('INVALID_FUNCTION_ARGUMENT', 'Cannot multiply by double NaN');
    return truncated(Number(interval) * (factor as number), returns);
  },
};

/** Divides an interval by a double. */
export const dividedByNumber: ScalarImplementation = {
  host([interval, divisor], { returns }) {
    const number = divisor as number;
    if (Number.isNaN(number) || number === 0) {
      const shown = Number.isNaN(number) ? 'NaN' : Object.is(number, -0) ? '-0.0' : '0.0';
      throw new LakeError('INVALID_FUNCTION_ARGUMENT', `Cannot divide by double ${shown}`);
    }
    return truncated(Number(interval) / number, returns);
  },
};

/** Cuts a double off as Java does: what is too large becomes the largest number. */
function truncated(value: number, type: SqlType): SqlValue {
  if (type.kind === 'interval year to month') return checked32(Math.trunc(value) + 0, type);
  if (value >= 2 ** 63) return int64Max;
  return value <= -(2 ** 63) ? -int64Max - 1n : BigInt(Math.trunc(value));
}
