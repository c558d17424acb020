import type { MessagePort } from 'node:worker_threads';
import { assert, LakeError } from '../base/lake-error.js';
import type { SessionFacts } from '../functions/definition.js';
import { PageCache } from '../parquet/page-cache.js';
import type { BlockingFile } from '../storage/file.js';
import { openBlocking } from '../storage/local-file.js';
import { isRemote } from '../storage/locations.js';
import { S3Reader } from '../storage/s3/s3-reader.js';
import { Arena } from '../vector/arena.js';
import { slotBytes } from '../vector/layout.js';
import { memoryHeader } from '../vector/memory-header.js';
import type { QueryMemory } from '../vector/query-memory.js';
import { repeatedVector, type Vector } from '../vector/vector.js';
import { waitForMemory } from './memory-wait.js';
import { ScratchFiles } from './spill/scratch-files.js';

const scratchChunkBytes = 512 * 1024;
const kernelRegionBytes = 64 * 1024;

/** Settings that the executor obeys; plain data, the same in every thread of a query. */
export interface ExecutionSettings {
  /** Rows of a batch that a scan makes. */
  readonly batchRows: number;
  /** False: dictionaries are flattened as soon as they are read (a test mode). */
  readonly dictionaryVectors: boolean;
  /** False: nothing is skipped by statistics (a test mode). */
  readonly pruning: boolean;
  /** False: decompressed pages are neither looked for nor kept. */
  readonly pageCache: boolean;
  /** Folder for spill files. */
  readonly spillFolder: string;
}

/** What one thread holds while it works on one query. */
export class ThreadContext {
  readonly memory: QueryMemory;
  /** Lives as long as the query. */
  readonly arena: Arena;
  readonly session: SessionFacts;
  readonly settings: ExecutionSettings;
  readonly pageCache: PageCache | undefined;
  readonly workerIndex: number;
  readonly workerCount: number;
  /** Files that the query spills to. */
  readonly scratchFiles: ScratchFiles;
  /** Files that are being written; those that are left when the work ends are given up. */
  readonly openFiles = new Set<{ abandon(): void }>();
  /** What host functions keep between rows, one map a function. */
  readonly memos = new Map<string, Map<string, unknown>>();
  readonly #s3Port: MessagePort | undefined;
  #s3Reader: S3Reader | undefined;
  #nodeKey: string | undefined;
  #programCount = 0;
  readonly #batchScratch: Arena;
  #scratch: Arena;
  readonly #kept: Arena[] = [];

  constructor(options: {
    memory: QueryMemory;
    session: SessionFacts;
    settings: ExecutionSettings;
    pages?: SharedArrayBuffer | undefined;
    workerIndex: number;
    workerCount: number;
    s3Port?: MessagePort | undefined;
  }) {
    this.memory = options.memory;
    this.memory.refillScratch = (bytes) => this.#refillScratch(bytes);
    this.memory.findMemory = (bytes) => waitForMemory(this, bytes);
    // The kernels may have worked on another query before.
    this.memory.kernels.state_forget!();
    this.memory.kernels.scratch_set!(0, 0);
    this.#batchScratch = new Arena(this.memory, scratchChunkBytes);
    this.#scratch = this.#batchScratch;
    this.arena = new Arena(this.memory);
    this.session = options.session;
    this.settings = options.settings;
    this.pageCache = options.pages && new PageCache(options.pages);
    this.scratchFiles = new ScratchFiles(options.settings.spillFolder);
    this.workerIndex = options.workerIndex;
    this.workerCount = options.workerCount;
    this.#s3Port = options.s3Port;
  }

  /** Says that the programs made from now on belong to a plan node that is wholly described by `key`. */
  beginNode(key: string | undefined): void {
    this.#nodeKey = key;
    this.#programCount = 0;
  }

  /** Makes programs that belong to what `key` wholly describes, apart from those of the node that is being made. */
  withKey<T>(key: string, make: () => T): T {
    const [nodeKey, programCount] = [this.#nodeKey, this.#programCount];
    this.beginNode(key);
    const made = make();
    this.#nodeKey = nodeKey;
    this.#programCount = programCount;
    return made;
  }

  /** Names the next program of the node: programs are made in the same order each time. */
  takeProgramKey(): string | undefined {
    return this.#nodeKey && `${this.#nodeKey}#${this.#programCount++}`;
  }

  /** Lives as long as the batch that a source hands out, within `keepIn` as long as that arena says. */
  get scratch(): Arena {
    return this.#scratch;
  }

  /** Makes an arena for what outlives batches and is forgotten before the query ends. */
  keptArena(): Arena {
    const arena = new Arena(this.memory);
    this.#kept.push(arena);
    return arena;
  }

  /** Does work whose vectors and texts go to a kept arena instead of the batch's scratch. */
  keepIn(arena: Arena, work: () => void): void {
    const before = this.#scratch;
    this.#scratch = arena;
    this.memory.kernels.scratch_set!(0, 0);
    try {
      work();
    } finally {
      this.#scratch = before;
      this.memory.kernels.scratch_set!(0, 0);
    }
  }

  /** Forgets all vectors that the last batch made. */
  resetScratch(): void {
    this.#batchScratch.reset();
    this.memory.kernels.scratch_set!(0, 0);
  }

  /** Closes the files that are open still. */
  closeFiles(): void {
    this.#s3Port?.close();
    this.scratchFiles.close();
    for (const file of this.openFiles) file.abandon();
    this.openFiles.clear();
  }

  /** Opens a file of a scan. @throws HIVE_CANNOT_OPEN_SPLIT */
  openFile(place: string): BlockingFile {
    if (!isRemote(place)) return openBlocking(place);
    assert(this.#s3Port, 'a plan with files of S3 has a port to read them');
    this.#s3Reader ??= new S3Reader(this.#s3Port, () => this.checkCancelled());
    return this.#s3Reader.open(place);
  }

  /** Stops the work when the query was cancelled or another worker failed. */
  checkCancelled(): void {
    const flag = Atomics.load(this.memory.i32, memoryHeader.cancelFlag >>> 2);
    if (flag !== 0) throw new QueryStopped(flag === 1);
  }

  /** Shows one row of a vector as a constant. */
  rowOf(vector: Vector, row: number): Vector {
    if (vector.encoding === 'constant') return vector;
    const index = vector.encoding === 'dictionary' ? this.memory.u32[(vector.codes >>> 2) + row]! : row;
    const values = vector.values + index * slotBytes[vector.layout];
    const validity = vector.validity === 0 ? 0 : vector.validity + row;
    return repeatedVector(vector.type, vector.layout, values, validity);
  }

  release(): void {
    this.#batchScratch.release();
    for (const arena of this.#kept) arena.release();
    this.arena.release();
  }

  #refillScratch(bytes: number): void {
    const size = Math.max(bytes >>> 0, kernelRegionBytes);
    const start = this.scratch.alloc(size);
    this.memory.kernels.scratch_set!(start, start + size);
  }
}

/** Ends a worker's part quietly: the reason is known elsewhere. */
export class QueryStopped extends LakeError {
  readonly isCancelled: boolean;

  constructor(isCancelled: boolean) {
    super('USER_CANCELED', 'Query was canceled');
    this.isCancelled = isCancelled;
  }
}
