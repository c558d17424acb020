/** English names of months, days and halves of the day, as the patterns print and read them. */

export const monthNames = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
] as const;

/** The days of the week from Monday. */
export const dayNames = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'] as const;

export const halfDayNames = ['AM', 'PM'] as const;

/** The eras before and from year 1. */
export const eraNames = ['BC', 'AD'] as const;

/** A month's or day's name cut to three letters. */
export const shortName = (name: string): string => name.slice(0, 3);

// Short names that English has for what Intl calls only by its offset.
const shortZoneNames: Readonly<Record<string, string>> = {
  'Australian Central Daylight Time': 'ACDT',
  'Australian Central Standard Time': 'ACST',
  'Australian Eastern Daylight Time': 'AEDT',
  'Australian Eastern Standard Time': 'AEST',
  'Australian Western Standard Time': 'AWST',
  'British Summer Time': 'BST',
  'Central Africa Time': 'CAT',
  'Central European Standard Time': 'CET',
  'Central European Summer Time': 'CEST',
  'China Standard Time': 'CST',
  'Coordinated Universal Time': 'UTC',
  'East Africa Time': 'EAT',
  'Eastern European Standard Time': 'EET',
  'Eastern European Summer Time': 'EEST',
  'Greenwich Mean Time': 'GMT',
  'Hong Kong Standard Time': 'HKT',
  'India Standard Time': 'IST',
  'Irish Standard Time': 'IST',
  'Israel Daylight Time': 'IDT',
  'Israel Standard Time': 'IST',
  'Japan Standard Time': 'JST',
  'Korean Standard Time': 'KST',
  'Moscow Standard Time': 'MSK',
  'New Zealand Daylight Time': 'NZDT',
  'New Zealand Standard Time': 'NZST',
  'Pakistan Standard Time': 'PKT',
  'Singapore Standard Time': 'SGT',
  'South Africa Standard Time': 'SAST',
  'West Africa Standard Time': 'WAT',
  'Western European Standard Time': 'WET',
  'Western European Summer Time': 'WEST',
};

const formats = new Map<string, Intl.DateTimeFormat>();

function intlZoneName(zoneName: string, millis: number, style: 'long' | 'short'): string {
  const key = `${style} ${zoneName}`;
  let format = formats.get(key);
  if (format === undefined) {
    format = new Intl.DateTimeFormat('en-US', { timeZone: zoneName, timeZoneName: style });
    formats.set(key, format);
  }
  return format.formatToParts(millis).find(({ type }) => type === 'timeZoneName')?.value ?? zoneName;
}

/** The English name that a zone has at an instant. Fixed offsets have none but themselves. */
export function zoneName(name: string, millis: number, isLong: boolean): string {
  if (/^[+-]/.test(name)) return name;
  const long = intlZoneName(name, millis, 'long');
  return isLong ? long : (shortZoneNames[long] ?? intlZoneName(name, millis, 'short'));
}

/** Zones by the short names that can be read. */
export const readableZones: Readonly<Record<string, string>> = {
  UTC: 'UTC',
  UT: 'UTC',
  GMT: 'UTC',
  EST: 'America/New_York',
  EDT: 'America/New_York',
  CST: 'America/Chicago',
  CDT: 'America/Chicago',
  MST: 'America/Denver',
  MDT: 'America/Denver',
  PST: 'America/Los_Angeles',
  PDT: 'America/Los_Angeles',
};
