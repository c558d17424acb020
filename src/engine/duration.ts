/** Units of durations in milliseconds, the largest first, as Trino names them. */
const unitMs = { d: 86_400_000, h: 3_600_000, m: 60_000, s: 1000, ms: 1, us: 1e-3, ns: 1e-6 };

/** Reads a duration such as `1.5h` or `90 s`, in milliseconds; undefined where the text is none. */
export function parseDuration(text: string): number | undefined {
  const match = /^\s*(\d+(?:\.\d+)?)\s*(d|h|m|s|ms|us|ns)\s*$/.exec(text);
  return match ? Number(match[1]) * unitMs[match[2] as keyof typeof unitMs] : undefined;
}

/** Prints a duration as Trino does: in the largest unit of which it has one, with two digits. */
export function durationText(ms: number): string {
  const [unit, size] = Object.entries(unitMs).find(([, candidate]) => ms >= candidate) ?? ['ns', unitMs.ns];
  return `${(ms / size).toFixed(2)}${unit}`;
}
