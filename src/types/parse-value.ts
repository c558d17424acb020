/** Text → value: CAST from varchar, and typed literals such as `DATE '2024-02-29'`. */
import { LakeError, type Position } from '../base/lake-error.js';
import { parseIp, parseUuid } from './address-text.js';
import { fitsPrecision, parseDecimalAtScale, parseDecimalLiteral } from './decimal-value.js';
import { parseDouble, parseInteger, parseReal, trimControls } from './number-text.js';
import {
  parseDate,
  parseTime,
  parseTimeTz,
  parseWrittenTimestamp,
  subsecondDigitsMax,
  timestampOf,
  timestampTzOf,
  writtenPrecision,
} from './parse-date-time.js';
import { decimalType, type SqlType, timestampType, timestampTzType, timeType, timeTzType } from './sql-type.js';
import type { SqlValue } from './sql-value.js';
import { findZone, fixedOffsetMinutes, zoneOffsetMillis } from './time-zone.js';

/** What reading a time may need of the session. */
export interface ParseContext {
  /** Id of the session's time zone. */
  readonly zone: number;
  /** Start of the statement: the offset of a zone without daylight rules of its own is that of this instant. */
  readonly startMillis: number;
}

const integerBits = { tinyint: 8, smallint: 16, integer: 32, bigint: 64 } as const;
const integerNames = { tinyint: 'TINYINT', smallint: 'SMALLINT', integer: 'INT', bigint: 'BIGINT' } as const;

const invalid = (message: string): LakeError => new LakeError('INVALID_CAST_ARGUMENT', message);

/** Reads a varchar as CAST does; throws INVALID_CAST_ARGUMENT. JSON and char are not read here. */
export function parseValue(text: string, type: SqlType, context: ParseContext): SqlValue {
  const value = readScalar(text, type, context);
  if (value !== undefined) return value;
  switch (type.kind) {
    case 'tinyint':
    case 'smallint':
    case 'integer':
    case 'bigint':
      throw invalid(`Cannot cast '${text}' to ${integerNames[type.kind]}`);
    case 'date':
    case 'time':
    case 'time with time zone':
      throw invalid(`Value cannot be cast to ${type.kind}: ${text}`);
    case 'timestamp':
    case 'timestamp with time zone':
      throw invalid(`Value cannot be cast to timestamp: ${trimControls(text)}`);
    case 'decimal': {
      const isNumber = parseDecimalAtScale(text, type.scale) !== undefined;
      const reason = isNumber ? 'Value too large.' : 'Value is not a number.';
      throw invalid(`Cannot cast VARCHAR '${text}' to DECIMAL(${type.precision}, ${type.scale}). ${reason}`);
    }
    case 'uuid': {
      const isLong = text.split('-').length === 5 && text.length !== 36;
      throw invalid(isLong ? `Invalid UUID string length: ${text.length}` : `Cannot cast value to UUID: ${text}`);
    }
    case 'ipaddress':
      throw invalid(`Cannot cast value to IPADDRESS: ${text}`);
    default:
      throw invalid(`Cannot cast '${text}' to ${type.kind.toUpperCase()}`);
  }
}

function readScalar(text: string, type: SqlType, context: ParseContext): SqlValue | undefined {
  switch (type.kind) {
    case 'boolean':
      return parseBoolean(text);
    case 'tinyint':
    case 'smallint':
    case 'integer': {
      const value = parseInteger(text, integerBits[type.kind]);
      return value === undefined ? undefined : Number(value);
    }
    case 'bigint':
      return parseInteger(text, 64);
    case 'real':
      return parseReal(text);
    case 'double':
      return parseDouble(text);
    case 'decimal': {
      const unscaled = parseDecimalAtScale(text, type.scale);
      return unscaled !== undefined && fitsPrecision(unscaled, type.precision) ? unscaled : undefined;
    }
    case 'varchar':
      return text;
    case 'varbinary':
      return new TextEncoder().encode(text);
    case 'uuid':
      return parseUuid(text);
    case 'ipaddress':
      return parseIp(text);
    default:
      return readTemporal(text, type, context);
  }
}

function readTemporal(text: string, type: SqlType, context: ParseContext): SqlValue | undefined {
  switch (type.kind) {
    case 'date':
      return parseDate(text);
    case 'time':
      return parseTime(text, type.precision);
    case 'time with time zone':
      return parseTimeTz(text, sessionOffsetMinutes(context), type.precision);
    case 'timestamp': {
      const written = parseWrittenTimestamp(trimControls(text));
      if (written === undefined) return undefined;
      if (written.zone === undefined) return timestampOf(written, type.precision);
      return readLocalTimestamp(written.zone, written, type.precision);
    }
    case 'timestamp with time zone': {
      const written = parseWrittenTimestamp(trimControls(text));
      return written && timestampTzOf(written, type.precision, context.zone, false);
    }
    default:
      return undefined;
  }
}

