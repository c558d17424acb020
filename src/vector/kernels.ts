import { existsSync, readFileSync } from 'node:fs';
import { LakeError } from '../base/lake-error.js';

/**
 * The exports of kernels.wasm by name. Addresses and 32-bit numbers come back as signed JavaScript numbers: an
 * address needs `>>> 0`. Only what a kernel declares as i64 is a bigint.
 */
export type Kernels = { readonly [name: string]: (...args: number[]) => number };

let compiled: WebAssembly.Module | undefined;

/** Some bundlers leave no address of a module. */
const moduleUrl = (): string | undefined => import.meta.url;
const kernelsFile = (): URL => new URL('../kernels/kernels.wasm', moduleUrl());

/** Checks that the kernels lie beside the program: they do not where a bundler has packed it. @throws CONFIGURATION_INVALID */
export function requireKernels(): void {
  if (compiled || (moduleUrl() !== undefined && existsSync(kernelsFile()))) return;
  throw new LakeError(
    'CONFIGURATION_INVALID',
    'The files that belong to Lakelet do not lie beside its code: a bundler packed it',
    {
      hint: "Keep the package outside of the bundle: external: ['lakelet'].",
    },
  );
}

/** Compiles kernels.wasm once a thread; a worker is handed the module that the main thread compiled. */
export function kernelsModule(given?: WebAssembly.Module): WebAssembly.Module {
  compiled ??= given ?? new WebAssembly.Module(readFileSync(kernelsFile()));
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
