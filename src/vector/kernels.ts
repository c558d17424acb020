import { readFileSync } from 'node:fs';

/**
 * The exports of kernels.wasm by name. Addresses and 32-bit numbers come back as signed JavaScript numbers: an
 * address needs `>>> 0`. Only what a kernel declares as i64 is a bigint.
 */
export type Kernels = { readonly [name: string]: (...args: number[]) => number };

let compiled: WebAssembly.Module | undefined;

/** Compiles kernels.wasm once a thread; a worker is handed the module that the main thread compiled. */
export function kernelsModule(given?: WebAssembly.Module): WebAssembly.Module {
  compiled ??= given ?? new WebAssembly.Module(readFileSync(new URL('../kernels/kernels.wasm', import.meta.url)));
  return compiled;
}

/** What kernels ask of the thread that runs them. */
export interface KernelHost {
  /** Gives string kernels at least `bytes` more room, through `scratch_set`. */
  refillScratch(bytes: number): void;
  /** Gives the address of a block that the heap has no room for now, or throws EXCEEDED_LOCAL_MEMORY_LIMIT. */
  findMemory(bytes: number): number;
}

/** Instantiates the kernels over `memory`. */
export function instantiateKernels(memory: WebAssembly.Memory, host: KernelHost): Kernels {
  const env = { memory, scratch_refill: host.refillScratch, find_memory: host.findMemory };
  return new WebAssembly.Instance(kernelsModule(), { env }).exports as unknown as Kernels;
}
