import { join } from 'node:path';
import { differenceOf } from '../../native-bench/answers/compare.js';
import type { SqlEngine } from '../../native-bench/engines/engine.js';
import type { Probe, ProbeTables } from './probe.js';

/** Holds a probe that was answered wrongly, and how. */
export interface WrongAnswer {
  readonly probe: Probe;
  readonly difference: string;
}

const probeTimeoutMs = 20_000;

/** Makes the probes' tables known to an engine. */
export async function createProbeTables(engine: SqlEngine, folder: string, tables: ProbeTables): Promise<void> {
  // Some probes name what is missing in the database of the recording.
  await engine.query('CREATE SCHEMA p');
  for (const [name, { columns }] of Object.entries(tables)) {
    const files = join(folder, 'tables', `${name}.parquet`);
    await engine.createTable({ name, files, columns });
    await engine.createTable({ name, database: 'p', files, columns });
  }
}

/** Asks every probe and returns those answered wrongly. */
export async function runProbes(engine: SqlEngine, probes: readonly Probe[]): Promise<WrongAnswer[]> {
  const wrong: WrongAnswer[] = [];
  for (const probe of probes) {
    const difference = await probeDifference(engine, probe);
    if (difference !== undefined) wrong.push({ probe, difference });
  }
  return wrong;
}

/** Writes a wrong answer for a person. */
export function showWrong({ probe, difference }: WrongAnswer): string {
  return `${probe.id}: ${probe.sql}\n    ${difference}`;
}

async function probeDifference(engine: SqlEngine, probe: Probe): Promise<string | undefined> {
  const { sql, columns = [], rows = [], error, ordered = false } = probe;
  try {
    const answer = await engine.query(sql, { timeoutMs: probeTimeoutMs });
    if (error)
      return `expected ${error.name}, got ${answer.rows.length} rows: ${JSON.stringify(answer.rows.slice(0, 2), show)}`;
    return differenceOf({ columns: columns.map(([name, type]) => ({ name, type })), rows }, answer, ordered);
  } catch (failure) {
    if (!(failure instanceof Error)) throw failure;
    const { name, message, line, column } = failure as Error & { line?: number; column?: number };
    if (!error) return `expected an answer, got ${name}: ${message}`;
    if (name !== error.name) return `expected ${error.name}, got ${name}: ${message}`;
    if (line === error.line && column === error.column) return undefined;
    return `${name} expected at ${place(error.line, error.column)}, got it at ${place(line, column)}: ${message}`;
  }
}

function place(line: number | undefined, column: number | undefined): string {
  return line === undefined ? 'no place' : `${line}:${column}`;
}

function show(_key: string, value: unknown): unknown {
  return typeof value === 'bigint' ? String(value) : value;
}
