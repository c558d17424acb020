import { LakeError } from '../../base/lake-error.js';
import { isCastable } from '../../types/castable.js';
import {
  DATE,
  rowType,
  type TypeKind,
  timestampType,
  timestampTzType,
  timeType,
  timeTzType,
  typeText,
  VARCHAR,
} from '../../types/sql-type.js';
import type { SqlValue } from '../../types/sql-value.js';
import { zoneOf, zoneOffsetMillis } from '../../types/time-zone.js';
import type { BindSession } from '../bind-context.js';
import { callFunction } from './call.js';
import { coerce } from './coerce.js';
import type { BindNode } from './expression-binder.js';
import { constant } from './literal.js';

const dated: readonly TypeKind[] = ['date', 'timestamp', 'timestamp with time zone'];
const timed: readonly TypeKind[] = [
  'time',
  'time with time zone',
  'timestamp',
  'timestamp with time zone',
  'interval day to second',
];
const zoned: readonly TypeKind[] = ['time with time zone', 'timestamp with time zone'];

/** The function that an EXTRACT is, and the kinds of values that the field can be taken from. */
const extractions: Readonly<Record<string, readonly [name: string, kinds: readonly TypeKind[]]>> = {
  YEAR: ['year', [...dated, 'interval year to month']],
  QUARTER: ['quarter', dated],
  MONTH: ['month', [...dated, 'interval year to month']],
  WEEK: ['week', dated],
  DAY: ['day', [...dated, 'interval day to second']],
  DAY_OF_MONTH: ['day', [...dated, 'interval day to second']],
  DAY_OF_WEEK: ['day_of_week', dated],
  DOW: ['day_of_week', dated],
  DAY_OF_YEAR: ['day_of_year', dated],
  DOY: ['day_of_year', dated],
  YEAR_OF_WEEK: ['year_of_week', dated],
  YOW: ['year_of_week', dated],
  HOUR: ['hour', timed],
  MINUTE: ['minute', timed],
  SECOND: ['second', timed],
  TIMEZONE_HOUR: ['timezone_hour', zoned],
  TIMEZONE_MINUTE: ['timezone_minute', zoned],
};

export const bindExtract: BindNode<'Extract'> = (binder, { field, value, position }) => {
  const extraction = extractions[field];
  if (!extraction) throw new LakeError('SYNTAX_ERROR', `Invalid EXTRACT field ${field}`, { position });
  const [name, kinds] = extraction;
  const input = binder.bind(value);
  if (!kinds.includes(input.type.kind))
    throw new LakeError('TYPE_MISMATCH', `Cannot extract ${field} from ${typeText(input.type)}`, {
      position: value.position,
    });
  return callFunction(name, [input], position);
};

export const bindAtTimeZone: BindNode<'AtTimeZone'> = (binder, { value, zone, position }) => {
  const input = binder.bind(value);
  const { type } = input;
  if (!timed.slice(0, 4).includes(type.kind) || !('precision' in type)) {
    const message = `Type of value must be a time or timestamp with or without time zone (actual ${typeText(type)})`;
    throw new LakeError('TYPE_MISMATCH', message, { position: value.position });
  }
  const isTime = type.kind === 'time' || type.kind === 'time with time zone';
  const target = isTime ? timeTzType(type.precision) : timestampTzType(type.precision);
  const where = binder.bind(zone);
  if (where.type.kind !== 'varchar' && where.type.kind !== 'interval day to second')
    throw new LakeError(
      'TYPE_MISMATCH',
      `Type of time zone must be varchar or interval (actual ${typeText(where.type)})`,
      {
        position: zone.position,
      },
    );
  return callFunction('$at_timezone', [coerce(input, target), where], position);
};

const trimNames = { BOTH: 'trim', LEADING: 'ltrim', TRAILING: 'rtrim' } as const;

export const bindTrim: BindNode<'Trim'> = (binder, { specification, value, character }) => {
  const operands = [value, ...(character ? [character] : [])].map((node) => binder.bind(node));
  return callFunction(trimNames[specification], operands);
};

export const bindFormat: BindNode<'Format'> = (binder, node) => {
  const [format, ...values] = node.arguments.map((argument) => binder.bind(argument));
  const formatKind = format!.type.kind;
  if (formatKind !== 'varchar')
    throw new LakeError(
      'TYPE_MISMATCH',
      `Type of first argument to format() must be VARCHAR (actual: ${typeText(format!.type)})`,
      { position: node.arguments[0]!.position },
    );
  values.forEach(({ type }, index) => {
    if (type.kind === 'unknown' || isCastable(type, VARCHAR)) return;
    throw new LakeError('NOT_SUPPORTED', `Type not supported for formatting: ${typeText(type)}`, {
      position: node.arguments[index + 1]!.position,
    });
  });
  const text = coerce(format!, VARCHAR);
  const row = { kind: 'row', type: rowType(values.map(({ type }) => ({ type }))), args: values } as const;
  return callFunction('format', [text, row], node.position);
};

const precisionMax = 12;
const momentTypes = {
  CURRENT_TIME: timeTzType,
  CURRENT_TIMESTAMP: timestampTzType,
  LOCALTIME: timeType,
  LOCALTIMESTAMP: timestampType,
} as const;

export const bindCurrentMoment: BindNode<'CurrentMoment'> = ({ context }, { name, precision = 3 }) => {
  const { session } = context;
  if (name === 'CURRENT_DATE') return constant(DATE, Math.floor(localMillis(session) / millisPerDay));
  const type = momentTypes[name](precision);
  if (precision > precisionMax)
    throw new LakeError(
      'NUMERIC_VALUE_OUT_OF_RANGE',
      `${type.kind.toUpperCase()} precision must be in range [0, ${precisionMax}]: ${precision}`,
    );
  return constant(type, momentOf(name, session, precision));
};

const millisPerDay = 86_400_000;

const localMillis = ({ startMillis, timeZone }: BindSession): number =>
  startMillis + zoneOffsetMillis(zoneOf(timeZone), startMillis);

function momentOf(name: keyof typeof momentTypes, session: BindSession, precision: number): SqlValue {
  const local = roundMillis(localMillis(session), precision);
  const zone = zoneOf(session.timeZone);
  const picosOfDay = BigInt(local - Math.floor(local / millisPerDay) * millisPerDay) * 1_000_000_000n;
  const micros = BigInt(local) * 1000n;
  switch (name) {
    case 'CURRENT_TIME':
      return {
        picos: picosOfDay,
        offsetMinutes: Math.trunc(zoneOffsetMillis(zone, session.startMillis) / 60_000),
      };
    case 'CURRENT_TIMESTAMP':
      return { millis: BigInt(roundMillis(session.startMillis, precision)), picosOfMilli: 0, zone };
    case 'LOCALTIME':
      return picosOfDay;
    case 'LOCALTIMESTAMP':
      return precision <= 6 ? micros : { micros, picosOfMicro: 0 };
  }
}

/** The clock counts milliseconds: only precisions below 3 round. */
function roundMillis(millis: number, precision: number): number {
  const step = 10 ** Math.max(0, 3 - precision);
  return Math.floor(millis / step + 0.5) * step;
}

export const bindCurrentContext: BindNode<'CurrentContext'> = ({ context }, { name }) => {
  const { user, catalog, schema } = context.session;
  const texts = { CURRENT_USER: user, CURRENT_CATALOG: catalog, CURRENT_SCHEMA: schema, CURRENT_PATH: '' };
  return constant(VARCHAR, texts[name]);
};
