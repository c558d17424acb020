/**
 * Dates and timestamps in emitted code. Where 64-bit division would be slow, quotients are taken in doubles: of numbers below
 * 2^53 a rounded quotient never reaches the next whole number.
 */
import { f64, type Instruction, i32, i64 } from '../../../wasm/instruction.js';
import type { EmittedValue, Emitter } from '../../definition.js';

export const microsPerDay = 86_400_000_000n;

/** Divides a number below 2^53 in size, rounding down; the quotient must fit in 32 bits. */
const floorQuotient = (number: Instruction, divisor: number): Instruction =>
  i32.truncSatF64(f64.floor(f64.div(f64.convertI64s(number), f64.const(divisor))));

/** The microseconds since 1970 of a timestamp of any precision. */
export const microsOf = (timestamp: EmittedValue): Instruction =>
  timestamp.layout === 'i128' ? timestamp.high! : timestamp.value;

/** The day (i32, since 1970-01-01) of a number of microseconds. */
export function dayOfMicros(e: Emitter, micros: Instruction): Instruction {
  // A day is 10,546,875 × 2^13 µs; without the low bits all microseconds are below 2^51.
  return e.keep(floorQuotient(i64.shrs(micros, i64.const(13)), 10_546_875));
}

/** The microseconds since 1970 of a day's start. */
export const microsOfDay = (day: Instruction): Instruction => i64.mul(i64.extendI32s(day), i64.const(microsPerDay));

/** The microseconds that have passed of the day of a timestamp. */
export const microsInDay = (e: Emitter, micros: Instruction): Instruction =>
  e.keep(i64.sub(micros, microsOfDay(dayOfMicros(e, micros))));

/** Whole units of `unitMicros` in microseconds of a day, as i32. */
export const unitsInDay = (micros: Instruction, unitMicros: number): Instruction => floorQuotient(micros, unitMicros);

/** The milliseconds since 1970 of microseconds, rounded down. */
export function millisOfMicros(e: Emitter, micros: Instruction): Instruction {
  const quotient = e.keep(i64.divs(micros, i64.const(1000)));
  const isBelow = i64.lts(micros, i64.mul(quotient, i64.const(1000)));
  return e.keep(i64.sub(quotient, i64.extendI32u(isBelow)));
}

/** Makes a timestamp of the layout of `like` from microseconds; the digits behind them are `picos`, else 0. */
export const timestampLike = (like: EmittedValue, micros: Instruction, picos?: Instruction): EmittedValue =>
  like.layout === 'i128'
    ? { layout: 'i128', value: picos ?? i64.const(0), high: micros }
    : { layout: 'i64', value: micros };
