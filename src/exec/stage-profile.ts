import type { QueryMemory } from '../vector/query-memory.js';
import type { Batch } from '../vector/vector.js';
import type { Emit, Gang, Operator, Sink, Source } from './operator.js';
import { type PhysicalNode, type PhysicalPlan, type Pipeline, sharedStateBytes } from './physical-plan.js';
import { nodeReads, type ReadCounters } from './read-counters.js';

const stagesPerState = 16;
const stageWords = 4;

/** What one stage of a pipeline did, all workers together. */
export interface StageMeasure {
  /** Rows that came in; of a source, that went out. */
  readonly rows: number;
  /** Time in the stage itself, not in those behind it. */
  readonly ms: number;
  /** What a scan read. */
  readonly reads?: ReadCounters | undefined;
}

const stagesOf = ({ source, operators, sink }: Pipeline): PhysicalNode[] => [source, ...operators, sink];

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

/** Measures the stages of one pipeline in one worker. */
export class StageProfile {
  readonly #rows: number[] = [];
  readonly #ms: number[] = [];
  readonly #open: number[] = [];
  #since = 0;

  source(source: Source): Source {
    return { run: (emit) => this.#within(0, () => source.run(emit)) };
  }

  operator(operator: Operator, stage: number): Operator {
    return {
      consume: (batch, emit) => this.#consume(stage, batch, () => operator.consume(batch, emit)),
      finish: (emit: Emit) => this.#within(stage, () => operator.finish?.(emit)),
      get isSatisfied() {
        return operator.isSatisfied === true;
      },
    };
  }

  sink(sink: Sink, stage: number): Sink {
    return {
      consume: (batch) => this.#consume(stage, batch, () => sink.consume(batch)),
      finish: () => this.#within(stage, () => sink.finish()),
      get isSatisfied() {
        return sink.isSatisfied === true;
      },
    };
  }

  /** Adds what was measured to the shared states that begin with `state`. */
  publish(gang: Gang, state: number): void {
    const count = Math.max(this.#rows.length, this.#ms.length);
    for (let stage = 0; stage < count; stage++) {
      const place = state + Math.floor(stage / stagesPerState);
      const word = (stage % stagesPerState) * stageWords;
      gang.add(place, word, this.#rows[stage] ?? 0);
      gang.add(place, word + 2, Math.round((this.#ms[stage] ?? 0) * 1000));
    }
  }

  #consume(stage: number, batch: Batch, work: () => void): void {
    this.#rows[stage] = (this.#rows[stage] ?? 0) + batch.selectedCount;
    this.#within(stage, work);
  }

  #within(stage: number, work: () => void): void {
    this.#charge();
    this.#open.push(stage);
    try {
      work();
    } finally {
      this.#charge();
      this.#open.pop();
    }
  }

  #charge(): void {
    const now = performance.now();
    const stage = this.#open.at(-1);
    if (stage !== undefined) this.#ms[stage] = (this.#ms[stage] ?? 0) + now - this.#since;
    this.#since = now;
  }
}

/** Reads what the stages of each pipeline of a profiled plan did; its shared states begin at `states`. */
export function stageMeasures(memory: QueryMemory, plan: PhysicalPlan, states: number): StageMeasure[][] | undefined {
  return plan.profileStates?.map((first, index) => {
    const stages = stagesOf(plan.pipelines[index]!);
    const base = (states + first * sharedStateBytes) >>> 3;
    const read = (stage: number, word: number): number =>
      Number(memory.i64[base + ((stage * stageWords + word) >>> 1)]);
    return stages.map((node, stage) => ({
      rows: read(Math.max(stage, 1), 0),
      ms: read(stage, 2) / 1000,
      reads: nodeReads(memory, node, states),
    }));
  });
}
