import { addMonths } from '../../types/calendar.js';
import type { TimeUnit } from '../../types/date-pattern.js';

const pattern = String.raw`\s*NOW\s*(([+-])\s*([0-9]+)\s*(YEARS?|MONTHS?|WEEKS?|DAYS?|HOURS?|MINUTES?|SECONDS?)\s*)?`;
const expression = new RegExp(`^${pattern}$`, 'i');
const millisPerDay = 86_400_000;

/** Shows what a bound relative to now looks like, for messages. */
export const nowPattern = pattern;

/** A step of time: so many of a unit. */
export interface TimeStep {
  readonly count: number;
  readonly unit: TimeUnit;
}

const unitMillis: Partial<Record<TimeUnit, number>> = {
  day: millisPerDay,
  hour: 3_600_000,
  minute: 60_000,
  second: 1000,
  millisecond: 1,
};

/** Gives the milliseconds of a step of fixed length; months and years have none. */
export const stepMillis = ({ count, unit }: TimeStep): number | undefined =>
  unitMillis[unit] === undefined ? undefined : unitMillis[unit] * count;

/** Gives the months of a step of months or years. */
export const stepMonths = ({ count, unit }: TimeStep): number => count * (unit === 'year' ? 12 : 1);

/** Reads the name of a unit, singular or plural; weeks are seven days. */
export function timeStep(count: number, name: string): TimeStep | undefined {
  const unit = name.trim().toLowerCase().replace(/s$/, '');
  if (unit === 'week') return { count: count * 7, unit: 'day' };
  if (unit === 'year' || unit === 'month' || unit === 'milli')
    return { count, unit: unit === 'milli' ? 'millisecond' : unit };
  return unit in unitMillis ? { count, unit: unit as TimeUnit } : undefined;
}

/** Adds months to an instant; a day that the new month lacks becomes its last. */
export function plusMonths(millis: number, months: number): number {
  const days = Math.floor(millis / millisPerDay);
  return addMonths(days, months) * millisPerDay + (millis - days * millisPerDay);
}

/** Computes `NOW`, `NOW-3YEARS` and the like; undefined for another text. */
export function evaluateNow(text: string, nowMillis: number): number | undefined {
  const match = expression.exec(text);
  if (!match) return undefined;
  const [, difference, sign, digits, unit] = match;
  if (difference === undefined) return nowMillis;
  const step = timeStep(sign === '-' ? -Number(digits) : Number(digits), unit!);
  if (!step) return undefined;
  const length = stepMillis(step);
  return length === undefined ? plusMonths(nowMillis, stepMonths(step)) : nowMillis + length;
}
