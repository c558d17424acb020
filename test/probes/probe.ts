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
    const probe = parseExactJson(line) as Probe;
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

/**
 * Finds when the answers were recorded, in milliseconds since the epoch: casts from time to timestamp hold the day.
 * The hour is one at which zones west of UTC still had the day before, as the answers have it.
 */
export function recordingMillis(folder: string): number {
  const text = readFileSync(join(folder, 'trino-476.jsonl'), 'utf8');
  const day = /"00:00:00\.000","(\d{4}-\d\d-\d\d) 00:00:00/.exec(text)?.[1];
  if (day === undefined) throw new Error('no probe tells the day of recording');
  return Date.parse(`${day}T04:00:00Z`);
}
