import type { Batch } from '../vector/vector.js';
import type { PhysicalNode } from './physical-plan.js';
import type { ResultBatch } from './result-batch.js';
import type { ThreadContext } from './thread-context.js';

/** Passes a batch to what follows in the pipeline. */
export type Emit = (batch: Batch) => void;

/** What the workers of a query share besides memory. */
export interface Gang {
  readonly workerIndex: number;
  readonly workerCount: number;
  /** Waits until all workers are here. */
  barrier(): void;
  /** Address of the shared words of a state. */
  sharedState(state: number): number;
  /** Takes the next number from a shared counter of a state: 0, 1, 2… across all workers. */
  next(state: number, word: number): number;
  /** Adds to a shared 64-bit counter (two words from the even `word`) of a state; gives what it was. */
  add(state: number, word: number, amount: number): number;
  /** Hands a batch of the result to the statement; waits while too many are on their way. */
  deliver(batch: ResultBatch): void;
  /** Makes a source with operators behind it, for a source that is made of others. */
  stages(source: PhysicalNode, operators: readonly PhysicalNode[]): Stages;
  /** Tells whether an error only says that no more rows are wanted. */
  isEarlyEnd(error: unknown): boolean;
  /** What this thread keeps for a state between pipelines. */
  readonly local: Map<number, unknown>;
}

/** A source with operators behind it. */
export interface Stages {
  /** Runs to the end; with `isUnwanted` only ends the operators, in step with other workers. */
  run(emit: Emit, isUnwanted: boolean): void;
  release(): void;
}

/** The begin of a pipeline: makes batches until there are none. */
export interface Source {
  run(emit: Emit): void;
  /** Gives memory back once all workers have ended the pipeline. */
  release?(): void;
}

/** A step that turns batches into batches. */
export interface Operator {
  consume(batch: Batch, emit: Emit): void;
  /** Passes on what was held back. */
  finish?(emit: Emit): void;
  /** Gives memory back once all workers have ended the pipeline. */
  release?(): void;
  /** Needs no more input: the source may stop. */
  readonly isSatisfied?: boolean;
}

/** The end of a pipeline. */
export interface Sink {
  consume(batch: Batch): void;
  /** Called by every worker when its own input is over; may use the gang's barrier. */
  finish(): void;
  readonly isSatisfied?: boolean;
}

/** Everything about one kind of physical node that runs at the given place of a pipeline. */
export type NodeDefinition<Node extends PhysicalNode = PhysicalNode> = {
  readonly kind: Node['kind'];
  /** Shows the node's own facts in EXPLAIN. */
  explain(node: Node): string;
} & (
  | { readonly place: 'source'; create(node: Node, context: ThreadContext, gang: Gang): Source }
  | {
      readonly place: 'operator';
      create(node: Node, context: ThreadContext, gang: Gang, inputs: readonly number[]): Operator;
    }
  | { readonly place: 'sink'; create(node: Node, context: ThreadContext, gang: Gang, inputs: readonly number[]): Sink }
);
