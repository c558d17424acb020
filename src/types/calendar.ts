/**
 * The proleptic Gregorian calendar on days since 1970-01-01, for any year that a number holds exactly.
 * Days ↔ civil dates as in Howard Hinnant's "chrono-Compatible Low-Level Date Algorithms": years start in March,
 * so that the leap day is the last one, and repeat every 400 years.
 */

/** Holds a date: `month` 1 to 12, `day` 1 to 31. */
export interface CivilDate {
  readonly year: number;
  readonly month: number;
  readonly day: number;
}

/** Counts the days of 400 years, after which the calendar repeats. */
export const daysPerEra = 146_097;
/** Counts the milliseconds of a day. */
export const millisPerDay = 86_400_000n;
/** Counts the microseconds of a day. */
export const microsPerDay = 86_400_000_000n;
/** Counts the picoseconds of a day. */
export const picosPerDay = 86_400_000_000_000_000n;
const daysFromMarchYear0 = 719_468;

/** Divides and rounds down, of whole numbers. */
export const floorDiv = (a: number, b: number): number => Math.floor(a / b);

/** Gives what `floorDiv` leaves: never negative for a positive divisor. */
export const floorMod = (a: number, b: number): number => a - Math.floor(a / b) * b;

/** Divides and rounds down, of bigints. */
export function floorDivBig(a: bigint, b: bigint): bigint {
  const quotient = a / b;
  return quotient * b > a === b > 0n && quotient * b !== a ? quotient - 1n : quotient;
}

/** Gives what `floorDivBig` leaves. */
export const floorModBig = (a: bigint, b: bigint): bigint => a - floorDivBig(a, b) * b;

/** Tells the days since 1970-01-01 of a date. */
export function daysFromCivil(year: number, month: number, day: number): number {
  const marchYear = month <= 2 ? year - 1 : year;
  const era = floorDiv(marchYear, 400);
  const yearOfEra = marchYear - era * 400;
  const dayOfYear = floorDiv(153 * ((month + 9) % 12) + 2, 5) + day - 1;
  const dayOfEra = yearOfEra * 365 + floorDiv(yearOfEra, 4) - floorDiv(yearOfEra, 100) + dayOfYear;
  return era * daysPerEra + dayOfEra - daysFromMarchYear0;
}

/** Tells the date of a number of days since 1970-01-01. */
export function civilFromDays(days: number): CivilDate {
  const shifted = days + daysFromMarchYear0;
  const era = floorDiv(shifted, daysPerEra);
  const dayOfEra = shifted - era * daysPerEra;
  const leapDays = floorDiv(dayOfEra, 1460) - floorDiv(dayOfEra, 36_524) + floorDiv(dayOfEra, 146_096);
  const yearOfEra = floorDiv(dayOfEra - leapDays, 365);
  const dayOfYear = dayOfEra - (365 * yearOfEra + floorDiv(yearOfEra, 4) - floorDiv(yearOfEra, 100));
  const marchMonth = floorDiv(5 * dayOfYear + 2, 153);
  const day = dayOfYear - floorDiv(153 * marchMonth + 2, 5) + 1;
  const month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9;
  return { year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, day };
}

/** Tells whether a year has 366 days. */
export const isLeapYear = (year: number): boolean => year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);

/** Tells how many days a month has. */
export const daysInMonth = (year: number, month: number): number =>
  month === 2 ? (isLeapYear(year) ? 29 : 28) : [4, 6, 9, 11].includes(month) ? 30 : 31;

/** Tells whether there is such a date. */
export const isCivilDate = (year: number, month: number, day: number): boolean =>
  month >= 1 && month <= 12 && day >= 1 && day <= daysInMonth(year, month);

/** Adds months to a date in days; a day that the new month lacks becomes its last. */
export function addMonths(days: number, months: number): number {
  const { year, month, day } = civilFromDays(days);
  const monthIndex = year * 12 + (month - 1) + months;
  const newYear = floorDiv(monthIndex, 12);
  const newMonth = floorMod(monthIndex, 12) + 1;
  return daysFromCivil(newYear, newMonth, Math.min(day, daysInMonth(newYear, newMonth)));
}

/** Tells the day of the year, from 1. */
export const dayOfYear = (days: number): number => days - daysFromCivil(civilFromDays(days).year, 1, 1) + 1;

/** Tells the day of the week by ISO 8601: 1 is Monday, 7 is Sunday. */
export const dayOfWeek = (days: number): number => floorMod(days + 3, 7) + 1;

/** Tells the quarter, from 1. */
export const quarter = (days: number): number => floorDiv(civilFromDays(days).month + 2, 3);

/** Tells the ISO 8601 week and the year that the week belongs to. */
export function isoWeek(days: number): { readonly year: number; readonly week: number } {
  // A week belongs to the year of its Thursday.
  const thursday = days - dayOfWeek(days) + 4;
  const { year } = civilFromDays(thursday);
  return { year, week: floorDiv(thursday - daysFromCivil(year, 1, 1), 7) + 1 };
}
