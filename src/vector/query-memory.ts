import { assert, LakeError } from '../base/lake-error.js';
import { instantiateKernels, type Kernels } from './kernels.js';
import { heapStart, memoryHeader } from './memory-header.js';

const pageBytes = 65536;
const pagesMax = 65536;
const addressEnd = 0xffff_0000;

/**
 * One thread's hold on the linear memory that all workers of a query share. An address means the same in every thread.
 * The memory has its full size from the start (the system backs a page when it is first touched), so the views never go stale.
 */
export class QueryMemory {
  readonly memory: WebAssembly.Memory;
  readonly u8: Uint8Array;
  readonly i32: Int32Array;
  readonly u32: Uint32Array;
  readonly i64: BigInt64Array;
  readonly f32: Float32Array;
  readonly f64: Float64Array;
  readonly view: DataView;
  readonly kernels: Kernels;
  /** Gives string kernels at least `bytes` more room; whoever works with the memory now sets it. */
  refillScratch: (bytes: number) => void = () => assert(false, 'nobody gives kernels room for strings');
  /** Takes a block for which the budget has no room now, or throws; whoever works with the memory now sets it. */
  findMemory: (bytes: number) => number = (bytes) => this.allocReserved(bytes);

  constructor(memory: WebAssembly.Memory, kernels: Kernels) {
    const { buffer } = memory;
    this.memory = memory;
    this.kernels = kernels;
    this.u8 = new Uint8Array(buffer);
    this.i32 = new Int32Array(buffer);
    this.u32 = new Uint32Array(buffer);
    this.i64 = new BigInt64Array(buffer);
    this.f32 = new Float32Array(buffer);
    this.f64 = new Float64Array(buffer);
    this.view = new DataView(buffer);
  }

  /** Takes hold of a memory for this thread, which costs some tenths of a millisecond: the kernels are made for it. */
  static open(memory: WebAssembly.Memory): QueryMemory {
    const opened: QueryMemory = new QueryMemory(
      memory,
      instantiateKernels(memory, {
        refillScratch: (bytes) => opened.refillScratch(bytes),
        findMemory: (bytes) => opened.findMemory(bytes >>> 0),
      }),
    );
    return opened;
  }

  /** Reserves address space for a budget of `limitBytes`; at most 4 GiB. */
  static reserve(limitBytes: number): WebAssembly.Memory {
    const wanted = Math.ceil((limitBytes * 1.25 + 16 * 1024 * 1024) / pageBytes);
    const pages = Math.min(pagesMax, wanted);
    return new WebAssembly.Memory({ initial: pages, maximum: pagesMax, shared: true });
  }

  /** Empties the heap for the next query; only while no other thread uses it. */
  reset(limitBytes: number): void {
    this.clear(memoryHeader.cancelFlag, heapStart - memoryHeader.cancelFlag);
    this.kernels.heap_reset!(heapStart, limitBytes);
  }

  /** Takes a block of at least `bytes`, or 0 when the budget does not allow it. Its content is undefined. */
  tryAlloc(bytes: number): number {
    return this.kernels.heap_alloc!(bytes) >>> 0;
  }

  /** Takes a block of at least `bytes`. @throws EXCEEDED_LOCAL_MEMORY_LIMIT */
  alloc(bytes: number): number {
    if (bytes >= Math.min(this.limitBytes, addressEnd)) throw this.limitError(bytes);
    return this.tryAlloc(bytes) || this.findMemory(bytes);
  }

  /** Takes a block of at least `bytes`, if need be from what is left aside for workers that could not go on. @throws EXCEEDED_LOCAL_MEMORY_LIMIT */
  allocReserved(bytes: number): number {
    const address = this.kernels.heap_alloc_reserved!(bytes) >>> 0;
    if (address === 0) throw this.limitError(bytes);
    return address;
  }

  /** Gives back what `alloc(bytes)` took. */
  free(address: number, bytes: number): void {
    this.kernels.heap_free!(address, bytes);
  }

  /** Sets bytes to 0, much faster than `u8.fill`, which goes byte by byte over memory that threads share. */
  clear(address: number, bytes: number): void {
    this.kernels.bytes_clear!(address, bytes);
  }

  /** Tells whether the query was cancelled or a worker of it failed: work that is left is in vain. */
  get isStopped(): boolean {
    return Atomics.load(this.i32, memoryHeader.cancelFlag >>> 2) !== 0;
  }

  /** Bytes in use now, and at most so far. */
  get usedBytes(): number {
    return Number(this.i64[memoryHeader.heapUsed >>> 3]);
  }

  get peakBytes(): number {
    return Number(this.i64[memoryHeader.heapPeak >>> 3]);
  }

  /** Bytes that were written to spill files so far. */
  get spilledBytes(): number {
    return Number(Atomics.load(this.i64, memoryHeader.spilledBytes >>> 3));
  }

  /** Lets the query scan so many bytes; for the thread that starts it. */
  limitScan(bytes: number): void {
    // A limit below one byte is not none.
    this.f64[memoryHeader.scannedBytesMax >>> 3] = Math.max(1, bytes);
  }

  /** Notes bytes that are about to be scanned. @throws EXCEEDED_SCAN_LIMIT */
  noteScanned(bytes: number): void {
    const limit = this.f64[memoryHeader.scannedBytesMax >>> 3]!;
    if (limit === 0) return;
    const before = Atomics.add(this.i64, memoryHeader.scannedBytes >>> 3, BigInt(bytes));
    if (Number(before) + bytes > limit)
      throw new LakeError('EXCEEDED_SCAN_LIMIT', 'Bytes scanned limit was exceeded', {
        hint: 'The workgroup or the session limits how much one statement may scan.',
      });
  }

  get limitBytes(): number {
    return Number(this.i64[memoryHeader.heapLimit >>> 3]);
  }

  limitError(bytes: number): LakeError {
    const limit = `${(this.limitBytes / 2 ** 20).toFixed(0)}MB`;
    return new LakeError(
      'EXCEEDED_LOCAL_MEMORY_LIMIT',
      `Query exceeded the memory limit of ${limit} when it asked for ${bytes} bytes`,
      {
        hint: 'Raise memoryLimit, use fewer threads, or let the query touch fewer rows at a time.',
      },
    );
  }
}
