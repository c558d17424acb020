import { floorDivBig, floorModBig, microsPerDay, millisPerDay } from '../../../../types/calendar.js';
import { dateText } from '../../../../types/date-time-text.js';
import { exponentDecimalText } from '../../../../types/decimal-value.js';
import { doubleText, realText } from '../../../../types/number-text.js';
import { type SqlType, VARCHAR } from '../../../../types/sql-type.js';
import type { LongTimestamp, SqlValue, ZonedTimestamp } from '../../../../types/sql-value.js';
import { fixedOffsetMinutes, offsetText, zoneOffsetMillis, zoneText } from '../../../../types/time-zone.js';
import { castText, padChar } from '../../../../types/value-text.js';
import type { TimeFields } from './format-time.js';

/** What Java would be given to print: its text for `s`, and what the other conversions take. */
export interface FormatArgument {
  /** Java's name of the class. */
  readonly className: string;
  readonly text: string;
  readonly hash: number;
  readonly boolean?: boolean;
  readonly integer?: bigint;
  readonly double?: number;
  readonly decimal?: { readonly unscaled: bigint; readonly scale: number };
  readonly time?: TimeFields;
}

/** Reads an argument; undefined for NULL. */
export function formatArgument(value: SqlValue, type: SqlType): FormatArgument | undefined {
  if (value === null) return undefined;
  switch (type.kind) {
    case 'boolean':
      return {
        className: 'java.lang.Boolean',
        text: String(value),
        hash: value ? 1231 : 1237,
        boolean: value as boolean,
      };
    case 'tinyint':
    case 'smallint':
    case 'integer':
    case 'bigint': {
      const integer = BigInt(value as number | bigint);
      const hash = Number(BigInt.asIntN(32, integer ^ (BigInt.asUintN(64, integer) >> 32n)));
      const time = instantFields(integer, 'java.lang.Long');
      return { className: 'java.lang.Long', text: String(integer), hash, integer, time };
    }
    case 'real':
    case 'double':
      return doubleArgument(value as number, type);
    case 'decimal': {
      const decimal = { unscaled: value as bigint, scale: type.scale };
      const text = exponentDecimalText(decimal.unscaled, decimal.scale);
      return { className: 'java.math.BigDecimal', text, hash: decimalHash(decimal.unscaled, decimal.scale), decimal };
    }
    default:
      return timeArgument(value, type) ?? stringArgument(value, type);
  }
}

function doubleArgument(double: number, type: SqlType): FormatArgument {
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, double);
  const className = type.kind === 'real' ? 'java.lang.Float' : 'java.lang.Double';
  let hash = view.getInt32(0) ^ view.getInt32(4);
  if (type.kind === 'real') {
    view.setFloat32(0, double);
    hash = view.getInt32(0);
  }
  return { className, text: type.kind === 'real' ? realText(double) : doubleText(double), hash, double };
}

function stringArgument(value: SqlValue, type: SqlType): FormatArgument {
  const text =
    type.kind === 'char'
      ? padChar(value as string, type.length)
      : castText(value, type.kind === 'json' ? VARCHAR : type);
  return { className: 'java.lang.String', text, hash: hashOf(text) };
}

/** Java's hash of a decimal, from its size in words of 32 bits. */
function decimalHash(unscaled: bigint, scale: number): number {
  const size = unscaled < 0n ? -unscaled : unscaled;
  let hash = 0;
  for (let shift = 96n; shift >= 0n; shift -= 32n)
    hash = (Math.imul(hash, 31) + Number(BigInt.asIntN(32, size >> shift))) | 0;
  return (Math.imul(unscaled < 0n ? -hash : hash, 31) + scale) | 0;
}

/** Java's hash of a string. */
function hashOf(text: string): number {
  let hash = 0;
  for (let i = 0; i < text.length; i++) hash = (Math.imul(hash, 31) + text.charCodeAt(i)) | 0;
  return hash;
}

