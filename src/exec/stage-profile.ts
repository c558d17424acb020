import type { QueryMemory } from '../vector/query-memory.js';
import type { Batch } from '../vector/vector.js';
import type { Emit, Gang, Operator, Sink, Source } from './operator.js';
import { type PhysicalNode, type PhysicalPlan, type Pipeline, sharedStateBytes } from './physical-plan.js';
import { stagesOf } from './plan-stages.js';
import { type ReadCounters, scanReads } from './read-counters.js';

// Three counters of two words each: rows in, rows out, microseconds.
const stageWords = 6;
const stagesPerState = Math.floor(sharedStateBytes / 4 / stageWords);

/** What one stage of a pipeline did, all workers together. */
export interface StageMeasure {
  readonly rowsIn: number;
  readonly rowsOut: number;
  /** Time in the stage itself, not in those behind it. */
  readonly ms: number;
  /** What a scan read. */
  readonly reads: ReadCounters | undefined;
}

/** Measures of all stages of a plan, those inside a union too. */
export type StageMeasures = ReadonlyMap<PhysicalNode, StageMeasure>;

/** Gives a plan whose stages are measured while it runs; EXPLAIN ANALYZE pays for that, other queries do not. */
export function profiledPlan<Plan extends PhysicalPlan>(plan: Plan): Plan {
  let stateCount = plan.stateCount;
  const profileStates = plan.pipelines.map((pipeline) => {
    const first = stateCount;
    stateCount += Math.ceil(stagesOf(pipeline).length / stagesPerState);
    return first;
  });
  return { ...plan, stateCount, profileStates };
}

interface Counts {
  rowsIn: number;
  rowsOut: number;
  ms: number;
}

/** Measures the stages of one pipeline in one worker. */
export class StageProfile {
  readonly #counts = new Map<PhysicalNode, Counts>();
  readonly #open: Counts[] = [];
  #since = 0;

  constructor(pipeline: Pipeline) {
    for (const stage of stagesOf(pipeline)) this.#counts.set(stage, { rowsIn: 0, rowsOut: 0, ms: 0 });
  }

  source(node: PhysicalNode, source: Source): Source {
    const counts = this.#counts.get(node)!;
    return {
      run: (emit) => this.#within(counts, () => source.run(counted(counts, emit))),
      release: () => source.release?.(),
    };
  }

  operator(node: PhysicalNode, operator: Operator): Operator {
    const counts = this.#counts.get(node)!;
    return {
      consume: (batch, emit) => this.#consume(counts, batch, () => operator.consume(batch, counted(counts, emit))),
      finish: (emit) => this.#within(counts, () => operator.finish?.(counted(counts, emit))),
      release: () => operator.release?.(),
      get isSatisfied() {
        return operator.isSatisfied === true;
      },
    };
  }

  sink(node: PhysicalNode, sink: Sink): Sink {
    const counts = this.#counts.get(node)!;
    return {
      consume: (batch) => this.#consume(counts, batch, () => sink.consume(batch)),
      finish: () => this.#within(counts, () => sink.finish()),
      get isSatisfied() {
        return sink.isSatisfied === true;
      },
    };
  }

  /** Adds what was measured to the shared states that begin with `state`. */
  publish(gang: Gang, state: number): void {
    for (const [stage, { rowsIn, rowsOut, ms }] of [...this.#counts.values()].entries()) {
      const place = state + Math.floor(stage / stagesPerState);
      const word = (stage % stagesPerState) * stageWords;
      gang.add(place, word, rowsIn);
      gang.add(place, word + 2, rowsOut);
      gang.add(place, word + 4, Math.round(ms * 1000));
    }
  }

  #consume(counts: Counts, batch: Batch, work: () => void): void {
    counts.rowsIn += batch.selectedCount;
    this.#within(counts, work);
  }

  #within(counts: Counts, work: () => void): void {
    this.#charge();
    this.#open.push(counts);
    try {
      work();
    } finally {
      this.#charge();
      this.#open.pop();
    }
  }

  #charge(): void {
    const now = performance.now();
    const open = this.#open.at(-1);
    if (open !== undefined) open.ms += now - this.#since;
    this.#since = now;
  }
}

const counted =
  (counts: Counts, emit: Emit): Emit =>
  (batch) => {
    counts.rowsOut += batch.selectedCount;
    emit(batch);
  };

/** Reads what the stages of a profiled plan did; its shared states begin at `states`. */
export function stageMeasures(memory: QueryMemory, plan: PhysicalPlan, states: number): StageMeasures | undefined {
  const { profileStates } = plan;
  if (!profileStates) return undefined;
  const measures = new Map<PhysicalNode, StageMeasure>();
  for (const [index, pipeline] of plan.pipelines.entries()) {
    for (const [stage, node] of stagesOf(pipeline).entries()) {
      const place = profileStates[index]! + Math.floor(stage / stagesPerState);
      const base = (states + place * sharedStateBytes) >>> 3;
      const counter = (which: number): number =>
        Number(memory.i64[base + (((stage % stagesPerState) * stageWords) >>> 1) + which]);
      const reads = scanReads(memory, node, states);
      measures.set(node, { rowsIn: counter(0), rowsOut: counter(1), ms: counter(2) / 1000, reads });
    }
  }
  return measures;
}
