/** Reads the texts of interval literals: fields from the first to the last named, of which the later may be absent. */
const fields = ['DAY', 'HOUR', 'MINUTE', 'SECOND'] as const;
const millisPerField = [86_400_000n, 3_600_000n, 60_000n, 1000n];

/** Names the fields of an interval literal. */
export type IntervalField = 'YEAR' | 'MONTH' | (typeof fields)[number];

const fieldIndex = (field: IntervalField): number => (fields as readonly string[]).indexOf(field);

const int32Max = 2n ** 31n - 1n;

function wholeNumber(text: string | undefined): bigint | undefined {
  const value = BigInt((text ?? '').replace(/^\+/, '') || '0');
  return value > int32Max ? undefined : value;
}

/** Reads an interval year to month, in months; undefined where the text is none. */
export function parseYearMonth(text: string, from: IntervalField, to: IntervalField): number | undefined {
  const pattern = from === to ? /^(-?)(\+?\d*)$/ : /^(-?)(\+?\d*)(?:-(\+?\d*))?$/;
  const match = pattern.exec(text);
  const first = wholeNumber(match?.[2]);
  const second = wholeNumber(match?.[3]);
  if (match === null || first === undefined || second === undefined) return undefined;
  const months = first * (from === 'YEAR' ? 12n : 1n) + second;
  if (months > int32Max) return undefined;
  return match[1] === '-' ? -Number(months) : Number(months);
}

/** Tells whether `from TO to` names a run of fields that an interval may have. */
export function isIntervalRange(from: IntervalField, to: IntervalField): boolean {
  if (from === 'YEAR') return to === 'MONTH';
  const first = fieldIndex(from);
  return first >= 0 && fieldIndex(to) > first;
}

/** Reads an interval day to second, in milliseconds, what is finer cut off; undefined where the text is none. */
export function parseDaySecond(text: string, from: IntervalField, to: IntervalField): bigint | undefined {
  const first = fieldIndex(from);
  const last = fieldIndex(to);
  const [, sign, rest] = /^(-?)(.*)$/s.exec(text)!;
  const [whole, fraction, ...more] = last === 3 ? rest!.split('.') : [rest!];
  const values = splitFields(whole!, first === 0);
  if (values === undefined || values.length > last - first + 1 || more.length > 0) return undefined;
  // Only the seconds have a fraction, so that all fields must be there before a point.
  if (fraction !== undefined && (values.length <= last - first || !/^\d*$/.test(fraction))) return undefined;
  let millis = BigInt((fraction ?? '').slice(0, 3).padEnd(3, '0'));
  for (const [i, value] of values.entries()) {
    if (!(i === 0 ? /^\+?\d*$/ : /^\d*$/).test(value)) return undefined;
    const count = wholeNumber(value);
    if (count === undefined) return undefined;
    millis += count * millisPerField[first + i]!;
  }
  return sign === '-' ? -millis : millis;
}

/** Days stand before a space, the other fields between colons. */
function splitFields(text: string, withDays: boolean): string[] | undefined {
  if (!withDays) return text.split(':');
  const [days, clock, ...more] = text.split(' ');
  if (more.length > 0) return undefined;
  return clock === undefined ? [days!] : [days!, ...clock.split(':')];
}
