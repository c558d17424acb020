import type { SqlType } from '../types/sql-type.js';

/**
 * The physical plan: pipelines in the order they run, as plain data that `structuredClone` keeps. All workers run every
 * pipeline together and meet at a barrier after each. A pipeline is a source, operators, and a sink.
 */
export interface PhysicalPlan {
  readonly pipelines: readonly Pipeline[];
  /** Number of states that pipelines share through memory. */
  readonly stateCount: number;
  /** Where each pipeline's stages add what they did; only in a plan that is measured. */
  readonly profileStates?: readonly number[] | undefined;
  readonly columns: readonly { readonly name: string; readonly type: SqlType }[];
}

export interface Pipeline {
  readonly source: PhysicalNode;
  readonly operators: readonly PhysicalNode[];
  readonly sink: PhysicalNode;
}

/** One node of a pipeline; `kind` names its definition in registry.ts. `outputs` are the ids of the columns of its batches. */
export interface PhysicalNode {
  readonly kind: string;
  readonly outputs: readonly number[];
}

/** Words of memory that the workers of a query share for one state: 64 words of 32 bits. */
export const sharedStateBytes = 256;

/** Word that worker `index` publishes an address in. */
export const workerWord = (index: number): number => 32 + index;

/** More workers than this have no word of their own. */
export const workersMax = 32;