type WrittenTimestamp = NonNullable<ReturnType<typeof parseWrittenTimestamp>>;

/** A timestamp drops the zone it is written with, except that a skipped local time moves forward first. */
function readLocalTimestamp(zoneName: string, written: WrittenTimestamp, precision: number): SqlValue | undefined {
  const zone = findAnyZone(zoneName);
  if (zone === undefined) return undefined;
  const value = timestampOf(written, precision);
  if (value === undefined || zone === 'unsupported') return value;
  const zoned = timestampTzOf({ ...written, fraction: '' }, 0, zone, false);
  if (zoned === undefined) return value;
  const wanted = BigInt(written.days) * 86_400_000n + BigInt(written.seconds * 1000);
  const moved = zoned.millis + BigInt(zoneOffsetMillis(zone, Number(zoned.millis))) - wanted;
  if (typeof value === 'bigint') return value + moved * 1000n;
  return { ...value, micros: value.micros + moved * 1000n };
}

function findAnyZone(name: string): number | 'unsupported' | undefined {
  try {
    return findZone(name);
  } catch (error) {
    if (error instanceof LakeError && error.name === 'NOT_SUPPORTED') return 'unsupported';
    throw error;
  }
}

/** Tells the offset, in whole minutes, that a time without one has. */
export const sessionOffsetMinutes = ({ zone, startMillis }: ParseContext): number =>
  fixedOffsetMinutes(zone) ?? Math.trunc(zoneOffsetMillis(zone, startMillis) / 60_000);

function parseBoolean(text: string): boolean | undefined {
  if (/^(?:t|true|1)$/i.test(text)) return true;
  return /^(?:f|false|0)$/i.test(text) ? false : undefined;
}

/** A typed literal's type and value. */
export interface Literal {
  readonly type: SqlType;
  readonly value: SqlValue;
}

/** Reads the literals whose precision follows from what is written: DATE, TIME, TIMESTAMP, DECIMAL. */
export function parseLiteral(
  kind: 'DATE' | 'TIME' | 'TIMESTAMP' | 'DECIMAL',
  text: string,
  context: ParseContext,
  position?: Position,
): Literal {
  const literal = readLiteral(kind, text, context, position);
  if (literal !== undefined) return literal;
  throw new LakeError('INVALID_LITERAL', `'${text}' is not a valid ${kind} literal`, { position });
}

function readLiteral(
  kind: 'DATE' | 'TIME' | 'TIMESTAMP' | 'DECIMAL',
  text: string,
  context: ParseContext,
  position: Position | undefined,
): Literal | undefined {
  const precision = writtenPrecision(text);
  const checkPrecision = (name: string): void => {
    if (precision <= subsecondDigitsMax) return;
    const message = `${name} precision must be in range [0, ${subsecondDigitsMax}]: ${precision}`;
    throw new LakeError('NUMERIC_VALUE_OUT_OF_RANGE', message, { position });
  };
  const literal = (type: SqlType, value: SqlValue | undefined): Literal | undefined =>
    value === undefined ? undefined : { type, value };
  switch (kind) {
    case 'DATE':
      return literal({ kind: 'date' }, parseDate(text));
    case 'DECIMAL': {
      const decimal = parseDecimalLiteral(text);
      if (decimal === undefined || decimal.precision > 38) return undefined;
      return { type: decimalType(decimal.precision, decimal.scale), value: decimal.unscaled };
    }
    case 'TIME': {
      const zoned = /[+-]\d\d:\d\d\s*$/.test(text);
      checkPrecision(zoned ? 'TIME WITH TIME ZONE' : 'TIME');
      if (zoned) return literal(timeTzType(precision), parseTimeTz(text, 0, precision));
      return literal(timeType(precision), parseTime(text, precision));
    }
    case 'TIMESTAMP': {
      const written = parseWrittenTimestamp(text);
      if (written === undefined) return undefined;
      checkPrecision(written.zone === undefined ? 'TIMESTAMP' : 'TIMESTAMP WITH TIME ZONE');
      if (written.zone === undefined) return literal(timestampType(precision), timestampOf(written, precision));
      return literal(timestampTzType(precision), zonedLiteral(written, precision, context, position));
    }
  }
}

function zonedLiteral(
  written: WrittenTimestamp,
  precision: number,
  context: ParseContext,
  position: Position | undefined,
): SqlValue | undefined {
  if (findAnyZone(written.zone!) === 'unsupported')
    throw new LakeError('NOT_SUPPORTED', `Time zone not supported: ${written.zone}`, { position });
  return timestampTzOf(written, precision, context.zone, true);
}
