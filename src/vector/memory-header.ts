/**
 * Fixed addresses at the start of a query's shared memory; below them lie AssemblyScript's static tables.
 * kernels/heap.ts knows the heap's words.
 */
export const memoryHeader = {
  heapLock: 65536,
  heapNext: 65540,
  heapUsed: 65544,
  heapLimit: 65552,
  heapPeak: 65560,
  /** i32, not 0: stop at the next batch. 1 cancelled, 2 another worker failed. */
  cancelFlag: 66560,
  /** i32 pair of the barrier that the workers of a query meet at: arrived count, generation. */
  barrierArrived: 66564,
  barrierGeneration: 66568,
  /** i32: result batches that were posted and not yet taken. */
  resultsInFlight: 66572,
  /** i64: bytes that were written to spill files. */
  spilledBytes: 66576,
  /** i64: bytes that were scanned, where there is a limit; f64: the limit, 0 for none. */
  scannedBytes: 66584,
  scannedBytesMax: 66592,
  /** i32: workers that wait for memory. */
  memoryWaiters: 66600,
  /** i32, not 0: a worker does what may take more than its share of the memory. */
  largeTurn: 66604,
  /** 32 u32, one a worker: 0 it works, the largest number it waits for others, else the bytes that it waits for. */
  memoryWants: 66624,
  /** 1,024 i32 counters that pipelines number their splits and partitions with. */
  counters: 69632,
} as const;

/** First address that the heap gives out. */
export const heapStart = 131072;
