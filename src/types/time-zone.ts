/**
 * Time zones as small numbers that mean the same in every thread: 0 is UTC, 1 to 1680 are the fixed offsets from -14:00 to
 * +14:00 by the minute, and what follows are named zones in the order of zone-names.ts; all fit in 12 bits.
 * Offsets come from `Intl`, asked once per zone and block of about 13 months.
 */
import { assert, LakeError } from '../base/lake-error.js';
import { zoneNames } from './zone-names.js';

/** Names the zone of UTC. */
export const utcZone = 0;
const offsetMinutesMax = 14 * 60;
const firstNamedZone = 2 * offsetMinutesMax + 1;
const millisPerMinute = 60_000;
const millisPerDay = 86_400_000;

const names = zoneNames.flatMap(([area, inArea]) =>
  inArea.split(/\s+/).map((name) => (area === '' ? name : `${area}/${name}`)),
);
const idsByName = new Map(names.map((name, index) => [name, firstNamedZone + index]));
const utcNames = ['UTC', 'Z', 'GMT', 'GMT0', 'GMT+0', 'GMT-0', 'UT', 'UCT', 'Greenwich', 'Universal', 'Zulu'];
for (const name of [
  ...utcNames,
  'Etc/UTC',
  'Etc/GMT',
  'Etc/GMT+0',
  'Etc/GMT-0',
  'Etc/GMT0',
  'Etc/UCT',
  'Etc/Universal',
])
  idsByName.set(name, utcZone);

/** Gives the zone of a fixed offset; the offset must be within 14 hours. */
export function offsetZone(minutes: number): number {
  assert(Math.abs(minutes) <= offsetMinutesMax && Number.isInteger(minutes), `an offset of ${minutes} minutes`);
  if (minutes === 0) return utcZone;
  return minutes < 0 ? minutes + offsetMinutesMax + 1 : minutes + offsetMinutesMax;
}

/** Gives the minutes of a fixed-offset zone, UTC's too; undefined for a named zone. */
export function fixedOffsetMinutes(zone: number): number | undefined {
  if (zone === utcZone) return 0;
  if (zone >= firstNamedZone) return undefined;
  return zone <= offsetMinutesMax ? zone - offsetMinutesMax - 1 : zone - offsetMinutesMax;
}

/** Finds a zone by its name or offset (`Europe/Berlin`, `+05:30`, `UTC-5`); names are case-sensitive. */
export function findZone(text: string): number | undefined {
  const known = idsByName.get(text);
  if (known !== undefined) return known;
  const etc = /^Etc\/GMT([+-])(\d|1[0-4])$/.exec(text);
  // POSIX counts these westward, and there is no Etc/GMT+13.
  if (etc !== null) {
    const hours = Number(etc[2]);
    return etc[1] === '+' && hours > 12 ? undefined : offsetZone((etc[1] === '+' ? -60 : 60) * hours);
  }
  const offset = /^(?:UTC|GMT|UT)?([+-].*)$/.exec(text)?.[1];
  const seconds = offset === undefined ? undefined : parseOffsetSeconds(offset);
  if (seconds === undefined) return undefined;
  if (seconds % 60 !== 0 || Math.abs(seconds) > offsetMinutesMax * 60)
    throw new LakeError('NOT_SUPPORTED', `Time zone not supported: ${text}`);
  return offsetZone(seconds / 60);
}

/** Finds a zone as `findZone` does; throws where there is none. */
export function zoneOf(text: string): number {
  const zone = findZone(text);
  if (zone === undefined) throw new LakeError('INVALID_FUNCTION_ARGUMENT', `'${text}' is not a valid time zone`);
  return zone;
}

/** Prints a zone as Trino does. */
export function zoneText(zone: number): string {
  if (zone === utcZone) return 'UTC';
  const minutes = fixedOffsetMinutes(zone);
  if (minutes !== undefined) return offsetText(minutes);
  const name = names[zone - firstNamedZone];
  assert(name !== undefined, `there is no time zone ${zone}`);
  return name;
}

/** Prints an offset in minutes: `+05:30`. */
export function offsetText(minutes: number): string {
  const digits = (value: number): string => String(value).padStart(2, '0');
  const size = Math.abs(minutes);
  return `${minutes < 0 ? '-' : '+'}${digits(Math.floor(size / 60))}:${digits(size % 60)}`;
}

/** Lists the named zones. */
export const zoneNameList = (): readonly string[] => names;

