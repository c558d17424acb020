import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseExactJson } from '../oracle/trino-client.js';

/** Holds one question with the answer that a real Trino gave; see README.md of the probes for the form. */
export interface Probe {
  readonly id: string;
  readonly area: string;
  readonly sql: string;
  readonly ordered?: boolean;
  readonly columns?: readonly (readonly [name: string, type: string])[];
  readonly rows?: readonly (readonly unknown[])[];
  readonly error?: { readonly name: string; readonly line?: number; readonly column?: number };
}

/** Gives a probe table's columns with their Trino types. */
export type ProbeTables = Record<string, { readonly columns: [name: string, type: string][] }>;

/** Reads all probes, by area. */
export function readProbes(folder: string): Map<string, Probe[]> {
  const text = readFileSync(join(folder, 'trino-476.jsonl'), 'utf8');
  const areas = new Map<string, Probe[]>();
  for (const line of text.split('\n').filter((one) => one !== '')) {
    const probe = withToday(parseExactJson(line) as Probe, text);
    const list = areas.get(probe.area) ?? [];
    areas.set(probe.area, list);
    list.push(probe);
  }
  return areas;
}

/** Reads the types of the tables' columns. */
export function readProbeTables(folder: string): ProbeTables {
  return JSON.parse(readFileSync(join(folder, 'tables', 'tables.json'), 'utf8')) as ProbeTables;
}

/** Moves the day of recording, which answers of casts from time to timestamp hold, to today. */
function withToday(probe: Probe, recording: string): Probe {
  const day = recordingDay(recording);
  const rows = JSON.stringify(probe.rows ?? []);
  if (day === undefined || !rows.includes(day) || probe.sql.includes(day)) return probe;
  const today = new Date().toISOString().slice(0, 10);
  return { ...probe, rows: JSON.parse(rows.replaceAll(day, today)) as unknown[][] };
}

let knownDay: { recording: string; day: string | undefined } | undefined;

function recordingDay(recording: string): string | undefined {
  if (knownDay?.recording !== recording) {
    const day = /"00:00:00\.000","(\d{4}-\d\d-\d\d) 00:00:00/.exec(recording)?.[1];
    knownDay = { recording, day };
  }
  return knownDay.day;
}
