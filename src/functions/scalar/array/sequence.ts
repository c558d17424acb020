import { addMonths, microsPerDay, millisPerDay } from '../../../types/calendar.js';
import type { LongTimestamp, SqlValue } from '../../../types/sql-value.js';
import type { ScalarFunction } from '../../definition.js';
import { timestampParts } from '../datetime/zoned-time.js';
import { invalidArgument } from './array-types.js';

const entriesMax = 10_000;

function checkStep(start: bigint, stop: bigint, step: bigint): void {
  if (step === 0n) throw invalidArgument('step must not be zero');
  if (step > 0n ? stop >= start : stop <= start) return;
  throw invalidArgument(
    'sequence stop value should be greater than or equal to start value if step is greater than zero otherwise stop should be less than or equal to start',
  );
}

const tooLong = () => invalidArgument(`result of sequence function must not have more than ${entriesMax} entries`);

/** Counts from one number to another by a step. */
function countUp(start: bigint, stop: bigint, step: bigint): bigint[] {
  checkStep(start, stop, step);
  const count = (stop - start) / step + 1n;
  if (count > entriesMax) throw tooLong();
  return Array.from({ length: Number(count) }, (_, i) => start + BigInt(i) * step);
}

/** Steps by months from a start; every entry is counted from the start, so that short months do not shorten later ones. */
function byMonths<T>(months: number, at: (months: number) => T, isBeyond: (value: T) => boolean): T[] {
  const entries: T[] = [];
  for (let i = 0; ; i++) {
    const value = at(i * months);
    if (isBeyond(value)) return entries;
    if (entries.length >= entriesMax) throw tooLong();
    entries.push(value);
  }
}

function monthDates(start: number, stop: number, months: number): number[] {
  checkStep(BigInt(start), BigInt(stop), BigInt(months));
  return byMonths(
    months,
    (count) => addMonths(start, count),
    (days) => (months > 0 ? days > stop : days < stop),
  );
}

function monthMicros(start: bigint, stop: bigint, months: number): bigint[] {
  checkStep(start, stop, BigInt(months));
  const days = start >= 0n ? start / microsPerDay : -((microsPerDay - 1n - start) / microsPerDay);
  const rest = start - days * microsPerDay;
  return byMonths(
    months,
    (count) => BigInt(addMonths(Number(days), count)) * microsPerDay + rest,
    (micros) => (months > 0 ? micros > stop : micros < stop),
  );
}

function dayStep(millis: bigint): bigint {
  if (millis % millisPerDay !== 0n)
    throw invalidArgument('sequence step must be a day interval if start and end values are dates');
  return millis / millisPerDay;
}

const numbers = (values: readonly bigint[]): SqlValue => values.map(Number);

/** Counts timestamps of either form by the microsecond; digits behind them stay those of the start. */
function timestamps(start: SqlValue, stop: SqlValue, count: (start: bigint, stop: bigint) => bigint[]): SqlValue {
  const from = timestampParts(start);
  const micros = count(from.micros, timestampParts(stop).micros);
  if (typeof start === 'bigint') return micros;
  return micros.map((value): LongTimestamp => ({ micros: value, picosOfMicro: from.picosOfMicro }));
}

export const sequence: ScalarFunction = {
  kind: 'scalar',
  name: 'sequence',
  summary: 'Counts from a start to a stop, by 1, a day or a step.',
  examples: [
    ['sequence(1, 10, 3)', '[1, 4, 7, 10]'],
    ["sequence(DATE '2024-01-31', DATE '2024-03-31', INTERVAL '1' MONTH)", '[2024-01-31, 2024-02-29, 2024-03-31]'],
  ],
  overloads: [
    {
      args: ['bigint', 'bigint'],
      returns: 'array(bigint)',
      host: ([start, stop]) => countUp(start as bigint, stop as bigint, stop! >= start! ? 1n : -1n),
    },
    {
      args: ['bigint', 'bigint', 'bigint'],
      returns: 'array(bigint)',
      host: ([start, stop, step]) => countUp(start as bigint, stop as bigint, step as bigint),
    },
    {
      args: ['date', 'date'],
      returns: 'array(date)',
      host: ([start, stop]) =>
        numbers(countUp(BigInt(start as number), BigInt(stop as number), stop! >= start! ? 1n : -1n)),
    },
    {
      args: ['date', 'date', 'interval day to second'],
      returns: 'array(date)',
      host: ([start, stop, step]) =>
        numbers(countUp(BigInt(start as number), BigInt(stop as number), dayStep(step as bigint))),
    },
    {
      args: ['date', 'date', 'interval year to month'],
      returns: 'array(date)',
      host: ([start, stop, step]) => monthDates(start as number, stop as number, step as number),
    },
    {
      args: ['timestamp(p)', 'timestamp(p)', 'interval day to second'],
      returns: 'array(timestamp(p))',
      host: ([start, stop, step]) =>
        timestamps(start!, stop!, (from, to) => countUp(from, to, (step as bigint) * 1000n)),
    },
    {
      args: ['timestamp(p)', 'timestamp(p)', 'interval year to month'],
      returns: 'array(timestamp(p))',
      host: ([start, stop, step]) => timestamps(start!, stop!, (from, to) => monthMicros(from, to, step as number)),
    },
  ],
};
