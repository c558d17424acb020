import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { KeptCode } from './kept-code.js';
import { cacheFolder } from './user-folders.js';

/** A script that was loaded. */
export interface LoadedScript<Exports> {
  readonly exports: Exports;
  /** Keeps what had to be compiled so far. */
  keep(): void;
}

/** Loads a script of CommonJS with code that an earlier run compiled: that takes half the time to a first row. */
export function loadScript<Exports>(url: URL): LoadedScript<Exports> {
  const file = fileURLToPath(url);
  const require = createRequire(url);
  if (!canKeep()) return { exports: require(file) as Exports, keep: () => undefined };
  const code = new KeptCode(cacheFolder(), require);
  return { exports: code.load(file) as Exports, keep: () => code.keep() };
}

// Node knows no source maps of scripts that it did not load.
const canKeep = (): boolean => !process.env.NODE_DISABLE_COMPILE_CACHE && !process.sourceMapsEnabled;
