import { differenceAcross } from './answers/cross-engine.js';
import type { Answer } from './engines/engine.js';
import type { MeasuredEngine } from './measured-engine.js';
import type { BenchQuery } from './queries/suite.js';

/** Holds the times of one query, medians in milliseconds; `problem` says what failed or which answers differ. */
export interface Measurement {
  readonly id: string;
  readonly lakeletMs: number | undefined;
  readonly duckdbMs: number | undefined;
  readonly blockMs: number;
  readonly problem: string | undefined;
}

/** Chooses how often and how long queries run. */
export interface MeasureOptions {
  readonly runs: number;
  readonly timeoutMs: number;
}

interface Side {
  readonly engine: MeasuredEngine;
  readonly sql: string;
  readonly times: number[];
  answer: Answer | undefined;
  blockMs: number;
  problem: string | undefined;
}

/** Runs a query on the engines in alternation after one warm-up each, and compares their answers. */
export async function measure(
  query: BenchQuery,
  lakelet: MeasuredEngine,
  duckdb: MeasuredEngine | undefined,
  options: MeasureOptions,
): Promise<Measurement> {
  const ours = sideOf(lakelet, query.sql);
  const theirs = duckdb && sideOf(duckdb, query.duckdbSql);
  const sides = theirs ? [ours, theirs] : [ours];
  for (let i = 0; i <= options.runs; i++) for (const side of sides) await runOnce(side, i === 0, options.timeoutMs);
  return {
    id: query.id,
    lakeletMs: median(ours.times),
    duckdbMs: theirs && median(theirs.times),
    blockMs: ours.blockMs,
    problem: ours.problem ?? theirs?.problem ?? answerProblem(ours.answer, theirs?.answer, query.ordered),
  };
}

/** Returns the geometric mean. */
export function geometricMean(values: readonly number[]): number {
  return Math.exp(values.reduce((sum, value) => sum + Math.log(value), 0) / values.length);
}

function sideOf(engine: MeasuredEngine, sql: string): Side {
  return { engine, sql, times: [], answer: undefined, blockMs: 0, problem: undefined };
}

async function runOnce(side: Side, isWarmUp: boolean, timeoutMs: number): Promise<void> {
  if (side.problem !== undefined) return;
  try {
    const ran = await side.engine.run(side.sql, timeoutMs, isWarmUp);
    if (isWarmUp) side.answer = ran.answer;
    else {
      side.times.push(ran.ms);
      side.blockMs = Math.max(side.blockMs, ran.blockMs);
    }
  } catch (error) {
    // A failing engine is a result of the benchmark, not its end.
    side.problem = `${side.engine.name}: ${error instanceof Error ? error.message : error}`;
  }
}

function answerProblem(ours: Answer | undefined, theirs: Answer | undefined, ordered: boolean): string | undefined {
  if (!ours || !theirs) return undefined;
  const difference = differenceAcross(ours, theirs, ordered);
  return difference === undefined ? undefined : `answers differ: ${difference}`;
}

function median(times: readonly number[]): number | undefined {
  if (times.length === 0) return undefined;
  const sorted = [...times].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1]! + sorted[middle]!) / 2;
}
