/** Dates and times as text, as CAST to varchar and the protocol print them. */
import { civilFromDays, floorDivBig, floorModBig, microsPerDay, millisPerDay, picosPerDay } from './calendar.js';
import type { LongTimestamp, ZonedTime, ZonedTimestamp } from './sql-value.js';
import { offsetText, zoneOffsetMillis, zoneText } from './time-zone.js';

const two = (value: number): string => String(value).padStart(2, '0');

function yearText(year: number, plus: string): string {
  const digits = String(Math.abs(year)).padStart(4, '0');
  return year < 0 ? `-${digits}` : year > 9999 ? `${plus}${digits}` : digits;
}

const datePart = (days: number, plus: string): string => {
  const { year, month, day } = civilFromDays(days);
  return `${yearText(year, plus)}-${two(month)}-${two(day)}`;
};

/** Prints a date as CAST does: years beyond 9999 have no sign. */
export const dateCastText = (days: number): string => datePart(days, '');

/** Prints a date as the protocol does: years beyond 9999 have a plus sign. */
export const dateText = (days: number): string => datePart(days, '+');

/** Prints picoseconds of a day with `precision` digits of the second. */
export function timeText(picos: bigint, precision: number): string {
  const seconds = Number(picos / 1_000_000_000_000n);
  const clock = `${two(Math.floor(seconds / 3600))}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
  if (precision === 0) return clock;
  const fraction = String(picos % 1_000_000_000_000n).padStart(12, '0');
  return `${clock}.${fraction.slice(0, precision)}`;
}

/** Prints a time with its offset: `01:02:03.000+05:30`. */
export const timeTzText = (value: ZonedTime, precision: number): string =>
  timeText(value.picos, precision) + offsetText(value.offsetMinutes);

/** Prints a timestamp of either form. */
export function timestampText(value: bigint | LongTimestamp, precision: number): string {
  const [micros, picos] = typeof value === 'bigint' ? [value, 0] : [value.micros, value.picosOfMicro];
  const days = floorDivBig(micros, microsPerDay);
  const picosOfDay = (micros - days * microsPerDay) * 1_000_000n + BigInt(picos);
  return `${dateText(Number(days))} ${timeText(picosOfDay, precision)}`;
}

/** Prints a timestamp with time zone in its own zone's local time. */
export function timestampTzText(value: ZonedTimestamp, precision: number): string {
  const offset = zoneOffsetMillis(value.zone, Number(value.millis));
  const local = value.millis + BigInt(offset);
  const days = floorDivBig(local, millisPerDay);
  const picosOfDay = floorModBig(local, millisPerDay) * 1_000_000_000n + BigInt(value.picosOfMilli);
  return `${dateText(Number(days))} ${timeText(picosOfDay % picosPerDay, precision)} ${zoneText(value.zone)}`;
}

/** Prints months as `years-months`. */
export function yearMonthText(months: number): string {
  const size = Math.abs(months);
  return `${months < 0 ? '-' : ''}${Math.floor(size / 12)}-${size % 12}`;
}

/** Prints milliseconds as `days hours:minutes:seconds.millis`. */
export function daySecondText(millis: bigint): string {
  const size = millis < 0n ? -millis : millis;
  return `${millis < 0n ? '-' : ''}${size / millisPerDay} ${timeText((size % millisPerDay) * 1_000_000_000n, 3)}`;
}
