import type { MessagePort } from 'node:worker_threads';
import type { SessionFacts } from '../functions/definition.js';
import type { PlanParcel } from './plan-parcel.js';
import type { ExecutionSettings } from './thread-context.js';

/** What a worker is given to work on a query; survives structuredClone (the port is transferred). */
export interface QueryTask {
  readonly plan: PlanParcel;
  readonly memory: WebAssembly.Memory;
  /** Names a memory that comes with other queries again; undefined for one that does not. */
  readonly memoryId: number | undefined;
  readonly kernels: WebAssembly.Module;
  /** Address of the shared states. */
  readonly states: number;
  readonly session: SessionFacts;
  /** Where decompressed pages are kept; undefined: nowhere. */
  readonly pages: SharedArrayBuffer | undefined;
  readonly settings: ExecutionSettings;
  readonly workerIndex: number;
  readonly workerCount: number;
  readonly port: MessagePort;
  /** Reads files of S3; only of a plan that has some. */
  readonly s3Port: MessagePort | undefined;
}

/** How a worker's part ended: undefined for well or for stopped by others, else the error in parts. */
export interface TaskFailure {
  readonly name: string;
  readonly message: string;
  readonly line: number | undefined;
  readonly column: number | undefined;
  readonly hint: string | undefined;
  readonly stack: string | undefined;
}