function parseOffsetSeconds(text: string): number | undefined {
  const match =
    /^([+-])(\d{1,2})$/.exec(text) ??
    /^([+-])(\d\d):(\d\d)(?::(\d\d))?$/.exec(text) ??
    /^([+-])(\d\d)(\d\d)(\d\d)?$/.exec(text);
  if (match === null) return undefined;
  const [hours, minutes, seconds] = [Number(match[2]), Number(match[3] ?? 0), Number(match[4] ?? 0)];
  const total = hours * 3600 + minutes * 60 + seconds;
  if (minutes > 59 || seconds > 59 || total > 18 * 3600) return undefined;
  return match[1] === '-' ? -total : total;
}

/** Offsets in force within one block of time: `offsets[i]` from `starts[i]` on. */
interface OffsetBlock {
  readonly starts: readonly number[];
  readonly offsets: readonly number[];
}

// Blocks and the steps within one are powers of two only so that they divide evenly.
const blockMillis = 2 ** 35;
const stepMillis = 2 ** 29;
const blocksPerZoneMax = 4096;

const blocks = new Map<number, Map<number, OffsetBlock>>();
const formats = new Map<number, Intl.DateTimeFormat>();

/** Tells a zone's offset from UTC in milliseconds at an instant in milliseconds since 1970. */
export function zoneOffsetMillis(zone: number, utcMillis: number): number {
  const minutes = fixedOffsetMinutes(zone);
  if (minutes !== undefined) return minutes * millisPerMinute;
  const { starts, offsets } = offsetBlock(zone, Math.floor(utcMillis / blockMillis));
  let i = starts.length - 1;
  while (i > 0 && starts[i]! > utcMillis) i--;
  return offsets[i]!;
}

function offsetBlock(zone: number, index: number): OffsetBlock {
  let ofZone = blocks.get(zone);
  if (ofZone === undefined) {
    ofZone = new Map();
    blocks.set(zone, ofZone);
  }
  let block = ofZone.get(index);
  if (block === undefined) {
    if (ofZone.size >= blocksPerZoneMax) ofZone.clear();
    block = readBlock(zone, index * blockMillis);
    ofZone.set(index, block);
  }
  return block;
}

/** Looks for changes of the offset every few days; where two neighbours differ, bisects to the second. */
function readBlock(zone: number, start: number): OffsetBlock {
  const starts = [start];
  const offsets = [askOffset(zone, start)];
  for (let from = start; from < start + blockMillis; from += stepMillis) {
    const before = offsets.at(-1)!;
    const after = askOffset(zone, from + stepMillis);
    if (after === before) continue;
    let low = Math.floor(from / 1000);
    let high = Math.ceil((from + stepMillis) / 1000);
    while (high - low > 1) {
      const middle = Math.floor((low + high) / 2);
      if (askOffset(zone, middle * 1000) === before) low = middle;
      else high = middle;
    }
    starts.push(high * 1000);
    offsets.push(after);
  }
  return { starts, offsets };
}

const instantMax = 8.64e15;

function askOffset(zone: number, utcMillis: number): number {
  let format = formats.get(zone);
  if (format === undefined) {
    format = new Intl.DateTimeFormat('en-US', { timeZone: zoneText(zone), timeZoneName: 'longOffset' });
    formats.set(zone, format);
  }
  const text = format.format(Math.max(-instantMax, Math.min(instantMax, utcMillis)));
  const offset = text.slice(text.indexOf('GMT') + 3);
  return offset === '' ? 0 : parseOffsetSeconds(offset)! * 1000;
}

/** Tells which instants a local time is: none in a gap, two where clocks are set back, the earlier first. */
export function instantsOfLocal(zone: number, localMillis: number): readonly number[] {
  const minutes = fixedOffsetMinutes(zone);
  if (minutes !== undefined) return [localMillis - minutes * millisPerMinute];
  const before = zoneOffsetMillis(zone, localMillis - millisPerDay);
  const after = zoneOffsetMillis(zone, localMillis + millisPerDay);
  const offsets = before === after ? [before] : [before, after].sort((a, b) => b - a);
  return offsets
    .map((offset) => localMillis - offset)
    .filter((instant, i) => zoneOffsetMillis(zone, instant) === offsets[i]);
}

/** Turns a local time into an instant: the earlier of two, and in a gap as many minutes later as the gap is long. */
export function instantOfLocal(zone: number, localMillis: number): number {
  const [instant] = instantsOfLocal(zone, localMillis);
  return instant ?? localMillis - zoneOffsetMillis(zone, localMillis - millisPerDay);
}
