import { LakeError } from '../../../base/lake-error.js';
import { civilFromDays, floorDivBig, millisPerDay } from '../../../types/calendar.js';
import type { SqlValue, ZonedTimestamp } from '../../../types/sql-value.js';
import { findZone, instantsOfLocal } from '../../../types/time-zone.js';
import type { HostCall, ScalarFunction } from '../../definition.js';
import { jodaPattern, mysqlPattern, type PatternPart } from './date-pattern.js';
import { parseByPattern } from './parse-date.js';
import { type PrintedTime, printDate } from './print-date.js';
import { joinMillis, localMillisOf, splitMillis, timestampParts, zonedTimestamp } from './zoned-time.js';

const patternsMax = 1000;

/** Compiles a pattern once a query. */
function compiled(call: HostCall, pattern: string, compile: (pattern: string) => readonly PatternPart[]) {
  const known = call.memo.get(pattern) as readonly PatternPart[] | undefined;
  if (known) return known;
  if (call.memo.size >= patternsMax) call.memo.clear();
  const parts = compile(pattern);
  call.memo.set(pattern, parts);
  return parts;
}

const asPrinted = (localMillis: bigint, zone?: number): PrintedTime => {
  const { days, rest } = splitMillis(localMillis);
  return { days, millisOfDay: Number(rest), zone };
};

/** A timestamp in milliseconds, halves rounded up. */
function printedTimestamp(value: SqlValue): PrintedTime {
  return asPrinted(floorDivBig(timestampParts(value).micros + 500n, 1000n));
}

function printedZoned(value: SqlValue): PrintedTime {
  const zoned = value as ZonedTimestamp;
  const carry = zoned.picosOfMilli >= 500_000_000 ? 1n : 0n;
  const local = localMillisOf(zoned);
  return { ...asPrinted(local + carry, zoned.zone), offsetMillis: Number(local - zoned.millis) };
}

const thisYear = ({ session }: HostCall): number =>
  civilFromDays(splitMillis(BigInt(Math.trunc(session.startMillis))).days).year;

const mysql = (call: HostCall, pattern: SqlValue) => compiled(call, pattern as string, mysqlPattern);
const joda = (call: HostCall, pattern: SqlValue) =>
  compiled(call, pattern as string, (text) => jodaPattern(text, thisYear(call)));

/** Tells whether the last argument is a literal from which a pattern is made without failing. */
const compiles =
  (compile: (pattern: string) => unknown): Exclude<ScalarFunction['neverFails'], boolean | undefined> =>
  (_types, literals) => {
    const pattern = literals.at(-1);
    if (typeof pattern !== 'string') return false;
    try {
      compile(pattern);
      return true;
    } catch (error) {
      if (error instanceof LakeError) return false;
      throw error;
    }
  };

const showsZone = (part: PatternPart): boolean => part.kind === 'field' && part.field.startsWith('zone');

export const date_format: ScalarFunction = {
  kind: 'scalar',
  name: 'date_format',
  summary: 'Prints a timestamp by a pattern of MySQL.',
  examples: [["date_format(TIMESTAMP '2024-02-29 10:11:12', '%d.%m.%Y')", '29.02.2024']],
  neverFails: compiles(mysqlPattern),
  overloads: [
    {
      args: ['timestamp(p) with time zone', 'varchar(x)'],
      returns: 'varchar',
      host: ([value, pattern], call) => printDate(mysql(call, pattern!), printedZoned(value!)),
    },
    {
      args: ['timestamp(p)', 'varchar(x)'],
      returns: 'varchar',
      host: ([value, pattern], call) => printDate(mysql(call, pattern!), printedTimestamp(value!)),
    },
  ],
};

export const format_datetime: ScalarFunction = {
  kind: 'scalar',
  name: 'format_datetime',
  summary: "Prints a timestamp by a pattern of Java's SimpleDateFormat.",
  examples: [["format_datetime(TIMESTAMP '2024-02-29 10:11:12', 'dd MMM yyyy')", '29 Feb 2024']],
  overloads: [
    {
      args: ['timestamp(p) with time zone', 'varchar(x)'],
      returns: 'varchar',
      host: ([value, pattern], call) => printDate(joda(call, pattern!), printedZoned(value!)),
    },
    {
      args: ['timestamp(p)', 'varchar(x)'],
      returns: 'varchar',
      host: ([value, pattern], call) => {
        const parts = joda(call, pattern!);
        if (parts.some(showsZone))
          throw new LakeError(
            'INVALID_FUNCTION_ARGUMENT',
            "format_datetime for TIMESTAMP type, cannot use 'Z' nor 'z' in format, as this type does not contain TZ information",
          );
        return printDate(parts, printedTimestamp(value!));
      },
    },
  ],
};

export const date_parse: ScalarFunction = {
  kind: 'scalar',
  name: 'date_parse',
  summary: 'Reads a timestamp by a pattern of MySQL.',
  examples: [["date_parse('29.02.2024', '%d.%m.%Y')", '2024-02-29 00:00:00.000']],
  overloads: [
    {
      args: ['varchar(x)', 'varchar(y)'],
      returns: 'timestamp(3)',
      host: ([text, pattern], call) => {
        const { days, millisOfDay } = parseByPattern(mysql(call, pattern!), text as string);
        return (BigInt(days) * millisPerDay + BigInt(millisOfDay)) * 1000n;
      },
    },
  ],
};

export const parse_datetime: ScalarFunction = {
  kind: 'scalar',
  name: 'parse_datetime',
  summary: "Reads a timestamp with time zone by a pattern of Java's SimpleDateFormat.",
  examples: [["parse_datetime('29 Feb 2024', 'dd MMM yyyy')", '2024-02-29 00:00:00.000 UTC']],
  overloads: [
    {
      args: ['varchar(x)', 'varchar(y)'],
      returns: 'timestamp(3) with time zone',
      host: ([text, pattern], call) => {
        const parsed = parseByPattern(joda(call, pattern!), text as string);
        const zone = parsed.zone ?? findZone(call.session.timeZone)!;
        const local = joinMillis(parsed.days, BigInt(parsed.millisOfDay));
        const [instant] = instantsOfLocal(zone, Number(local));
        if (instant === undefined)
          throw new LakeError(
            'INVALID_FUNCTION_ARGUMENT',
            `Cannot parse "${text as string}": Illegal instant due to time zone offset transition`,
          );
        return zonedTimestamp(BigInt(instant), 0, zone);
      },
    },
  ],
};
