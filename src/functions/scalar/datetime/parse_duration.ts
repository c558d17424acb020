import { LakeError } from '../../../base/lake-error.js';
import type { ScalarFunction } from '../../definition.js';

const unitNanos: Readonly<Record<string, number>> = {
  ns: 1,
  us: 1e3,
  ms: 1e6,
  s: 1e9,
  m: 60e9,
  h: 3600e9,
  d: 86_400e9,
};

function durationMillis(text: string): bigint {
  const match = /^\s*(\d+(?:\.\d+)?)\s*([a-zA-Z]+)\s*$/.exec(text);
  if (!match)
    throw new LakeError('INVALID_FUNCTION_ARGUMENT', `duration is not a valid data duration string: ${text}`, {
      hint: "Write a number and one of ns, us, ms, s, m, h, d: '1.5h'.",
    });
  const nanos = Object.hasOwn(unitNanos, match[2]!) ? unitNanos[match[2]!] : undefined;
  if (nanos === undefined) throw new LakeError('INVALID_FUNCTION_ARGUMENT', `Unknown time unit: ${match[2]}`);
  return BigInt(Math.floor(Number(match[1]) * (nanos / 1e6) + 0.5));
}

export const parse_duration: ScalarFunction = {
  kind: 'scalar',
  name: 'parse_duration',
  summary: 'Reads an interval such as 1.5h; units are ns, us, ms, s, m, h and d.',
  examples: [["parse_duration('3.81 d')", '3 19:26:24.000']],
  overloads: [
    {
      args: ['varchar(x)'],
      returns: 'interval day to second',
      host: ([text]) => durationMillis(text as string),
    },
  ],
};

export const to_milliseconds: ScalarFunction = {
  kind: 'scalar',
  name: 'to_milliseconds',
  summary: 'Returns an interval in milliseconds.',
  examples: [["to_milliseconds(INTERVAL '1.5' SECOND)", '1500']],
  neverFails: true,
  overloads: [{ args: ['interval day to second'], returns: 'bigint', emit: (_e, [interval]) => interval! }],
};

const steps: readonly (readonly [string, bigint])[] = [
  ['week', 604_800n],
  ['day', 86_400n],
  ['hour', 3600n],
  ['minute', 60n],
  ['second', 1n],
];
const int64Max = 2n ** 63n - 1n;

function readable(seconds: number): string {
  if (!Number.isFinite(seconds)) throw new LakeError('INVALID_FUNCTION_ARGUMENT', `Invalid argument found: ${seconds}`);
  const rounded = Math.floor(Math.abs(seconds) + 0.5);
  let rest = rounded >= 2 ** 63 ? int64Max : BigInt(rounded);
  const words: string[] = [];
  for (const [name, length] of steps) {
    const count = rest / length;
    rest %= length;
    if (count > 0n) words.push(`${count} ${name}${count === 1n ? '' : 's'}`);
  }
  return words.length === 0 ? '0 seconds' : words.join(', ');
}

export const human_readable_seconds: ScalarFunction = {
  kind: 'scalar',
  name: 'human_readable_seconds',
  summary: 'Prints seconds as weeks, days, hours, minutes and seconds.',
  examples: [['human_readable_seconds(3762)', '1 hour, 2 minutes, 42 seconds']],
  overloads: [{ args: ['double'], returns: 'varchar', host: ([seconds]) => readable(seconds as number) }],
};
