import { LakeError } from '../../../base/lake-error.js';
import { floorDivBig, floorModBig, picosPerDay } from '../../../types/calendar.js';
import type { SqlValue, ZonedTime, ZonedTimestamp } from '../../../types/sql-value.js';
import { findZone, offsetText, offsetZone, zoneOffsetMillis, zoneText } from '../../../types/time-zone.js';
import { i64 } from '../../../wasm/instruction.js';
import type { HostCall, ScalarFunction } from '../../definition.js';
import { timestampParts, zonedFromLocal } from './zoned-time.js';

const notAZone = (text: string): LakeError =>
  new LakeError('INVALID_FUNCTION_ARGUMENT', `'${text}' is not a valid time zone`);

/** Finds a zone by name; an offset beyond 14 hours is as unknown as a wrong name. */
function zoneNamed(text: string): number {
  if (/^[+-]/.test(text) && offsetMinutes(text) > 14 * 60) throw notAZone(text);
  const zone = findZone(text);
  if (zone === undefined) throw notAZone(text);
  return zone;
}

function offsetMinutes(text: string): number {
  const [, hours = '0', minutes = '0'] = /^[+-](\d\d?):?(\d\d)?/.exec(text) ?? [];
  return Number(hours) * 60 + Number(minutes);
}

const millisPerMinute = 60_000n;

function zoneOfInterval(millis: bigint): number {
  const minutes = millis / millisPerMinute;
  if (minutes * millisPerMinute !== millis)
    throw new LakeError('INVALID_FUNCTION_ARGUMENT', 'Invalid time zone offset interval: interval contains seconds');
  if (minutes > 840n || minutes < -840n)
    throw new LakeError('INVALID_FUNCTION_ARGUMENT', `Invalid offset minutes ${minutes}`);
  return offsetZone(Number(minutes));
}

const moved = (value: SqlValue, zone: number): SqlValue => ({ ...(value as ZonedTimestamp), zone });

const picosPerMinute = 60_000_000_000_000n;

/** Shows a time of day at the offset that a zone has when the statement starts. */
function timeAt(value: ZonedTime, zone: number, { session }: HostCall): ZonedTime {
  const offset = Math.trunc(zoneOffsetMillis(zone, session.startMillis) / 60_000);
  const picos = value.picos + BigInt(offset - value.offsetMinutes) * picosPerMinute;
  return { picos: floorModBig(picos, picosPerDay), offsetMinutes: offset };
}

const timestampOverloads = [
  {
    args: ['timestamp(p) with time zone', 'varchar(x)'],
    returns: 'timestamp(p) with time zone',
    host: ([value, zone]: readonly SqlValue[]): SqlValue => moved(value!, zoneNamed(zone as string)),
  },
  {
    args: ['timestamp(p) with time zone', 'interval day to second'],
    returns: 'timestamp(p) with time zone',
    host: ([value, offset]: readonly SqlValue[]): SqlValue => moved(value!, zoneOfInterval(offset as bigint)),
  },
];

export const at_timezone: ScalarFunction = {
  kind: 'scalar',
  name: 'at_timezone',
  summary: 'Shows the same instant in another time zone.',
  examples: [["at_timezone(TIMESTAMP '2024-07-01 12:00:00 UTC', 'Asia/Tokyo')", '2024-07-01 21:00:00 Asia/Tokyo']],
  overloads: timestampOverloads,
};

/** `x AT TIME ZONE z`: as at_timezone, and of times too. */
export const atTimeZoneOperator: ScalarFunction = {
  kind: 'scalar',
  name: '$at_timezone',
  summary: 'Shows the same instant in another time zone.',
  hidden: true,
  overloads: [
    ...timestampOverloads,
    {
      args: ['time(p) with time zone', 'varchar(x)'],
      returns: 'time(p) with time zone',
      host: ([value, zone], call): SqlValue => timeAt(value as ZonedTime, zoneNamed(zone as string), call),
    },
    {
      args: ['time(p) with time zone', 'interval day to second'],
      returns: 'time(p) with time zone',
      host: ([value, offset], call): SqlValue => timeAt(value as ZonedTime, zoneOfInterval(offset as bigint), call),
    },
  ],
};

export const with_timezone: ScalarFunction = {
  kind: 'scalar',
  name: 'with_timezone',
  summary: 'Takes a timestamp as local time of a zone.',
  examples: [["with_timezone(TIMESTAMP '2024-07-01 12:00:00', 'Asia/Tokyo')", '2024-07-01 12:00:00 Asia/Tokyo']],
  overloads: [
    {
      args: ['timestamp(p)', 'varchar(x)'],
      returns: 'timestamp(p) with time zone',
      host: ([value, zone]) => {
        const { micros, picosOfMicro } = timestampParts(value!);
        const millis = floorDivBig(micros, 1000n);
        const picos = Number(floorModBig(micros, 1000n)) * 1e6 + picosOfMicro;
        return zonedFromLocal(millis, picos, zoneNamed(zone as string));
      },
    },
  ],
};

export const timezone: ScalarFunction = {
  kind: 'scalar',
  name: 'timezone',
  summary: 'Returns the name of the time zone.',
  examples: [["timezone(TIMESTAMP '2024-07-01 12:00:00 Asia/Tokyo')", 'Asia/Tokyo']],
  neverFails: true,
  overloads: [
    {
      args: ['time(p) with time zone'],
      returns: 'varchar',
      host: ([value]) => offsetText((value as ZonedTime).offsetMinutes),
    },
    {
      args: ['timestamp(p) with time zone'],
      returns: 'varchar',
      host: ([value]) => zoneText((value as ZonedTimestamp).zone),
    },
  ],
};

/** A part of a zone's offset, in emitted code for times and by the zone's rules for timestamps. */
const offsetField = (
  name: string,
  summary: string,
  field: { ofMinutes(minutes: number): number; emitted: 'divs' | 'rems' },
): ScalarFunction => ({
  kind: 'scalar',
  name,
  summary,
  neverFails: true,
  overloads: [
    {
      args: ['time(p) with time zone'],
      returns: 'bigint',
      emit: (e, [value]) => ({
        layout: 'i64',
        value: e.keep(i64[field.emitted](value!.value, i64.const(60))),
        bits: 10,
      }),
    },
    {
      args: ['timestamp(p) with time zone'],
      returns: 'bigint',
      host: ([value]) => {
        const { zone, millis } = value as ZonedTimestamp;
        return BigInt(field.ofMinutes(Math.trunc(zoneOffsetMillis(zone, Number(millis)) / 60_000)));
      },
    },
  ],
});

export const timezone_hour = offsetField('timezone_hour', 'Returns the hours of the zone’s offset from UTC.', {
  ofMinutes: (minutes) => Math.trunc(minutes / 60),
  emitted: 'divs',
});

export const timezone_minute = offsetField('timezone_minute', 'Returns the minutes of the zone’s offset from UTC.', {
  ofMinutes: (minutes) => minutes % 60,
  emitted: 'rems',
});
