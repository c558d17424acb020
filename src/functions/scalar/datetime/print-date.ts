import { civilFromDays, dayOfWeek, dayOfYear, floorMod, isoWeek } from '../../../types/calendar.js';
import { fixedOffsetMinutes, offsetText, zoneText } from '../../../types/time-zone.js';
import { dayNames, eraNames, halfDayNames, monthNames, shortName, zoneName } from './calendar-names.js';
import type { PatternField, PatternPart } from './date-pattern.js';
import { joinMillis } from './zoned-time.js';

/** A local time to print: day, milliseconds that have passed of it, and the zone where it has one. */
export interface PrintedTime {
  readonly days: number;
  readonly millisOfDay: number;
  readonly zone?: number | undefined;
  /** How far the local time is ahead of UTC. */
  readonly offsetMillis?: number | undefined;
}

const padded = (value: number, width: number): string =>
  (value < 0 ? '-' : '') + String(Math.abs(value)).padStart(width, '0');

/** The number that a field shows; undefined for fields of text. */
function numberOf(field: PatternField, { days, millisOfDay }: PrintedTime): number | undefined {
  const date = civilFromDays(days);
  const yearOfEra = date.year > 0 ? date.year : 1 - date.year;
  const hour = Math.floor(millisOfDay / 3_600_000);
  switch (field) {
    case 'century':
      return Math.floor(yearOfEra / 100);
    case 'year of era':
      return yearOfEra;
    case 'year':
      return date.year;
    case 'week year':
      return isoWeek(days).year;
    case 'week':
      return isoWeek(days).week;
    case 'day of week':
      return dayOfWeek(days);
    case 'day of year':
      return dayOfYear(days);
    case 'month':
      return date.month;
    case 'day':
      return date.day;
    case 'hour of half day':
      return hour % 12;
    case 'clock hour of half day':
      return hour % 12 === 0 ? 12 : hour % 12;
    case 'hour':
      return hour;
    case 'clock hour':
      return hour === 0 ? 24 : hour;
    case 'minute':
      return Math.floor(millisOfDay / 60_000) % 60;
    case 'second':
      return Math.floor(millisOfDay / 1000) % 60;
    default:
      return undefined;
  }
}

function zoneFieldText(
  field: PatternField,
  width: number,
  { days, millisOfDay, zone = 0, offsetMillis = 0 }: PrintedTime,
): string {
  const local = Number(joinMillis(days, BigInt(millisOfDay)));
  const name = zoneText(zone);
  const minutes = fixedOffsetMinutes(zone) ?? Math.trunc(offsetMillis / 60_000);
  if (field === 'zone id') return name;
  if (field === 'zone text') return zoneName(name, local - offsetMillis, width > 3);
  return width === 1 ? offsetText(minutes).replace(':', '') : offsetText(minutes);
}

function fieldText(part: PatternPart & { kind: 'field' }, time: PrintedTime): string {
  const { field, width } = part;
  switch (field) {
    case 'era text':
      return eraNames[civilFromDays(time.days).year > 0 ? 1 : 0];
    case 'day of week text': {
      const name = dayNames[dayOfWeek(time.days) - 1]!;
      return width > 3 ? name : shortName(name);
    }
    case 'month text': {
      const name = monthNames[civilFromDays(time.days).month - 1]!;
      return width > 3 ? name : shortName(name);
    }
    case 'half day text':
      return halfDayNames[time.millisOfDay < 43_200_000 ? 0 : 1];
    case 'fraction':
      return String(time.millisOfDay % 1000)
        .padStart(3, '0')
        .padEnd(width, '0')
        .slice(0, width);
    case 'zone text':
    case 'zone offset':
    case 'zone id':
      return zoneFieldText(field, width, time);
    default: {
      const value = numberOf(field, time)!;
      return part.pivot === undefined ? padded(value, width) : padded(floorMod(Math.abs(value), 100), 2);
    }
  }
}

/** Prints a local time by a compiled pattern. */
export function printDate(parts: readonly PatternPart[], time: PrintedTime): string {
  let printed = '';
  for (const part of parts) printed += part.kind === 'text' ? part.text : fieldText(part, time);
  return printed;
}
