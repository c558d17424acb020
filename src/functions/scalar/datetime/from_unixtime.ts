import { LakeError } from '../../../base/lake-error.js';
import { floorDivBig, floorModBig } from '../../../types/calendar.js';
import { rescale } from '../../../types/decimal-value.js';
import type { SqlValue, ZonedTimestamp } from '../../../types/sql-value.js';
import { findZone, offsetZone } from '../../../types/time-zone.js';
import { f64, i64 } from '../../../wasm/instruction.js';
import type { HostCall, ScalarFunction } from '../../definition.js';
import { zonedTimestamp } from './zoned-time.js';

const int64Max = 2n ** 63n - 1n;

/** Rounds seconds to milliseconds as Java's Math.round: halves up, NaN to 0, out of range to the limit. */
function fromSeconds(seconds: number, zone: number): ZonedTimestamp {
  const millis = Math.floor(seconds * 1000 + 0.5);
  if (Number.isNaN(millis)) return zonedTimestamp(0n, 0, zone);
  const isWide = Math.abs(millis) >= 2 ** 63;
  return zonedTimestamp(isWide ? (millis > 0 ? int64Max : -int64Max - 1n) : BigInt(millis), 0, zone);
}

const sessionZone = ({ session }: HostCall): number => findZone(session.timeZone)!;

function namedZone(name: string): number {
  const zone = findZone(name);
  if (zone === undefined) throw new LakeError('NOT_SUPPORTED', `Time zone not supported: ${name}`);
  return zone;
}

function zoneOfOffset(hours: bigint, minutes: bigint): number {
  const total = hours * 60n + minutes;
  if (total > 840n || total < -840n)
    throw new LakeError('INVALID_FUNCTION_ARGUMENT', `Invalid offset minutes ${total}`);
  return offsetZone(Number(total));
}

export const from_unixtime: ScalarFunction = {
  kind: 'scalar',
  name: 'from_unixtime',
  summary: 'Returns the timestamp so many seconds after 1970.',
  examples: [["from_unixtime(0, 'UTC')", '1970-01-01 00:00:00.000 UTC']],
  overloads: [
    {
      args: ['double'],
      returns: 'timestamp(3) with time zone',
      host: ([seconds], call) => fromSeconds(seconds as number, sessionZone(call)),
    },
    {
      args: ['double', 'bigint', 'bigint'],
      returns: 'timestamp(3) with time zone',
      host: ([seconds, hours, minutes]) =>
        fromSeconds(seconds as number, zoneOfOffset(hours as bigint, minutes as bigint)),
    },
    {
      args: ['double', 'varchar(x)'],
      returns: 'timestamp(3) with time zone',
      host: ([seconds, zone]) => fromSeconds(seconds as number, namedZone(zone as string)),
    },
  ],
};

const nanosPerMilli = 1_000_000n;

const fromNanos = (nanos: bigint, call: HostCall): SqlValue =>
  zonedTimestamp(
    floorDivBig(nanos, nanosPerMilli),
    Number(floorModBig(nanos, nanosPerMilli)) * 1000,
    sessionZone(call),
  );

export const from_unixtime_nanos: ScalarFunction = {
  kind: 'scalar',
  name: 'from_unixtime_nanos',
  summary: 'Returns the timestamp so many nanoseconds after 1970.',
  overloads: [
    {
      args: ['bigint'],
      returns: 'timestamp(9) with time zone',
      host: ([nanos], call) => fromNanos(nanos as bigint, call),
    },
    {
      args: ['decimal(p,s)'],
      returns: 'timestamp(9) with time zone',
      host: ([nanos], call) => {
        const [type] = call.args;
        const scale = type?.kind === 'decimal' ? type.scale : 0;
        return fromNanos(rescale(nanos as bigint, scale, 0), call);
      },
    },
  ],
};

export const to_unixtime: ScalarFunction = {
  kind: 'scalar',
  name: 'to_unixtime',
  summary: 'Returns the seconds since 1970.',
  examples: [["to_unixtime(TIMESTAMP '1970-01-01 00:00:01.5 UTC')", '1.5']],
  neverFails: true,
  overloads: [
    {
      args: ['timestamp(p) with time zone'],
      returns: 'double',
      emit(e, [value]) {
        const isLong = value!.layout === 'i128';
        const millis = f64.convertI64s(i64.shrs(isLong ? value!.high! : value!.value, i64.const(12)));
        const seconds = f64.div(millis, f64.const(1000));
        if (!isLong) return { layout: 'f64', value: e.keep(seconds) };
        const rest = f64.div(f64.convertI64s(value!.value), f64.const(1e12));
        return { layout: 'f64', value: e.keep(f64.add(seconds, rest)) };
      },
    },
  ],
};