function timeArgument(value: SqlValue, type: SqlType): FormatArgument | undefined {
  switch (type.kind) {
    case 'date':
      return named('java.time.LocalDate', dateText(value as number), { days: value as number });
    case 'time': {
      const nanosOfDay = (value as bigint) / 1000n;
      return named('java.time.LocalTime', clock(nanosOfDay), { nanosOfDay });
    }
    case 'timestamp': {
      const { micros, nanos } = microsOf(value as bigint | LongTimestamp);
      const local = localFields(micros, nanos);
      return named('java.time.LocalDateTime', `${dateText(local.days)}T${clock(local.nanosOfDay)}`, local);
    }
    case 'timestamp with time zone':
      return zonedArgument(value as ZonedTimestamp);
    default:
      return undefined;
  }
}

const named = (className: string, text: string, fields: Omit<TimeFields, 'className'>): FormatArgument => ({
  className,
  text,
  hash: hashOf(text),
  time: { className, ...fields },
});

const microsOf = (value: bigint | LongTimestamp): { micros: bigint; nanos: bigint } =>
  typeof value === 'bigint'
    ? { micros: value, nanos: 0n }
    : { micros: value.micros, nanos: BigInt(value.picosOfMicro) / 1000n };

const localFields = (micros: bigint, nanos: bigint): { days: number; nanosOfDay: bigint } => ({
  days: Number(floorDivBig(micros, microsPerDay)),
  nanosOfDay: floorModBig(micros, microsPerDay) * 1000n + nanos,
});

function zonedArgument({ millis, picosOfMilli, zone }: ZonedTimestamp): FormatArgument {
  const offsetMillis = zoneOffsetMillis(zone, Number(millis));
  const offsetMinutes = Math.trunc(offsetMillis / 60_000);
  const local = millis + BigInt(offsetMillis);
  const days = Number(floorDivBig(local, millisPerDay));
  const nanosOfDay = floorModBig(local, millisPerDay) * 1_000_000n + BigInt(picosOfMilli) / 1000n;
  const name = zoneText(zone);
  const isFixed = fixedOffsetMinutes(zone) !== undefined && name !== 'UTC';
  const suffix = (offsetMinutes === 0 ? 'Z' : offsetText(offsetMinutes)) + (isFixed ? '' : `[${name}]`);
  const shortName = isFixed ? name : shortZoneName(name, Number(millis));
  return named('java.time.ZonedDateTime', `${dateText(days)}T${clock(nanosOfDay)}${suffix}`, {
    days,
    nanosOfDay,
    zone: { offsetMinutes, name: shortName, epochMillis: millis },
  });
}

function shortZoneName(zone: string, millis: number): string {
  const parts = new Intl.DateTimeFormat('en-US', { timeZone: zone, timeZoneName: 'short' }).formatToParts(millis);
  return parts.find(({ type }) => type === 'timeZoneName')?.value ?? zone;
}

/** An instant counted in milliseconds, in UTC. */
function instantFields(epochMillis: bigint, className: string): TimeFields {
  const days = Number(floorDivBig(epochMillis, millisPerDay));
  const nanosOfDay = floorModBig(epochMillis, millisPerDay) * 1_000_000n;
  return { className, days, nanosOfDay, zone: { offsetMinutes: 0, name: 'UTC', epochMillis } };
}

/** Prints a time of day as java.time does: seconds where there are any, fractions by three digits. */
function clock(nanosOfDay: bigint): string {
  const two = (value: bigint): string => String(value).padStart(2, '0');
  const seconds = nanosOfDay / 1_000_000_000n;
  const nanos = String(nanosOfDay % 1_000_000_000n)
    .padStart(9, '0')
    .replace(/(000)+$/, '');
  const text = `${two(seconds / 3600n)}:${two((seconds / 60n) % 60n)}`;
  if (seconds % 60n === 0n && nanos === '') return text;
  return `${text}:${two(seconds % 60n)}${nanos === '' ? '' : `.${nanos}`}`;
}
