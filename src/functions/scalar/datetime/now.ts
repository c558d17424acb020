import { floorModBig, picosPerDay } from '../../../types/calendar.js';
import type { SqlType } from '../../../types/sql-type.js';
import type { SqlValue } from '../../../types/sql-value.js';
import { findZone, zoneOffsetMillis } from '../../../types/time-zone.js';
import type { HostCall, ScalarFunction } from '../../definition.js';
import { splitMillis } from './zoned-time.js';

const sessionZone = ({ session }: HostCall): number => findZone(session.timeZone)!;
const startMillis = ({ session }: HostCall): number => Math.trunc(session.startMillis);
const offsetMillis = (call: HostCall): number => zoneOffsetMillis(sessionZone(call), startMillis(call));
const localMillis = (call: HostCall): bigint => BigInt(startMillis(call) + offsetMillis(call));
const picosOfDay = (call: HostCall): bigint => (splitMillis(localMillis(call)).rest * 1_000_000_000n) % picosPerDay;

/** Cuts milliseconds to the digits that a type holds. */
function cut(millis: bigint, type: SqlType): bigint {
  const digits = 'precision' in type ? Math.min(type.precision, 3) : 3;
  const step = 10n ** BigInt(3 - digits);
  return millis - floorModBig(millis, step);
}

/** A value of the statement's start. The type that the call is bound to says its precision. */
const ofStart = (
  name: string,
  returns: string,
  summary: string,
  host: (call: HostCall) => SqlValue,
  hidden: boolean,
): ScalarFunction => ({
  kind: 'scalar',
  name,
  summary,
  hidden,
  overloads: [{ args: [], returns, host: (_args, call) => host(call) }],
});

const zonedStart = (call: HostCall): SqlValue => ({
  millis: cut(BigInt(startMillis(call)), call.returns),
  picosOfMilli: 0,
  zone: sessionZone(call),
});

const localStart = (call: HostCall): SqlValue => {
  const micros = cut(localMillis(call), call.returns) * 1000n;
  const isLong = call.returns.kind === 'timestamp' && call.returns.precision > 6;
  return isLong ? { micros, picosOfMicro: 0 } : micros;
};

const timeOfDay = (call: HostCall): bigint => {
  const step = 'precision' in call.returns ? 10n ** BigInt(12 - call.returns.precision) : 1n;
  const picos = picosOfDay(call);
  return picos - (picos % step);
};

export const now = ofStart(
  'now',
  'timestamp(3) with time zone',
  'Returns the instant at which the statement started.',
  zonedStart,
  false,
);

export const current_timezone = ofStart(
  'current_timezone',
  'varchar',
  'Returns the session’s time zone.',
  ({ session }) => session.timeZone,
  false,
);

// The special forms CURRENT_TIMESTAMP(p) and their like are bound to these.
export const current_date = ofStart(
  'current_date',
  'date',
  'Returns the day on which the statement started.',
  (call) => splitMillis(localMillis(call)).days,
  false,
);

export const current_timestamp = ofStart(
  'current_timestamp',
  'timestamp(3) with time zone',
  'Returns the instant at which the statement started.',
  zonedStart,
  true,
);

export const localtimestamp = ofStart(
  'localtimestamp',
  'timestamp(3)',
  'Returns the local time at which the statement started.',
  localStart,
  true,
);

export const current_time = ofStart(
  'current_time',
  'time(3) with time zone',
  'Returns the time of day at which the statement started.',
  (call) => ({ picos: timeOfDay(call), offsetMinutes: Math.trunc(offsetMillis(call) / 60_000) }),
  true,
);

export const localtime = ofStart(
  'localtime',
  'time(3)',
  'Returns the local time of day at which the statement started.',
  timeOfDay,
  true,
);
