import { civilFromDays, dayOfWeek, dayOfYear } from '../../../../types/calendar.js';
import { offsetText } from '../../../../types/time-zone.js';
import { FormatFailure } from './format-spec.js';

/** A date, a time of day, or both, perhaps in a zone: what a `t` conversion prints parts of. */
export interface TimeFields {
  /** Java's name of the class, for messages. */
  readonly className: string;
  /** Days since 1970. */
  readonly days?: number;
  readonly nanosOfDay?: bigint;
  readonly zone?: { readonly offsetMinutes: number; readonly name: string; readonly epochMillis: bigint };
}

const months = 'January February March April May June July August September October November December'.split(' ');
const weekdays = 'Monday Tuesday Wednesday Thursday Friday Saturday Sunday'.split(' ');
const composed: Readonly<Record<string, string>> = {
  R: 'H:M',
  T: 'H:M:S',
  D: 'm/d/y',
  F: 'Y-m-d',
  c: 'a b d T Z Y',
};
const nanosPerSecond = 1_000_000_000n;

const padded = (value: number | bigint, width: number): string => String(value).padStart(width, '0');

/** Prints a part of a date or time. @throws FormatFailure where it has no such part */
export function formatTime(part: string, fields: TimeFields): string {
  if (part === 'r')
    return `${['I', 'M', 'S'].map((inner) => formatTime(inner, fields)).join(':')} ${formatTime('p', fields).toUpperCase()}`;
  const pattern = composed[part];
  if (pattern !== undefined) return pattern.replace(/[A-Za-z]/g, (inner) => formatTime(inner, fields));
  const text = dateText(part, fields.days) ?? clockText(part, fields.nanosOfDay) ?? zoneText(part, fields.zone);
  if (text === undefined) throw new FormatFailure('IllegalFormatConversion', `${part} != ${fields.className}`);
  return text;
}

function dateText(part: string, days: number | undefined): string | undefined {
  if (days === undefined) return undefined;
  const { year, month, day } = civilFromDays(days);
  switch (part) {
    case 'Y':
      return padded(year, 4);
    case 'y':
      return padded(Math.abs(year) % 100, 2);
    case 'C':
      return padded(Math.floor(year / 100), 2);
    case 'B':
      return months[month - 1]!;
    case 'b':
    case 'h':
      return months[month - 1]!.slice(0, 3);
    case 'A':
      return weekdays[dayOfWeek(days) - 1]!;
    case 'a':
      return weekdays[dayOfWeek(days) - 1]!.slice(0, 3);
    case 'j':
      return padded(dayOfYear(days), 3);
    case 'm':
      return padded(month, 2);
    case 'd':
      return padded(day, 2);
    case 'e':
      return String(day);
    default:
      return undefined;
  }
}

function clockText(part: string, nanosOfDay: bigint | undefined): string | undefined {
  if (nanosOfDay === undefined) return undefined;
  const second = Number(nanosOfDay / nanosPerSecond);
  const nanos = nanosOfDay % nanosPerSecond;
  const hour = Math.floor(second / 3600);
  switch (part) {
    case 'H':
      return padded(hour, 2);
    case 'I':
      return padded(hour % 12 || 12, 2);
    case 'k':
      return String(hour);
    case 'l':
      return String(hour % 12 || 12);
    case 'M':
      return padded(Math.floor(second / 60) % 60, 2);
    case 'S':
      return padded(second % 60, 2);
    case 'L':
      return padded(nanos / 1_000_000n, 3);
    case 'N':
      return padded(nanos, 9);
    case 'p':
      return hour < 12 ? 'am' : 'pm';
    default:
      return undefined;
  }
}

function zoneText(part: string, zone: TimeFields['zone']): string | undefined {
  if (!zone) return undefined;
  switch (part) {
    case 'z':
      return offsetText(zone.offsetMinutes).replace(':', '');
    case 'Z':
      return zone.name;
    case 's':
      return String(zone.epochMillis / 1000n);
    case 'Q':
      return String(zone.epochMillis);
    default:
      return undefined;
  }
}
